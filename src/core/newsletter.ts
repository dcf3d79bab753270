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

const webAddress = z.url({ protocol: /^https?$/, error: 'write an absolute http or https address' });

const palette = z.strictObject({
  ink: colour.describe('Colour of the text, as #rrggbb.').optional(),
  paper: colour.describe('Colour behind the text, as #rrggbb.').optional(),
  accent: colour.describe('Colour of links and of the rules of the masthead, as #rrggbb.').optional(),
});

const sender = z.strictObject({
  name: line.describe('The name that an inbox shows.'),
  address: address.describe('The address, at a domain of yours.'),
});

/** Descriptions are what an editor shows beside a field (settings-schema.ts), so each of them stands for itself. */
export const newsletterSchema = z.strictObject({
  title: line.describe('Name of the newsletter.'),
  description: line.describe('One sentence about what readers find in it, for pages and feeds.'),
  language: languageTag.default('en').describe('Language of the newsletter as a BCP 47 tag, such as zh-CN or en.'),
  author: line.describe('Who writes it.'),
  // The tagging entity of RFC 4151.
  authority: z
    .string()
    .regex(/^[a-z0-9.@-]+,\d{4}(-\d{2}(-\d{2})?)?$/, 'write a domain and a year, such as example.com,2026')
    .describe(
      'A domain and a year in which it was yours: example.com,2026. Part of every id for ever; never change it.',
    ),
  base_url: webAddress.describe(
    'Where readers find the site: an absolute address, https for one-click unsubscription.',
  ),
  postal_address: line.describe('In the footer of every email, as the law asks in many places.'),
  sender: sender.describe('From of every email.'),
  reply_to: address.optional().describe('Where answers go. Without it: to the sender.'),
  topics: z
    .array(
      z.strictObject({
        slug: slug.describe('Name in addresses. Leave it as it is once it has been used.'),
        label: line.describe('Name for readers.'),
        labels: z.array(line).default([]).describe('Further labels in issues that mean this topic.'),
      }),
    )
    .default([])
    .describe('What readers can choose.'),
  schedule: z
    .strictObject({
      cron: line.default('0 8 * * *').describe('When "start" looks for due issues: minute, hour, day, month, weekday.'),
      time_zone: line
        .default('UTC')
        .describe('IANA name of the zone, such as Asia/Shanghai. The days of issues are days in it.'),
      too_late_hours: z
        .number()
        .positive()
        .max(8760)
        .default(48)
        .describe('An issue that came due longer ago than this is published but no longer mailed.'),
    })
    .prefault({})
    .describe('When due issues are published and mailed.'),
  digests: z
    .strictObject({
      daily: time.default('08:00').describe('Every day at this time.'),
      weekly: z
        .strictObject({
          day: z
            .enum(WEEKDAYS, `write a day of the week, such as ${WEEKDAYS[0]}`)
            .default('saturday')
            .describe('Day of the week.'),
          time: time.default('08:00').describe('Time of that day.'),
        })
        .prefault({})
        .describe('When those are mailed who want a letter a week.'),
    })
    .prefault({})
    .describe("When those are mailed who want a letter a day or a week, in the schedule's time zone."),
  delivery: z
    .strictObject({
      uncertain: z
        .enum(['resend', 'hold'], 'write resend or hold')
        .default('resend')
        .describe('resend: an uncertain message is sent again, byte for byte the same. hold: it waits for you.'),
      max_age_hours: z
        .number()
        .positive()
        .max(240)
        .default(36)
        .describe('A mailing older than this ends; who has not got it then does not get it any more.'),
      per_minute: z.int().min(1).max(1_000_000).optional().describe('Messages a minute at most, everything together.'),
      per_domain: z
        .record(
          domain,
          z.strictObject({
            per_minute: z.int().min(1).max(1_000_000).optional().describe('Messages a minute at most.'),
            connections: z
              .int()
              .min(1)
              .max(1000)
              .optional()
              .describe('How many messages may be on their way to it at once.'),
          }),
        )
        .default({})
        .describe('Limits by domain of the recipients, such as gmail.com; domains of one provider count as one.'),
      daily_cap: z.int().min(1).max(100_000_000).optional().describe('Messages a day (UTC) at most.'),
      warm_up: z
        .strictObject({
          first_day: z.int().min(1).max(1_000_000).describe('Messages on the first day of sending.'),
          growth: z.number().min(1).max(10).default(1.5).describe('How many times as many on each later day.'),
        })
        .optional()
        .describe('A new address earns its name slowly: few messages on the first day, more on each later one.'),
    })
    .prefault({})
    .describe('How fast mail goes out, for how long, and what happens to uncertain messages.'),
  checks: checkSettings.prefault({}).describe('How bad each finding of "check" is, by its code.'),
  hub: webAddress.optional().describe('WebSub hub to name in the feeds and to tell of changes.'),
  readers: z
    .strictObject({
      form: z
        .boolean()
        .default(true)
        .describe('A form to subscribe at the foot of every page; false where "start" does not answer for the site.'),
      languages: z
        .array(languageTag)
        .default([])
        .describe("Languages that a reader can choose among, beside the newsletter's own."),
      welcome: z
        .enum(['none', 'issue'], 'write none or issue')
        .default('none')
        .describe('issue: whoever has confirmed gets the latest issue at once, with a word of welcome.'),
      reminder_hours: z
        .number()
        .min(1)
        .max(144)
        .optional()
        .describe('After so many hours without confirmation there is one reminder; none without this.'),
      forget_days: z.int().min(30).max(36_500).default(1095).describe('Readers who left so many days ago are erased.'),
      sender: sender.optional().describe('From of the mails that ask for a confirmation. Without it: sender.'),
      privacy_version: line
        .optional()
        .describe('Names the wording of your privacy notice in the record of consent, such as a date.'),
    })
    .prefault({})
    .describe('How readers subscribe, and how long what they have said is kept.'),
  redirects: z
    .record(
      z.string().regex(/^\/[^?#\s]*$/, 'write a path that begins with a slash, such as /old.xml'),
      z.string().regex(/^(?:\/\S*|https?:\/\/\S+|gone)$/, 'write a path, an absolute address, or gone'),
    )
    .default({})
    .describe('Paths that have moved (/old.xml: /feed.atom), or "gone" for good.'),
  theme: z
    .strictObject({
      ...palette.shape,
      dark: palette.optional().describe('The same colours for dark mode.'),
      headline_font: line
        .optional()
        .describe("Font families, comma separated, before the system's own, for headlines."),
      text_font: line.optional().describe("Font families, comma separated, before the system's own, for text."),
      logo: line.optional().describe('An image under static/assets/, named from there, or an absolute address.'),
    })
    .prefault({})
    .describe('Colours, fonts and logo of pages and letters.'),
  texts: z
    .strictObject({
      about: z.string().optional().describe('Markdown of the about page, above what is always there.'),
      why: line.optional().describe('Why a reader gets this: one sentence in the footer of every email.'),
      footer: line.optional().describe('One line at the foot of every page.'),
    })
    .prefault({})
    .describe('Words of your own on pages and letters.'),
});

/** What masthead.yaml says, with its defaults, in the file's own spelling. */
export type Newsletter = z.output<typeof newsletterSchema>;

/** `base_url` without a slash at its end, joined with a path that has none at its start. */
export function absoluteUrl(newsletter: Pick<Newsletter, 'base_url'>, path: string): string {
  return `${newsletter.base_url.replace(/\/+$/, '')}/${path}`;
}
