// Readers' pages with everything real behind them: a store in a file, the local mailbox with its SMTP server, templates
// and texts of the repository. Only the clock is the test's own.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { onTestFinished } from 'vitest';
import { addressHashes } from '../../src/core/audience/address-hash.ts';
import { textsFor } from '../../src/core/audience/reader-texts.ts';
import type { Newsletter } from '../../src/core/newsletter.ts';
import { localMailbox } from '../../src/mail/local-mailbox.ts';
import { mailTemplates } from '../../src/publish/mail-templates.ts';
import { ENGINE_ROOT, readWebTemplates } from '../../src/publish/sources.ts';
import { CONFIRM_TEMPLATE } from '../../src/readers/reader-mail.ts';
import { readerPost, tendReaders, type PostTools } from '../../src/readers/reader-post.ts';
import { readTexts } from '../../src/readers/read-texts.ts';
import { readerRoutes } from '../../src/server/pages/reader-routes.ts';
import type { ReaderTools } from '../../src/server/pages/reader-tools.ts';
import { webApp } from '../../src/server/web-app.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openLog } from '../../src/system/log.ts';
import { AT, KEYS } from './a-letter.ts';
import { aNewsletter } from './newsletter.ts';
import { scratchFolder } from './scratch-folder.ts';

export interface ReaderSite {
  readonly newsletter: Newsletter;
  readonly store: Store;
  readonly tools: ReaderTools;
  /** Asks the site as a client with this address would. */
  readonly ask: (path: string, init?: RequestInit, ip?: string) => Promise<Response>;
  /** Posts a form. */
  readonly send: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** Sends what waits in the outbox and gives every mail so far, oldest first. */
  readonly post: () => Promise<readonly Email[]>;
  readonly tend: () => Promise<void>;
  /** Lets time pass. */
  readonly later: (seconds: number) => void;
  readonly now: () => Date;
}

export interface ReaderSiteOptions {
  readonly newsletter?: Partial<Newsletter>;
  readonly store?: Store;
  /** The owner's own, by file name. */
  readonly emailTemplates?: Readonly<Record<string, string>>;
}

export async function readerSite(options: ReaderSiteOptions = {}): Promise<ReaderSite> {
  const folder = scratchFolder();
  const newsletter = aNewsletter(options.newsletter);
  mkdirSync(join(folder, 'email-templates'));
  for (const [name, text] of Object.entries(options.emailTemplates ?? {})) {
    writeFileSync(join(folder, 'email-templates', name), text);
  }
  const store = options.store ?? (await sqliteStore(join(folder, 'site.sqlite'), async () => addressHashes(KEYS)));
  const mailer = await localMailbox(join(folder, 'mailbox'));
  onTestFinished(async () => {
    await mailer[Symbol.asyncDispose]();
    if (options.store === undefined) await store[Symbol.asyncDispose]();
  });
  const clock = { at: new Date(AT) };
  const texts = readTexts(ENGINE_ROOT, ENGINE_ROOT);
  const shared = {
    newsletter,
    textsOf: (language: string) => textsFor(texts, language),
    now: () => clock.at,
  };
  const tools: ReaderTools = {
    ...shared,
    templates: readWebTemplates(ENGINE_ROOT),
    store: async () => store,
    keys: async () => KEYS,
    newId: () => randomBytes(16).toString('hex'),
    onAsked: () => {},
  };
  const posting: PostTools = {
    ...shared,
    store,
    keys: KEYS,
    templates: () => mailTemplates(folder, newsletter, CONFIRM_TEMPLATE),
    mailer: async () => mailer,
    random: () => 0.5,
    log: openLog('silent'),
  };
  const app = webApp({
    log: posting.log,
    language: newsletter.language,
    frame: ({ content }) => content,
    routes: [readerRoutes(tools)],
    readiness: async () => ({}),
  });
  const ask: ReaderSite['ask'] = async (path, init, ip = '192.0.2.7') =>
    app.request(new URL(path, newsletter.base_url).href, init, { clientAddress: ip });
  return {
    newsletter,
    store,
    tools,
    ask,
    send: (path, fields, headers = {}) => ask(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
    post: async () => {
      await readerPost(posting);
      return mailsIn(join(folder, 'mailbox'));
    },
    tend: () => tendReaders(posting),
    later: (seconds) => {
      clock.at = new Date(clock.at.getTime() + seconds * 1000);
    },
    now: () => clock.at,
  };
}

async function mailsIn(folder: string): Promise<readonly Email[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  return Promise.all(names.toSorted().map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
}

/** The value of a hidden field of the page. */
export function fieldOf(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}

/** The paths that a mail links to on the site, each once. */
export function linksOf(mail: Email | undefined, { base_url }: Newsletter): readonly string[] {
  const text = `${mail?.html ?? ''} ${mail?.text ?? ''}`;
  const links = [...text.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([url]) => url);
  return [...new Set(links.filter((url) => url.startsWith(base_url)).map((url) => new URL(url).pathname))];
}

/** Fills in the form as a person does, after a while. */
export async function subscribe(
  site: ReaderSite,
  email: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const page = await (await site.ask('/subscribe')).text();
  site.later(5);
  return site.send('/subscribe', { stamp: fieldOf(page, 'stamp'), email, contact_note: '', ...fields });
}
