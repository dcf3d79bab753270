// A mailing in the words of the desk: its name, how it stands, its counts. No page and no route here.
import { DELIVERY_STATES } from '../core/ledger/delivery.ts';
import { DIGEST_SLUGS } from '../core/ledger/mailing.ts';
import { settled, type SendingRate } from '../core/ledger/sending-rate.ts';
import { groupedNumber } from '../core/render/plot/plot-scale.ts';
import type { MailingHead } from '../store/figure-store.ts';
import { deskText } from './desk-texts.ts';
import { deskDuration, deskTime } from './desk-time.ts';
import type { DeskContext, DeskTools } from './desk-tools.ts';

/** The slug, and what it is when it is no issue. */
export function mailingTitle(c: DeskContext, { slug, edition }: Pick<MailingHead, 'slug' | 'edition'>): string {
  const texts = c.get('texts');
  const day = edition.slice(0, '2026-01-07'.length);
  if (slug === DIGEST_SLUGS.daily) return deskText(texts, 'sending', 'dailyDigest', { day });
  if (slug === DIGEST_SLUGS.weekly) return deskText(texts, 'sending', 'weeklyDigest', { day });
  return edition === '' ? slug : deskText(texts, 'sending', 'correction', { slug, day });
}

export type MailingStanding = 'running' | 'paused' | 'held' | 'cancelled' | 'finished';

/** held: nothing is left of it but what the editor has to settle. */
export function mailingStanding({ counts, ...head }: MailingHead): MailingStanding {
  if (head.cancelledAt !== undefined) return 'cancelled';
  if (head.finishedAt !== undefined) return 'finished';
  if (head.pausedAt !== undefined) return 'paused';
  return counts.queued + counts.attempting + counts.deferred === 0 ? 'held' : 'running';
}

export interface MailingFacts {
  readonly id: number;
  readonly name: string;
  readonly href: string;
  readonly standing: MailingStanding;
  readonly standing_name: string;
  readonly started: string;
  readonly ended: string;
  readonly total: string;
  readonly value: number;
  readonly max: number;
  readonly percent: string;
  readonly rate: string;
  readonly left: string;
  readonly counts: readonly { readonly state: string; readonly name: string; readonly count: string }[];
}

/** Everything that a line or the head of a page says of it; states that nobody is in are left out, but for accepted. */
export function mailingFacts(c: DeskContext, tools: DeskTools, head: MailingHead): MailingFacts {
  const texts = c.get('texts');
  const number = (value: number): string => groupedNumber(value, c.get('language'));
  const standing = mailingStanding(head);
  const rate = standing === 'running' ? tools.sending.rateOf(head.id) : undefined;
  const done = settled(head.counts);
  const ended = head.cancelledAt ?? head.finishedAt;
  return {
    id: head.id,
    name: mailingTitle(c, head),
    href: `/sending/${head.id}`,
    standing,
    standing_name: deskText(texts, 'standings', standing),
    started: deskTime(head.startedAt, tools),
    ended: ended === undefined ? '' : deskTime(ended, tools),
    total: number(head.total),
    value: done,
    max: Math.max(head.total, 1),
    percent: `${Math.floor((head.total === 0 ? 1 : done / head.total) * 100)} %`,
    rate: rate === undefined ? '' : rateText(c, rate),
    left: rate?.leftSeconds === undefined ? '' : deskDuration(rate.leftSeconds, c),
    counts: DELIVERY_STATES.filter((state) => state === 'accepted' || head.counts[state] > 0).map((state) => ({
      state,
      name: deskText(texts, 'states', state),
      count: number(head.counts[state]),
    })),
  };
}

function rateText(c: DeskContext, { perSecond }: SendingRate): string {
  const [name, count] = perSecond >= 1 ? (['perSecond', perSecond] as const) : (['perMinute', perSecond * 60] as const);
  return deskText(c.get('texts'), 'sending', name, { count: groupedNumber(Math.round(count), c.get('language')) });
}
