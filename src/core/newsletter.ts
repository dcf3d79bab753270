// masthead.yaml: the newsletter's public face and habits, checked by zod. Secrets and this machine's settings are not
// here but in the environment (settings.ts). Paths in problems are the YAML's own, so that a file can be pointed at.
import { z } from 'zod';
import { checkSettings } from './check/check-settings.ts';

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'write a colour as #rrggbb');
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write lower-case letters, digits and single hyphens');
const address = z.email('write one plain address such as letters@example.com');
const line = z
  .string()
  .trim()
  .min(1, 'write at least one character')
  .regex(/^[^\p{Cc}]*$/u, 'write one line');

const languageTag = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'write a BCP 47 tag such as zh-CN or en');

const domain = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/, 'write a domain in lower case, such as gmail.com');

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write a time such as '08:00'");

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const palette = z.strictObject({ ink: colour.optional(), paper: colour.optional(), accent: colour.optional() });

export const newsletterSchema = z.strictObject({
  title: line,
  description: line,
  language: languageTag.default('en'),
  author: line,
  /** RFC 4151 tagging entity: a domain (or address) and a date from which on it was yours. Part of every id for ever. */
  authority: z
    .string()
    .regex(/^[a-z0-9.@-]+,\d{4}(-\d{2}(-\d{2})?)?$/, 'write a domain and a year, such as example.com,2026'),
  base_url: z.url({ protocol: /^https?$/, error: 'write an absolute http or https address' }),
  postal_address: line,
  sender: z.strictObject({ name: line, address }),
  reply_to: address.optional(),
  topics: z.array(z.strictObject({ slug, label: line, labels: z.array(line).default([]) })).default([]),
  schedule: z
    .strictObject({
      cron: line.default('0 8 * * *'),
      time_zone: line.default('UTC'),
      /** An issue that came due longer ago than this is published but no longer mailed. */
      too_late_hours: z.number().positive().max(8760).default(48),
    })
    .prefault({}),
  /** When those are mailed who want a letter a day or a week, in the schedule's time zone. */
  digests: z
    .strictObject({
      /** Every day at this time. */
      daily: time.default('08:00'),
      weekly: z
        .strictObject({
          day: z.enum(WEEKDAYS, `write a day of the week, such as ${WEEKDAYS[0]}`).default('saturday'),
          time: time.default('08:00'),
        })
        .prefault({}),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      /** resend: an uncertain message is sent again, byte for byte the same. hold: it waits for the editor. */
      uncertain: z.enum(['resend', 'hold'], 'write resend or hold').default('resend'),
      /** A mailing older than this ends; who has not got it then does not get it any more. */
      max_age_hours: z.number().positive().max(240).default(36),
      /** Everything together. */
      per_minute: z.int().min(1).max(1_000_000).optional(),
      /** By domain of the recipients; domains of one provider count as one. */
      per_domain: z
        .record(
          domain,
          z.strictObject({
            per_minute: z.int().min(1).max(1_000_000).optional(),
            /** How many messages may be on their way to it at once. */
            connections: z.int().min(1).max(1000).optional(),
          }),
        )
        .default({}),
      /** Messages a day (UTC) at most. */
      daily_cap: z.int().min(1).max(100_000_000).optional(),
      /** A new address earns its name slowly: so many on the first day, and so many times as many each day after. */
      warm_up: z
        .strictObject({
          first_day: z.int().min(1).max(1_000_000),
          growth: z.number().min(1).max(10).default(1.5),
        })
        .optional(),
    })
    .prefault({}),
  /** How bad each finding of `check` is, by its code. */
  checks: checkSettings.prefault({}),
  hub: z.url({ protocol: /^https?$/, error: 'write an absolute http or https address' }).optional(),
  readers: z
    .strictObject({
      /** A form to subscribe at the foot of every page; off where `masthead start` does not answer for the site. */
      form: z.boolean().default(true),
      /** Languages that a reader can choose among; the newsletter's own alone unless there are several. */
      languages: z.array(languageTag).default([]),
      /** issue: whoever has confirmed gets the latest issue at once, with a word of welcome. */
      welcome: z.enum(['none', 'issue'], 'write none or issue').default('none'),
      /** After so many hours without confirmation there is one reminder; none without this. */
      reminder_hours: z.number().min(1).max(144).optional(),
      /** Readers who left so many days ago are erased. */
      forget_days: z.int().min(30).max(36_500).default(1095),
      /** The mails to confirm come from here; from `sender` unless given. */
      sender: z.strictObject({ name: line, address }).optional(),
      /** Names the wording of your privacy notice in the record of consent, such as a date. */
      privacy_version: line.optional(),
    })
    .prefault({}),
  /** Addresses that have moved, or are gone for good: where somebody may still look. */
  redirects: z
    .record(
      z.string().regex(/^\/[^?#\s]*$/, 'write a path that begins with a slash, such as /old.xml'),
      z.string().regex(/^(?:\/\S*|https?:\/\/\S+|gone)$/, 'write a path, an absolute address, or gone'),
    )
    .default({}),
  theme: z
    .strictObject({
      ...palette.shape,
      dark: palette.optional(),
      /** Font families, comma separated, put before the system's own. */
      headline_font: line.optional(),
      text_font: line.optional(),
      /** An image under `static/assets/`, named from there, or an absolute address. */
      logo: line.optional(),
    })
    .prefault({}),
  texts: z
    .strictObject({
      /** Markdown of the about page, above what is always there. */
      about: z.string().optional(),
      /** Why a reader gets this, one sentence in the footer of every email. */
      why: line.optional(),
      /** One line at the foot of every page. */
      footer: line.optional(),
    })
    .prefault({}),
});

/** What masthead.yaml says, with its defaults, in the file's own spelling. */
export type Newsletter = z.output<typeof newsletterSchema>;

/** `base_url` without a slash at its end, joined with a path that has none at its start. */
export function absoluteUrl(newsletter: Pick<Newsletter, 'base_url'>, path: string): string {
  return `${newsletter.base_url.replace(/\/+$/, '')}/${path}`;
}
