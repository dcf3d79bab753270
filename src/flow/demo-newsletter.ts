// The whole of it on a temporary newsletter: our sample issues, sample subscribers, real SMTP into the embedded
// mailbox. Reads no setting of this machine, so it mails nobody whatever the environment says.
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../app.ts';
import { emailAddress } from '../core/audience/email-address.ts';
import type { NewSubscriber } from '../core/audience/subscriber.ts';
import { MAILBOX_FOLDER } from '../mail/local-mailbox.ts';
import type { BuildInput } from '../publish/build.ts';
import { ENGINE_ROOT } from '../publish/sources.ts';
import { systemClock } from '../system/clock.ts';
import { publishIssues, type PublishReport } from './publish-issues.ts';

const READERS = ['lin', 'mori', 'okafor', 'schmidt', 'tanaka'];
const PARTS = ['masthead.yaml', 'issues', 'static', 'web-templates', 'email-templates'];

export interface DemoReport {
  readonly root: string;
  readonly issueCount: number;
  readonly readerCount: number;
  readonly acceptedCount: number;
  /** Absolute paths of what to look at first. */
  readonly page: string;
  readonly email: string;
  readonly feed: string;
  readonly publish: PublishReport;
}

/** Makes it in a new folder of the system's temporary one, which stays for looking at. */
export async function demoNewsletter(onProgress?: BuildInput['onProgress']): Promise<DemoReport> {
  const root = mkdtempSync(join(tmpdir(), 'masthead-demo-'));
  for (const part of PARTS) cpSync(join(ENGINE_ROOT, part), join(root, part), { recursive: true });
  // Nobody's machine is behind the samples' dates for long, but a clock that is must not hide them.
  const clock = { now: () => new Date(Math.max(systemClock.now().getTime(), AFTER_SAMPLES)) };
  await using app = openApp(root, { clock, variables: {} });
  const store = await app.store();
  await store.addSubscribers(READERS.map(reader), clock.now().toISOString());
  const publish = await publishIssues(app, {
    named: () => 'all',
    backIssues: 'due',
    extent: 'deliver',
    images: true,
    ...(onProgress && { onProgress }),
  });
  const slug =
    publish.library.issues.find(({ card }) => card.slug === SHOWN)?.card.slug ?? publish.started.at(-1) ?? '';
  const mailbox = join(root, MAILBOX_FOLDER, slug);
  return {
    root,
    issueCount: publish.done?.issueCount ?? 0,
    readerCount: READERS.length,
    acceptedCount: publish.reports.reduce((sum, report) => sum + report.counts.accepted, 0),
    page: join(root, 'out', slug, 'index.html'),
    email: join(mailbox, readdirSync(mailbox).toSorted()[0] ?? ''),
    feed: join(root, 'out', 'feed.atom'),
    publish,
  };
}

/** The sample digest, which shows most of what an issue can hold. */
const SHOWN = '2026-01-06';
const AFTER_SAMPLES = Date.UTC(2026, 5, 1);

function reader(name: string): NewSubscriber {
  const address = emailAddress(`${name}@readers.example`);
  if (address === undefined) throw new Error(`${name} makes no address`);
  return { address, event: 'added', source: 'demo' };
}
