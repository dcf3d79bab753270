// Every failure of the surroundings that masthead names: its stable code, its exit status and what it means.
// Texts for people are composed where the failure happens; only the code is leaned on by scripts and tests.
// docs/errors.md explains each code, and a test holds the two lists against each other.

/** Code -> what it means and the exit status that `cli/` gives: 1 something failed, 2 wrong use. */
export const ERRORS = {
  FEED_MALFORMED: { exitStatus: 1, meaning: 'a feed would not have been well-formed; it was not written' },
  ISSUES_BROKEN: { exitStatus: 1, meaning: 'at least one issue has an error; nothing was written or mailed' },
  SETTINGS_MISSING: { exitStatus: 2, meaning: 'there is no masthead.yaml in the folder' },
  SETTINGS_INVALID: { exitStatus: 2, meaning: 'masthead.yaml or the environment holds a value that cannot be used' },
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
