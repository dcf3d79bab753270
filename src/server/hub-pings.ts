// WebSub, the publisher's side: tells each hub of each feed that has changed, once the new bytes are being served.
// What is to be told stands in the store, so a restart neither forgets a ping nor repeats one, and of several servers
// one tells. A hub that fails is tried again for about a day; publishing waits for none of it.
import type { HubPing, HubTopic, WebStore } from '../store/web-store.ts';
import type { Log } from '../system/log.ts';
import { contentHash } from './content-hash.ts';
import type { Site } from './site.ts';

export interface HubPingTools {
  readonly store: () => Promise<WebStore>;
  readonly log: Log;
  readonly now: () => Date;
  /** Longest wait before what is due is looked for. */
  readonly lookMs?: number;
}

/** Retries come minutes and hours after each other, so this is soon enough. */
const LOOK_MS = 15_000;
/** A hub answers at once or not at all. */
const ANSWER_MS = 10_000;
/** A process that dies leaves its pings to the others after this. Longer than two answers. */
const CLAIM_MS = 60_000;
const AT_ONCE = 8;

/** Waits after each failure; behind the last one the hub is not told before the feed changes again. */
const RETRY_MINUTES = [1, 5, 15, 60, 180, 360, 720] as const;
/** How often a cache that still has the old bytes is waited for, a minute each: longer than feeds may be kept. */
const STALE_ATTEMPTS = 6;

export class HubPings implements AsyncDisposable {
  readonly #tools: HubPingTools;
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  /** Whether any feed names a hub: without one the store is left alone. */
  #hasTopics = false;

  constructor(tools: HubPingTools) {
    this.#tools = tools;
    this.#timer = setInterval(() => this.#tell(), tools.lookMs ?? LOOK_MS);
    this.#timer.unref();
  }

  /** Called when the server has taken up a tree: notes which feeds are others than the hubs know, and tells of them. */
  served(site: Site): void {
    const topics = topicsOf(site);
    this.#hasTopics = topics.length > 0;
    if (!this.#hasTopics) return;
    this.#then(async () => {
      const store = await this.#tools.store();
      await store.noteTopics(topics, this.#tools.now().toISOString());
    });
    this.#tell();
  }

  /** A ping on its way is given up, and told again by the next process. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    await this.#running;
  }

  #tell(): void {
    if (!this.#hasTopics) return;
    this.#then(async () => {
      const store = await this.#tools.store();
      for (;;) {
        const at = this.#tools.now();
        const until = new Date(at.getTime() + CLAIM_MS).toISOString();
        const pings = await store.claimPings({ at: at.toISOString(), until, limit: AT_ONCE });
        if (pings.length === 0) return;
        await Promise.all(pings.map((ping) => this.#ping(store, ping)));
      }
    });
  }

  /** One thing after another; a store that cannot be reached is tried again at the next look. */
  #then(work: () => Promise<void>): void {
    this.#running = this.#running
      .then(() => (this.#ended.signal.aborted ? undefined : work()))
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#tools.log.warn({ err: error }, 'The hubs could not be told');
      });
  }

  async #ping(store: WebStore, ping: HubPing): Promise<void> {
    const { hub, topic, attempt } = ping;
    const { signal } = this.#ended;
    const isStale = attempt <= STALE_ATTEMPTS && (await isOldStillServed(ping, signal));
    const reply = isStale ? 'the public address still gives the old feed' : await told(ping, signal);
    if (signal.aborted) return;
    if (reply === '') {
      await store.settlePing(ping, { reply: 'told' });
      this.#tools.log.info({ hub, topic }, 'Told a hub');
      return;
    }
    const minutes = isStale ? 1 : RETRY_MINUTES[attempt - 1];
    const nextAt = minutes && new Date(this.#tools.now().getTime() + minutes * 60_000).toISOString();
    await store.settlePing(ping, { reply, ...(nextAt !== undefined && { nextAt }) });
    this.#tools.log.warn({ hub, topic, attempt, reply, nextAt }, 'A hub could not be told');
  }
}

function topicsOf(site: Site): readonly HubTopic[] {
  const topics: HubTopic[] = [];
  for (const { links, hash } of site.files()) {
    const topic = links?.self;
    if (topic !== undefined) topics.push(...(links?.hubs ?? []).map((hub) => ({ hub, topic, hash })));
  }
  return topics;
}

/** A cache in front of us may give the hub what it knows already. Where the address cannot be reached, nobody knows. */
async function isOldStillServed({ topic, hash }: HubPing, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(topic, {
      headers: { 'Cache-Control': 'no-cache' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    if (!answer.ok) return false;
    return contentHash(Buffer.from(await answer.arrayBuffer())) !== hash;
  } catch {
    return false;
  }
}

/** Gives '' when the hub has taken it, else what it said. Public hubs read hub.url, the standard's test hub.topic. */
async function told({ hub, topic }: HubPing, signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(hub, {
      method: 'POST',
      body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await answer.body?.cancel();
    if (answer.ok) return '';
    const moved = answer.headers.get('location');
    return `${answer.status}${moved === null ? '' : `, moved to ${moved}`}`;
  } catch (error) {
    return error instanceof Error ? reasonOf(error) : 'no answer';
  }
}

/** fetch says only that it failed; why is in the cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
