// A store with subscribers, a started mailing and the tools to deliver it, on a clock that jumps when it is waited on.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NewSubscriber } from '../../src/core/audience/subscriber.ts';
import { NO_LIMITS } from '../../src/core/ledger/limits.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import type { DeliveryTools } from '../../src/delivery/delivery-tools.ts';
import { startMailing, type MailingStart } from '../../src/delivery/start-mailing.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aLetter, AT, KEYS } from './a-letter.ts';
import { aNewsletter } from './newsletter.ts';
import { scratchFolder } from './scratch-folder.ts';

export const START: MailingStart = {
  slug: '2026-01-06',
  letter: aLetter(),
  newsletter: aNewsletter(),
  keys: KEYS,
  at: AT,
};

export interface DeliveryBench {
  readonly store: Store;
  readonly mailing: Mailing;
  readonly tools: DeliveryTools;
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => void;
}

const SHORT = { connectionTimeout: 1000, greetingTimeout: 1000, socketTimeout: 1000 };

export async function deliveryBench(
  subscribers: readonly NewSubscriber[],
  smtpUrl: string,
  changes: Partial<DeliveryTools> = {},
): Promise<DeliveryBench> {
  const store = await sqliteStore(join(scratchFolder(), 'masthead.sqlite'));
  const mailer = smtpMailer(smtpUrl, SHORT);
  onTestFinished(async () => {
    await mailer[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  await store.addSubscribers(subscribers, AT);
  const { mailing } = await startMailing(store, START);
  let now = Date.parse(AT);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const tools: DeliveryTools = {
    store,
    mailer,
    keys: KEYS,
    uncertain: 'resend',
    limits: NO_LIMITS,
    now: () => new Date(now),
    random: () => 0,
    wait: async (milliseconds) => pass(milliseconds),
    ...changes,
  };
  return { store, mailing, tools, pass };
}
