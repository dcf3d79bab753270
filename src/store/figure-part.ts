// The figures' part of the store (figure-store.ts), on both databases.
import { activeBySource, activeByTopics, audienceDays, foldAudience } from './audience-days.ts';
import type { ControlSurroundings } from './control-rows.ts';
import {
  acceptedByMinute,
  bouncesByDay,
  countsByDomain,
  deferred,
  livingSenders,
  mailingHeads,
  sendingMark,
  unsubscribedSince,
  withheldReasons,
} from './mailing-figures.ts';
import type { FigureStore } from './figure-store.ts';

export function figurePart({ flavour, read, write }: ControlSurroundings): FigureStore {
  return {
    mailingHeads: (limit) => read((from) => mailingHeads(from, { limit })),
    mailingHead: async (id) => (await read((from) => mailingHeads(from, { id })))[0],
    livingSenders: (at) => read((from) => livingSenders(from, at)),
    sendingMark: () => read(sendingMark),
    deferred: (mailingId, limit) => read((from) => deferred(from, mailingId, limit)),
    acceptedByMinute: (mailingId) => read((from) => acceptedByMinute(from, mailingId)),
    countsByDomain: (mailingId) => read((from) => countsByDomain(from, flavour, mailingId)),
    withheldReasons: (mailingId) => read((from) => withheldReasons(from, mailingId)),
    unsubscribedSince: (mailingId, until) => read((from) => unsubscribedSince(from, mailingId, until)),
    foldAudience: (lines) => write((tx) => foldAudience(tx, flavour, lines)),
    audienceDays: () => read(audienceDays),
    activeByTopics: () => read(activeByTopics),
    activeBySource: () => read(activeBySource),
    bouncesByDay: (since) => read((from) => bouncesByDay(from, since)),
  };
}
