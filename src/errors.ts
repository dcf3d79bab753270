// Every failure of the surroundings that masthead names: its stable code, its exit status and what it means.
// Texts for people are composed where the failure happens; only the code is leaned on by scripts and tests.
// docs/errors.md explains each code, and a test holds the two lists against each other.

/** Code -> what it means and the exit status that `cli/` gives: 1 something failed, 2 wrong use. */
export const ERRORS = {
  CSV_UNREADABLE: { exitStatus: 1, meaning: 'the file of subscribers is in an encoding or form that cannot be read' },
  DKIM_KEY_INVALID: { exitStatus: 2, meaning: 'the DKIM key cannot sign; no message was sent' },
  DKIM_MISALIGNED: { exitStatus: 2, meaning: 'the DKIM domain does not match the domain of the sender' },
  ISSUES_BROKEN: { exitStatus: 1, meaning: 'at least one issue has an error; nothing was written or mailed' },
  MAILBOX_UNUSABLE: { exitStatus: 1, meaning: 'the local mailbox cannot be used' },
  SECRET_KEY_LOST: { exitStatus: 1, meaning: 'the secret key that a mailing began with is not there any more' },
  SETTINGS_MISSING: { exitStatus: 2, meaning: 'there is no masthead.yaml in the folder' },
  SETTINGS_INVALID: { exitStatus: 2, meaning: 'masthead.yaml or the environment holds a value that cannot be used' },
  SMTP_URL_INVALID: { exitStatus: 2, meaning: 'SMTP_URL cannot be understood' },
  STORE_NEWER: { exitStatus: 1, meaning: 'the store was written by a newer version' },
  STORE_UNSUPPORTED: { exitStatus: 2, meaning: 'DATABASE_URL names a database that this version does not know' },
  STORE_UNUSABLE: { exitStatus: 1, meaning: 'the store cannot be opened, read or written' },
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
