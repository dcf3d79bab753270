// Every failure of the surroundings that masthead names: its stable code, its exit status and what it means.
// Texts for people are composed where the failure happens; only the code is leaned on by scripts and tests.
// docs/errors.md explains each code, and a test holds the two lists against each other.

/** Code -> what it means and the exit status that `cli/` gives: 1 something failed, 2 wrong use. */
export const ERRORS = {
  ALREADY_RUNNING: { exitStatus: 1, meaning: 'another "masthead start" serves this newsletter' },
  ARCHIVE_UNREADABLE: { exitStatus: 1, meaning: 'a zip archive cannot be read, or would unpack to too much' },
  BOUNCES_UNREADABLE: { exitStatus: 1, meaning: 'the bounce mailbox cannot be reached or read' },
  BUILD_BUSY: { exitStatus: 1, meaning: 'another command has been building for half a minute' },
  CSV_UNREADABLE: { exitStatus: 1, meaning: 'the file of subscribers is in an encoding or form that cannot be read' },
  DKIM_KEY_INVALID: { exitStatus: 2, meaning: 'the DKIM key cannot sign; no message was sent' },
  DKIM_MISALIGNED: { exitStatus: 2, meaning: 'the DKIM domain does not match the domain of the sender' },
  DKIM_RECORD_WRONG: { exitStatus: 2, meaning: 'the DNS publishes no key, or another one, for the DKIM selector' },
  FEED_MALFORMED: { exitStatus: 1, meaning: 'a feed would not have been well-formed; it was not written' },
  FILE_EXISTS: { exitStatus: 2, meaning: 'a file that the command would make is there already' },
  FILE_MISSING: { exitStatus: 2, meaning: 'a file or folder that was named is not there' },
  IMPORT_UNREADABLE: { exitStatus: 1, meaning: 'an export or a feed cannot be reached or understood' },
  ISSUES_BROKEN: { exitStatus: 1, meaning: 'at least one issue has an error; nothing was written or mailed' },
  ISSUE_UNEDITABLE: { exitStatus: 1, meaning: 'the metadata of an issue cannot be changed by a program' },
  ISSUE_UNKNOWN: { exitStatus: 2, meaning: 'no published issue has the slug or the file name that was given' },
  MAILBOX_UNUSABLE: { exitStatus: 1, meaning: 'the local mailbox cannot be used' },
  OUTPUT_CONFLICT: { exitStatus: 1, meaning: 'two things want to be one file of out/' },
  OUT_UNWRITABLE: { exitStatus: 1, meaning: 'out/ cannot be replaced' },
  PORT_UNUSABLE: { exitStatus: 1, meaning: 'the server cannot listen on PORT of HOST' },
  SECRET_KEY_LOST: { exitStatus: 1, meaning: 'the secret key that a mailing began with is not there any more' },
  SENDER_SUPERSEDED: { exitStatus: 1, meaning: 'this sender was silent for too long and another has taken over' },
  SETTINGS_INVALID: { exitStatus: 2, meaning: 'masthead.yaml or the environment holds a value that cannot be used' },
  SETTINGS_MISSING: { exitStatus: 2, meaning: 'there is no masthead.yaml in the folder' },
  SMTP_URL_INVALID: { exitStatus: 2, meaning: 'SMTP_URL cannot be understood' },
  STORE_MOVED: { exitStatus: 1, meaning: 'the store was restored or copied; nobody is mailed before you have said so' },
  STORE_NEWER: { exitStatus: 1, meaning: 'the store was written by a newer version' },
  STORE_UNSUPPORTED: { exitStatus: 2, meaning: 'DATABASE_URL names a database that this version does not know' },
  STORE_UNUSABLE: { exitStatus: 1, meaning: 'the store cannot be opened, read or written' },
  SUBSCRIBER_UNKNOWN: { exitStatus: 1, meaning: 'no subscriber has the address that was given' },
  SYSTEM_REFUSED: { exitStatus: 1, meaning: 'the system refused to read or write a file' },
  TEMPLATE_INVALID: { exitStatus: 1, meaning: 'a template in web-templates/ or email-templates/ cannot be used' },
  TEXTS_INVALID: { exitStatus: 2, meaning: 'a file in messages/ holds a text that cannot be used, or lacks one' },
  USAGE: { exitStatus: 2, meaning: 'the command line cannot be understood' },
} as const satisfies Record<string, { exitStatus: 1 | 2; meaning: string }>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * The one error class for broken surroundings: files, settings, databases, servers. `message` says what, where and what
 * to do, in whole sentences; expected failures (a bad issue, a refused recipient) are values and never this.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}
