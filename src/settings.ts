// masthead.yaml and the environment -> settings. The only file that reads process.env; everything below gets values.
// All problems of both are reported at once, each with its place and with what to write instead.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { IMAP_FORM, imapPlace } from './bounces/imap-place.ts';
import { emailAddress } from './core/audience/email-address.ts';
import { BOUNCE_LOCAL_OCTETS } from './core/message/return-path.ts';
import { nearestName } from './core/nearest-name.ts';
import { newsletterSchema, type Newsletter } from './core/newsletter.ts';
import { AppError } from './errors.ts';
import { scheduleProblem, timeZoneProblem } from './schedule/schedule-problem.ts';
import { proxyProblem } from './server/client-address.ts';
import { ecKey } from './server/event-signatures.ts';
import { readYaml, type YamlCheck } from './yaml-problems.ts';

export interface Settings {
  /** Absolute path of the newsletter's folder. */
  readonly root: string;
  readonly newsletter: Newsletter;
  readonly environment: Environment;
  /** What is probably a slip and stops nothing, one sentence each. */
  readonly notices: readonly string[];
}

const url = (...protocols: readonly string[]): z.ZodType<string> =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `write a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
/** One, or several between white space; what may stand in each is for mail/smtp-url.ts to say. */
const areSmtpUrls = (value: string): boolean =>
  value
    .trim()
    .split(/\s+/)
    .every((one) => URL.canParse(one) && /^smtps?:$/.test(new URL(one).protocol));
const hostName = z.string().regex(/^[A-Za-z0-9.-]+$/, 'write a host name');
const selector = z.string().regex(/^[A-Za-z0-9._-]+$/, 'write the selector alone');
/** What stands between commas or white space. */
export const listOf = (value = ''): readonly string[] => value.split(/[\s,]+/).filter((one) => one !== '');
/** The address of each message is this one with a token behind its local part, and no server takes a longer one. */
const bounceAddress = z
  .string()
  .refine((value) => emailAddress(value) === value, 'write one plain address such as bounces@news.example')
  .refine((value) => value.lastIndexOf('@') <= BOUNCE_LOCAL_OCTETS, {
    error: `write at most ${BOUNCE_LOCAL_OCTETS} characters before the @, such as bounces@news.example: a token of each
      message is added there, and 64 is the most that mail servers take`.replace(/\s+/g, ' '),
  });
const isEcKey = (value: string): boolean => {
  try {
    return ecKey(value).type === 'public';
  } catch {
    return false;
  }
};
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every variable that masthead reads. `.env.example` lists the same ones, and a test holds the two together. */
export const environmentSchema = z
  .object({
    SMTP_URL: z.string().refine(areSmtpUrls, 'write URLs that start with smtp:// or smtps://').optional(),
    DATABASE_URL: z.string().optional(),
    SECRET_KEY: z.string().min(16, 'write a long random text, for instance from `openssl rand -hex 32`').optional(),
    DKIM_DOMAIN: hostName.optional(),
    DKIM_SELECTOR: selector.optional(),
    DKIM_PRIVATE_KEY_FILE: z.string().optional(),
    DKIM_ED25519_SELECTOR: selector.optional(),
    DKIM_ED25519_PRIVATE_KEY_FILE: z.string().optional(),
    BOUNCE_ADDRESS: bounceAddress.optional(),
    BOUNCE_MAILBOX: z
      .string()
      .refine((value) => !/^\w+:\/\//.test(value) || imapPlace(value) !== undefined, `write a path, or ${IMAP_FORM}`)
      .optional(),
    WEBHOOK_SES_TOPIC: z
      .string()
      .regex(/^arn:aws[\w-]*:sns:\S+$/, 'write the ARN of the SNS topic')
      .optional(),
    WEBHOOK_POSTMARK_LOGIN: z
      .string()
      .regex(/^[^\s:]+:\S{16,}$/, 'write user:password, the password at least 16 characters long')
      .optional(),
    WEBHOOK_SENDGRID_KEY: z.string().refine(isEcKey, 'write the public key as SendGrid shows it').optional(),
    WEBHOOK_MAILGUN_KEY: z.string().min(16, 'write the HTTP webhook signing key').optional(),
    WEBHOOK_SECRET: z.string().min(16, 'write a long random text').optional(),
    BASE_URL: url('http:', 'https:').optional(),
    PORT: z.coerce.number('write a number').int().min(0).max(65_535).default(8080),
    HOST: z.string().default('127.0.0.1'),
    TRUSTED_PROXIES: z
      .string()
      .superRefine((value, context) => {
        const problem = listOf(value).map(proxyProblem).find(Boolean);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .optional(),
    METRICS_TOKEN: z.string().min(16, 'write a long random text, for instance from `openssl rand -hex 32`').optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `write one of ${LOG_LEVELS.join(', ')}`).default('info'),
  })
  .refine((env) => new Set([env.DKIM_DOMAIN, env.DKIM_SELECTOR, env.DKIM_PRIVATE_KEY_FILE].map(Boolean)).size === 1, {
    path: ['DKIM_DOMAIN'],
    error: 'DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE belong together: give all three or none',
    // Also beside other problems: all of them are shown at once.
    when: () => true,
  })
  .refine((env) => (env.DKIM_ED25519_SELECTOR === undefined) === (env.DKIM_ED25519_PRIVATE_KEY_FILE === undefined), {
    path: ['DKIM_ED25519_SELECTOR'],
    error: 'DKIM_ED25519_SELECTOR and DKIM_ED25519_PRIVATE_KEY_FILE belong together: give both or none',
    when: () => true,
  })
  .refine((env) => env.DKIM_ED25519_SELECTOR === undefined || env.DKIM_DOMAIN !== undefined, {
    path: ['DKIM_ED25519_SELECTOR'],
    error: 'the second key needs the first: set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE',
    when: () => true,
  });

export type Environment = z.output<typeof environmentSchema>;

/** Names with their values, as process.env has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks both; `variables` stand for the process's own and `.env` together. Throws SETTINGS_MISSING or
 * SETTINGS_INVALID; its message holds one problem a line.
 */
export function readSettings(root: string, variables?: Variables): Settings {
  const path = join(root, 'masthead.yaml');
  const text = readIfThere(path);
  if (text === undefined) {
    const lack = existsSync(root) ? `There is no masthead.yaml in ${resolve(root)}` : `There is no ${resolve(root)}`;
    const cure = 'Go to the newsletter\'s folder, name it with -C, or make one with "masthead init".';
    throw new AppError('SETTINGS_MISSING', `${lack}. ${cure}`);
  }
  const yaml = readYaml('masthead.yaml', text, newsletterSchema, CHECKS);
  const environment = readEnvironment(root, variables);
  const problems = [...yaml.problems, ...environment.problems];
  if (yaml.value === undefined || environment.value === undefined || problems.length > 0) {
    throw new AppError('SETTINGS_INVALID', problems.join('\n'));
  }
  const { BASE_URL } = environment.value;
  const newsletter = BASE_URL === undefined ? yaml.value : { ...yaml.value, base_url: BASE_URL };
  return { root: resolve(root), newsletter, environment: environment.value, notices: environment.notices };
}

/** What the schema cannot say because core knows no cron and no time zones. */
const CHECKS: readonly YamlCheck<Newsletter>[] = [
  { path: ['schedule', 'cron'], problem: ({ schedule }) => scheduleProblem(schedule.cron) },
  { path: ['schedule', 'time_zone'], problem: ({ schedule }) => timeZoneProblem(schedule.time_zone) },
];

function readEnvironment(
  root: string,
  variables: Variables | undefined,
): { readonly value?: Environment; readonly problems: readonly string[]; readonly notices: readonly string[] } {
  const fromFile = variables ? {} : parseEnv(readIfThere(join(root, '.env')) ?? '');
  // A variable that is set to nothing counts as absent; what is set already wins over the file.
  const given = withoutEmpty(variables ?? process.env);
  const result = environmentSchema.safeParse({ ...withoutEmpty(fromFile), ...given });
  const notices = Object.keys(fromFile).flatMap(misspelling);
  if (result.success) return { value: result.data, problems: [], notices };
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${given[name] === undefined ? '.env' : 'environment'}: ${name}: ${issue.message}.`;
  });
  return { problems, notices };
}

/** Only a name that is nearly one of ours: `.env` may hold what other programs read. */
function misspelling(name: string): readonly string[] {
  const known = Object.keys(environmentSchema.shape);
  const meant = known.includes(name) ? undefined : nearestName(name, known);
  return meant === undefined ? [] : [`.env: ${name} is not a name that masthead reads; is ${meant} meant?`];
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
