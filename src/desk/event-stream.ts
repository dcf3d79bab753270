// Server-sent events to every open page of the desk. An event names a topic and nothing else: whoever shows something
// of that topic fetches it again, so no page can miss what another one got, and a lost event costs one reload.
// Streams end with the desk; a client that does not read is let go.

/** Words without white space: `issues`, `issue:2026-01-06.md`, `mailings`. */
export type EventTopic = string;

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

/** Proxies and laptops that sleep drop a connection on which nothing moves. */
const KEEP_ALIVE_MS = 15_000;
/** One a tab; the oldest gives way. */
const MAX_CLIENTS = 32;
/** Events that wait for a client before it counts as gone. */
const MAX_WAITING = 64;

const encoder = new TextEncoder();

export class EventStream implements Disposable {
  readonly #clients = new Set<Client>();
  readonly #timer: NodeJS.Timeout;
  /** Tells this run of the desk from the last one. */
  readonly #run: string;
  #count = 0;

  constructor(run: string) {
    this.#run = run;
    this.#timer = setInterval(() => this.#write(': still here\n\n'), KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Another one after each event: a page that was made at an older version has missed something. */
  get version(): string {
    return `${this.#run}-${this.#count}`;
  }

  /** Tells every page that what it shows of this topic is old. */
  send(topic: EventTopic): void {
    this.#count += 1;
    this.#write(event('changed', { topic, version: this.version }));
  }

  /** A stream of its own for one client, which begins with the present version. */
  response(): Response {
    let client: Client | undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          client = { controller };
          this.#admit(client);
          controller.enqueue(encoder.encode(`retry: 1000\n${event('hello', { version: this.version })}`));
        },
        cancel: () => {
          if (client) this.#clients.delete(client);
        },
      },
      new CountQueuingStrategy({ highWaterMark: MAX_WAITING }),
    );
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' };
    return new Response(body, { headers });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const client of this.#clients) this.#drop(client);
  }

  #admit(client: Client): void {
    const [oldest] = this.#clients;
    if (this.#clients.size >= MAX_CLIENTS && oldest) this.#drop(oldest);
    this.#clients.add(client);
  }

  #write(text: string): void {
    const bytes = encoder.encode(text);
    for (const client of this.#clients) {
      if ((client.controller.desiredSize ?? 0) <= 0) this.#drop(client);
      else client.controller.enqueue(bytes);
    }
  }

  #drop(client: Client): void {
    this.#clients.delete(client);
    client.controller.close();
  }
}

function event(name: string, value: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}
