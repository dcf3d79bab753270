// The gate before readers: an issue that is on its way to them and has an error is held back, and with it everything
// that the same run would write or mail, until the error is mended or forced by name. Errors that are fixed never come
// here, because nothing can be built with them. What was forced is kept in a log beside the store.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../app.ts';
import type { Due } from '../core/issue/due.ts';
import { isError, isFixed, type Problem, type ProblemCode } from '../core/issue/problem.ts';
import { isOut } from '../publish/build.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { checkNewsletter } from './check-newsletter.ts';

export interface Gate {
  /** Errors that hold the run back; none, and it is open. */
  readonly holding: readonly Problem[];
  /** Errors that would, and that were forced. */
  readonly forced: readonly Problem[];
}

export interface GateInput {
  readonly due: Due;
  /** Whether the editor has named what is to be mailed: then nothing else is on its way. */
  readonly isNamed: boolean;
  readonly forced?: ReadonlySet<ProblemCode>;
}

export const OPEN_GATE: Gate = { holding: [], forced: [] };

/** What the gate says to a run that would mail `due`. */
export async function sendGate(app: App, library: OpenLibrary, input: GateInput): Promise<Gate> {
  const paths = onTheirWay(app, library, input);
  if (paths.size === 0) return OPEN_GATE;
  // What cannot hold the run back need not keep it waiting.
  const spam = app.newsletter.checks['spam-score'] === 'error';
  const { problems } = await checkNewsletter(app, { library, paths, spam });
  const errors = problems.filter((problem) => isError(problem) && !isFixed(problem));
  return {
    holding: errors.filter(({ code }) => input.forced?.has(code) !== true),
    forced: errors.filter(({ code }) => input.forced?.has(code) === true),
  };
}

/** What is due, and what the site would show already and waits for its hour to be mailed. */
function onTheirWay(app: App, library: OpenLibrary, { due, isNamed }: GateInput): ReadonlySet<string> {
  const slugs = new Set([...due.due, ...(isNamed ? [] : due.next)].map(({ slug }) => slug));
  const when = { now: app.clock.now(), newsletter: app.newsletter };
  const own = library.issues.filter(({ card }) => slugs.has(card.slug) && isOut(card.date, when));
  return new Set(own.map(({ path }) => path));
}

/** Beside the store, one JSON line for each finding that was forced. */
const FORCED_LOG = 'publish.log';

export function keepForced(app: App, forced: readonly Problem[]): void {
  if (forced.length === 0) return;
  const at = app.clock.now().toISOString();
  const lines = forced.map((problem) => JSON.stringify({ at, msg: 'Forced', ...problem }));
  mkdirSync(join(app.root, 'data'), { recursive: true });
  appendFileSync(join(app.root, 'data', FORCED_LOG), `${lines.join('\n')}\n`);
}
