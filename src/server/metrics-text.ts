// The state of the program as Prometheus reads it (text exposition format 0.0.4). Numbers alone: no address, no title,
// nothing that says what somebody reads.
import type { WebStore } from '../store/web-store.ts';
import type { Store } from '../store/store.ts';
import { feedReadersSince } from './feed-reader-counts.ts';
import type { RequestCounts } from './request-counts.ts';

export interface MetricsTools {
  readonly store: () => Promise<Pick<Store, 'subscriberCounts'> & WebStore>;
  readonly requests: RequestCounts;
  readonly now: () => Date;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly meaning: string;
  readonly samples: readonly Sample[];
}

/** The document. Throws what the store throws. */
export async function metricsText(tools: MetricsTools): Promise<string> {
  const metrics = [...processMetrics(), requestMetric(tools.requests), ...(await storeMetrics(tools))];
  return `${metrics.flatMap(lines).join('\n')}\n`;
}

function requestMetric(requests: RequestCounts): Metric {
  const samples = requests
    .all()
    .map(({ requestClass, status, count }): Sample => [{ class: requestClass, status: String(status) }, count]);
  return { name: 'masthead_http_requests_total', kind: 'counter', meaning: 'Requests answered.', samples };
}

async function storeMetrics({ store: open, now }: MetricsTools): Promise<readonly Metric[]> {
  const store = await open();
  const pings = await store.hubPings();
  const readers = await store.feedReaders(feedReadersSince(now()));
  return [
    gauge('subscribers', 'Subscribers by state.', byState(await store.subscriberCounts())),
    gauge('mailings', 'Mailings by state.', byState(await store.mailingTotals())),
    gauge('deliveries', 'Deliveries of all mailings by state.', byState(await store.deliveryTotals())),
    gauge('hub_pings_waiting', 'Hubs that are still to be told of a changed feed.', [
      [{}, pings.filter(({ nextAt }) => nextAt !== undefined).length],
    ]),
    gauge(
      'feed_subscribers',
      'Readers that feed services say they fetch for.',
      readers.map(({ client, feed, subscribers }): Sample => [{ client, feed }, subscribers]),
    ),
  ];
}

function gauge(name: string, meaning: string, samples: readonly Sample[]): Metric {
  return { name: `masthead_${name}`, kind: 'gauge', meaning, samples };
}

function byState(counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([state, count]): Sample => [{ state }, count]);
}

function processMetrics(): readonly Metric[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const startedSeconds = Date.now() / 1000 - process.uptime();
  const one = (name: string, kind: Metric['kind'], meaning: string, value: number): Metric => {
    return { name, kind, meaning, samples: [[{}, value]] };
  };
  return [
    one('process_cpu_seconds_total', 'counter', 'Processor time used, in seconds.', (user + system) / 1e6),
    one('process_resident_memory_bytes', 'gauge', 'Memory held, in bytes.', rss),
    one('nodejs_heap_used_bytes', 'gauge', 'Heap in use, in bytes.', heapUsed),
    one('process_start_time_seconds', 'gauge', 'When the process began.', Math.round(startedSeconds)),
  ];
}

function lines({ name, kind, meaning, samples }: Metric): readonly string[] {
  return [`# HELP ${name} ${meaning}`, `# TYPE ${name} ${kind}`, ...samples.map((sample) => line(name, sample))];
}

function line(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
