// Asks for many links: each address once, hosts beside each other and each host in turn, and none at all that was asked
// for lately. A machine without a network learns nothing, and says so instead of calling every link gone.
import { isIP } from 'node:net';
import type { LinkAnswer } from '../core/check/link-answer.ts';
import { askLink, type AskedLink } from './ask-link.ts';
import type { LinkWorld } from './link-world.ts';
import { isFresh, type KeptAnswer } from './kept-answer.ts';
import { politeTurns } from './polite-turns.ts';

export interface AskLinksOptions {
  /** Names the program, and where its owner can be found. */
  readonly userAgent: string;
  readonly world: LinkWorld;
  /** What earlier runs have learnt, by address. */
  readonly kept: ReadonlyMap<string, KeptAnswer>;
  /** The oldest good answer that will do, in milliseconds. */
  readonly maxAgeMs: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Hears each new answer as it comes. */
  readonly onAnswer?: (url: string, answer: KeptAnswer) => void;
}

export interface AskedLinks {
  readonly answers: ReadonlyMap<string, LinkAnswer>;
  /** How many of them were asked for over the network. */
  readonly askedCount: number;
  /** Addresses that nobody could ask for, because this machine has no DNS. */
  readonly unaskedCount: number;
}

const UNREADABLE: LinkAnswer = { kind: 'gone', why: 'it is no address that a browser can read' };
/** Hosts at a time. Sockets are cheap; a home's router is not. */
const HOSTS_AT_ONCE = 12;
/** Names that are in the DNS as long as there is one. */
const STEADY_NAMES = ['a.root-servers.net', 'example.com'];

export async function askLinks(links: readonly AskedLink[], options: AskLinksOptions): Promise<AskedLinks> {
  const { kept, world, maxAgeMs, onProgress, onAnswer } = options;
  const now = world.now();
  const distinct = new Map(links.map((link) => [link.url, link]));
  const answers = new Map<string, LinkAnswer>();
  for (const url of distinct.keys()) {
    const known = kept.get(url);
    if (!URL.canParse(url)) answers.set(url, UNREADABLE);
    else if (known && isFresh(known, now, maxAgeMs)) answers.set(url, known.answer);
  }
  const missing = [...distinct.values()].filter(({ url }) => !answers.has(url));
  const total = distinct.size;
  const named = missing.filter(({ url }) => isNamed(url));
  const isCutOff = named.length > 0 && !(await isOnline(named, world));
  const toAsk = isCutOff ? missing.filter(({ url }) => !isNamed(url)) : missing;
  const asker = { world, userAgent: options.userAgent, turns: politeTurns(world.wait) };
  await inTurns(byHost(toAsk), HOSTS_AT_ONCE, async (ofHost) => {
    for (const link of ofHost) {
      const answer = await askLink(link, asker);
      answers.set(link.url, answer);
      onAnswer?.(link.url, { answer, askedAt: world.now() });
      onProgress?.(answers.size, total);
    }
  });
  return { answers, askedCount: toAsk.length, unaskedCount: missing.length - toAsk.length };
}

/** Whether the DNS must be asked first. */
function isNamed(url: string): boolean {
  return isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) === 0;
}

/** Whether any public name can be resolved: one of the links, else one that always can be. */
async function isOnline(links: readonly AskedLink[], { resolve, isPublic }: LinkWorld): Promise<boolean> {
  const hosts = links.slice(0, STEADY_NAMES.length).map(({ url }) => new URL(url).hostname);
  const names = [...hosts, ...STEADY_NAMES].map(async (name) => {
    if (!(await resolve(name)).some(isPublic)) throw new Error(`${name} is a name of this machine or its network`);
  });
  // The first that answers will do: another may take its time.
  return Promise.any(names).then(
    () => true,
    () => false,
  );
}

/** The longest queue first, so that it is not what everybody waits for at the end. */
function byHost(links: readonly AskedLink[]): readonly (readonly AskedLink[])[] {
  const groups = [...Map.groupBy(links, ({ url }) => new URL(url).host).values()];
  return groups.toSorted((a, b) => b.length - a.length);
}

async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  // All workers draw from the one iterator, so each item is worked on once.
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
