// The way of an issue to its readers: build, find what is due, start its mailing, deliver. Every step stands by itself
// and none is done twice, so a run that ends anywhere is finished by the next one.
import type { App } from '../app.ts';
import type { Due } from '../core/issue/due.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { DeliverOptions, DeliveryReport } from '../delivery/deliver.ts';
import type { BuildDone, BuildInput } from '../publish/build.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { audienceForecast, type AudienceForecast } from './audience-forecast.ts';
import { startDigests } from './start-digests.ts';
import { dueIssues, type DueOptions, type Named } from './due-issues.ts';
import { paceProblems } from './pace-problems.ts';

export interface PublishInput {
  /** Issues that the editor has named: mailed however late they are, and no others; undefined when none was named. */
  readonly named: (library: OpenLibrary) => Named | undefined;
  /** A scheduler keeps the back issues of its first start; an editor who asks knows what is there. */
  readonly backIssues: NonNullable<DueOptions['backIssues']>;
  /** dry: only say what would be done. build: mail nothing. start: start mailings, leave delivering to others. */
  readonly extent: 'dry' | 'build' | 'start' | 'deliver';
  readonly images: boolean;
  readonly onProgress?: BuildInput['onProgress'];
  /** Hears before the first message what cannot end in time. */
  readonly onPaceWarning?: (sentence: string) => void;
  readonly delivery?: DeliverOptions;
}

export interface PublishReport {
  readonly library: OpenLibrary;
  /** Absent after a dry run and when an error kept everything as it was. */
  readonly done?: BuildDone;
  /** Absent when nothing was to be mailed, or an error kept us from it. */
  readonly due?: Due;
  /** Slugs whose mailing began now, the oldest first. */
  readonly started: readonly string[];
  /** Of a dry run: whom each issue that is due would reach. */
  readonly forecasts?: readonly AudienceForecast[];
  /** Digests that began now. */
  readonly digests: readonly Mailing[];
  /** Issues are due and there is nobody to mail them to: they stay due, because a mailing's audience never grows. */
  readonly isAudienceEmpty: boolean;
  /** What cannot end in time at the pace that is allowed, one sentence each. */
  readonly paceWarnings: readonly string[];
  /** Of every mailing that was open, older ones included. */
  readonly reports: readonly DeliveryReport[];
}

export async function publishIssues(app: App, input: PublishInput): Promise<PublishReport> {
  const progress = input.onProgress && { onProgress: input.onProgress };
  if (input.extent === 'dry') {
    const library = await app.library({ ...progress });
    const due = await dueFor(app, library, input);
    const slugs = due.due.map(({ slug }) => slug);
    return { library, due, ...NOTHING_MAILED, forecasts: await audienceForecast(app, library, slugs) };
  }
  const { library, done } = await app.build({ images: input.images, ...progress });
  if (!done) return { library, ...NOTHING_MAILED };
  if (input.extent === 'build') return { library, done, ...NOTHING_MAILED };
  const due = await dueFor(app, library, input);
  const isAudienceEmpty = due.due.length > 0 && (await (await app.store()).subscriberCounts()).active === 0;
  const started = isAudienceEmpty ? [] : await startMailings(app, library, due);
  // Whoever names an issue wants that one mailed and no other.
  const digests = input.named(library) === undefined ? await startDigests(app, library) : [];
  const paceWarnings = started.length + digests.length === 0 ? [] : await paceProblems(app);
  for (const sentence of paceWarnings) input.onPaceWarning?.(sentence);
  const report = { library, done, due, started, digests, isAudienceEmpty, paceWarnings };
  if (input.extent === 'start') return { ...report, reports: [] };
  return { ...report, reports: await deliverOpenMailings(app, input.delivery) };
}

const NOTHING_MAILED = { started: [], digests: [], isAudienceEmpty: false, paceWarnings: [], reports: [] };

function dueFor(app: App, library: OpenLibrary, { named, backIssues }: PublishInput): Promise<Due> {
  const chosen = named(library);
  return dueIssues(app, library, { backIssues, ...(chosen && { named: chosen }) });
}

async function startMailings(app: App, library: OpenLibrary, { due }: Due): Promise<readonly string[]> {
  if (due.length === 0) return [];
  // A key that cannot sign or a URL that cannot be read stops here: what is frozen can only be sent as it is.
  await app.mailer();
  const { startMailing } = await import('../delivery/start-mailing.ts');
  const { mailingOrigin } = await import('../publish/mailing-origin.ts');
  const [store, keys] = [await app.mailingStore(), await app.keys()];
  const started: string[] = [];
  for (const { slug } of due) {
    const issue = library.issues.find(({ card }) => card.slug === slug);
    if (!issue) continue;
    const { letter } = await library.load(issue);
    const at = app.clock.now().toISOString();
    const { newsletter, bounceAddress } = app;
    const sliceFor = library.slices(issue);
    const origin = await mailingOrigin(app.root, library, [issue]);
    const start = { slug, letter, sliceFor, newsletter, bounceAddress, keys, at, origin };
    const { isNew } = await startMailing(store, start);
    if (isNew) started.push(slug);
  }
  return started;
}

/** Delivers whatever mailings are open, whoever has started them. */
export async function deliverOpenMailings(app: App, options: DeliverOptions = {}): Promise<readonly DeliveryReport[]> {
  // With nothing to deliver there is no need for a server, a mailbox or a key.
  if ((await (await app.store()).openMailings()).length === 0) return [];
  const { deliverOpen } = await import('../delivery/deliver.ts');
  return deliverOpen(await app.deliveryTools(), options);
}
