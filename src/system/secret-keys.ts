// The keys that sign links and Message-IDs: SECRET_KEY, or one made once and kept beside the store. Losing them makes
// every unsubscribe link ever sent a dead one, so they belong into the backup.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { signingKey, type KeyRing } from '../core/audience/signed-link.ts';
import { AppError } from '../errors.ts';

/** Relative to the newsletter's folder. */
export const SECRET_KEY_FILE = 'data/secret-key';

/** 128 bits as hex or base64 are longer than this; a password is not. */
const LEAST_CHARACTERS = 16;

export interface SecretKeys {
  readonly keys: KeyRing;
  /** What the user should know, when a key has just been made. */
  readonly notice?: string;
}

/**
 * The key ring: `secretKey` is SECRET_KEY, one key or several separated by commas, the newest first; absent, the key in
 * `file`, which is made once with mode 0600. Throws SETTINGS_INVALID for a key that is too short to be one.
 */
export function secretKeys(secretKey: string | undefined, file: string): SecretKeys {
  if (secretKey !== undefined && secretKey.trim() !== '') return { keys: keyRing(secretKey, 'SECRET_KEY') };
  const isNew = makeOnce(file);
  const keys = keyRing(readFileSync(file, 'utf8'), file);
  if (!isNew) return { keys };
  return { keys, notice: `Made a secret key in ${file}. Keep it with your backups: unsubscribe links depend on it.` };
}

function keyRing(text: string, where: string): KeyRing {
  const secrets = text
    .split(/[,\s]+/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  const [first, ...others] = secrets;
  if (first === undefined || secrets.some((secret) => secret.length < LEAST_CHARACTERS)) {
    const fault = `${where} holds a key shorter than ${LEAST_CHARACTERS} characters.`;
    throw new AppError('SETTINGS_INVALID', `${fault} Make one with: openssl rand -hex 32`);
  }
  return [signingKey(first), ...others.map(signingKey)];
}

/** Two processes that start together agree on one key: it is written aside, and a hard link never replaces a file. */
function makeOnce(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}
