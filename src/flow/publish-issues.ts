// The way of an issue to its readers: build, find what is due, start its mailing, deliver. Every step stands by itself
// and none is done twice, so a run that ends anywhere is finished by the next one.
import type { App } from '../app.ts';
import type { Due } from '../core/issue/due.ts';
import type { ProblemCode } from '../core/issue/problem.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { DeliverOptions, DeliveryReport } from '../delivery/deliver.ts';
import type { BuildDone, BuildInput } from '../publish/build.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { audienceForecast, type AudienceForecast } from './audience-forecast.ts';
import { keepForced, OPEN_GATE, sendGate, type Gate } from './send-gate.ts';
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
  /** Errors that hold nothing back this time. */
  readonly forced?: ReadonlySet<ProblemCode>;
  readonly onProgress?: BuildInput['onProgress'];
  /** Hears before the first message what cannot end in time. */
  readonly onPaceWarning?: (sentence: string) => void;
  readonly delivery?: DeliverOptions;
}

export interface PublishReport {
  readonly library: OpenLibrary;
  /** What held the run back, or would have. */
  readonly gate: Gate;
  /** Absent after a dry run, and when an error or the gate kept everything as it was. */
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
    const gate = await gateFor(app, library, { due, input });
    return { library, gate, due, ...NOTHING_MAILED, forecasts: await audienceForecast(app, library, slugs) };
  }
  if (input.extent === 'build') {
    const built = await app.build({ images: input.images, ...progress });
    return { ...built, gate: OPEN_GATE, ...NOTHING_MAILED };
  }
  let asked: { readonly due: Due; readonly gate: Gate } | undefined;
  const isHeld = async (read: OpenLibrary): Promise<boolean> => {
    const all = await dueFor(app, read, input);
    asked = { due: all, gate: await gateFor(app, read, { due: all, input }) };
    return asked.gate.holding.length > 0;
  };
  const { library, done } = await app.build({ images: input.images, ...progress, isHeld });
  if (!asked || !done) return { library, gate: asked?.gate ?? OPEN_GATE, ...NOTHING_MAILED };
  const { due, gate } = asked;
  keepForced(app, gate.forced);
  const isAudienceEmpty = due.due.length > 0 && (await (await app.store()).subscriberCounts()).active === 0;
  const started = isAudienceEmpty ? [] : await startMailings(app, library, due);
  // Whoever names an issue wants that one mailed and no other.
  const digests = input.named(library) === undefined ? await startDigests(app, library) : [];
  const paceWarnings = started.length + digests.length === 0 ? [] : await paceProblems(app);
  for (const sentence of paceWarnings) input.onPaceWarning?.(sentence);
  const report = { library, gate, done, due, started, digests, isAudienceEmpty, paceWarnings };
  if (input.extent === 'start') return { ...report, reports: [] };
  return { ...report, reports: await deliverOpenMailings(app, input.delivery) };
}

const NOTHING_MAILED = { started: [], digests: [], isAudienceEmpty: false, paceWarnings: [], reports: [] };

function gateFor(
  app: App,
  library: OpenLibrary,
  { due, input }: { readonly due: Due; readonly input: PublishInput },
): Promise<Gate> {
  const isNamed = input.named(library) !== undefined;
  return sendGate(app, library, { due, isNamed, ...(input.forced && { forced: input.forced }) });
}

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
