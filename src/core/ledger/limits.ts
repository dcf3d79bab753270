// How fast an owner lets us be: what masthead.yaml says under `delivery`, turned into limits by key. A key is one
// destination, which is a family of domains behind the same servers, or the route, which is everything together.

export interface DeliveryLimits {
  /** A mailing older than this ends; what still waits then is recorded as expired. */
  readonly maxAgeHours: number;
  /** Everything together. */
  readonly route: Limit;
  /** By destination, in the names of `destinationOf`. */
  readonly destinations: ReadonlyMap<string, Limit>;
  /** Routes of SMTP_URL that have a rate or a cap of their own, by `routeKey`. */
  readonly routes?: ReadonlyMap<string, Limit>;
}

export interface Limit {
  readonly perMinute?: number;
  /** How many at once at most. */
  readonly connections?: number;
  /** How many a day (UTC) at most, on the given day of sending, from 0. */
  readonly perDay?: (dayIndex: number) => number | undefined;
}

export const NO_LIMITS: DeliveryLimits = { maxAgeHours: 36, route: {}, destinations: new Map() };

/** The key of everything together; a domain name cannot look like it. */
export const ROUTE = '*';

/** The key of one route of several; a domain name cannot look like it either. */
export function routeKey(name: string): string {
  return `route:${name}`;
}

/** The name of the route that a key is of; undefined for every other key. */
export function routeName(key: string): string | undefined {
  return key.startsWith('route:') ? key.slice('route:'.length) : undefined;
}

/** What the routes' own settings say about their pace. */
export function routeLimits(
  routes: readonly { readonly name: string; readonly perMinute?: number; readonly perDay?: number }[],
): ReadonlyMap<string, Limit> {
  const limited = routes.filter(({ perMinute, perDay }) => perMinute !== undefined || perDay !== undefined);
  return new Map(
    limited.map(({ name, perMinute, perDay }) => [
      routeKey(name),
      defined({ perMinute, perDay: perDay === undefined ? undefined : () => perDay }),
    ]),
  );
}

/** Domains that are one destination, because the same servers take their mail and count together. */
const FAMILIES: readonly (readonly [name: string, ...others: string[]])[] = [
  ['gmail.com', 'googlemail.com'],
  ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'hotmail.co.uk', 'hotmail.fr', 'hotmail.de', 'live.cn'],
  ['yahoo.com', 'ymail.com', 'rocketmail.com', 'aol.com', 'yahoo.co.uk', 'yahoo.fr', 'yahoo.de'],
  ['qq.com', 'foxmail.com', 'vip.qq.com'],
  ['163.com', '126.com', 'yeah.net', '188.com', 'vip.163.com', 'vip.126.com', 'netease.com'],
  ['icloud.com', 'me.com', 'mac.com'],
  ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch', 'web.de'],
  ['sina.com', 'sina.cn', 'vip.sina.com'],
];

const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap((family) => family.map((domain): [string, string] => [domain, family[0]])),
);

/** The destination of an address or a domain: the first name of its family, else the domain in lower case. */
export function destinationOf(addressOrDomain: string): string {
  const domain = addressOrDomain.slice(addressOrDomain.lastIndexOf('@') + 1).toLowerCase();
  return FAMILY_OF.get(domain) ?? domain;
}

/** What `delivery` in masthead.yaml says about pace. */
export interface PaceSettings {
  readonly max_age_hours: number;
  readonly per_minute?: number | undefined;
  readonly per_domain: Readonly<
    Record<string, { readonly per_minute?: number | undefined; readonly connections?: number | undefined }>
  >;
  readonly daily_cap?: number | undefined;
  readonly warm_up?: { readonly first_day: number; readonly growth: number } | undefined;
}

export function deliveryLimits(settings: PaceSettings): DeliveryLimits {
  const destinations = new Map<string, Limit>();
  for (const [domain, { per_minute: perMinute, connections }] of Object.entries(settings.per_domain)) {
    destinations.set(destinationOf(domain), defined({ perMinute, connections }));
  }
  const { daily_cap: cap, warm_up: warmUp } = settings;
  const isCapped = cap !== undefined || warmUp !== undefined;
  const perDay = isCapped ? (dayIndex: number) => dailyCap(dayIndex, cap, warmUp) : undefined;
  return {
    maxAgeHours: settings.max_age_hours,
    route: defined({ perMinute: settings.per_minute, perDay }),
    destinations,
  };
}

/**
 * How many on that day of sending: `first_day` on the first, `growth` times as many on each later one, never above the
 * cap. Undefined when the plan has grown past every list there is.
 */
function dailyCap(dayIndex: number, cap: number | undefined, warmUp: PaceSettings['warm_up']): number | undefined {
  if (warmUp === undefined) return cap;
  const planned = Math.floor(warmUp.first_day * warmUp.growth ** dayIndex);
  if (planned > Number.MAX_SAFE_INTEGER) return cap;
  return Math.min(planned, cap ?? planned);
}

/** Without the keys that are undefined, which an exact optional property does not allow. */
function defined(limit: { readonly [K in keyof Limit]?: Limit[K] | undefined }): Limit {
  const { perMinute, connections, perDay } = limit;
  return {
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(connections === undefined ? {} : { connections }),
    ...(perDay === undefined ? {} : { perDay }),
  };
}
