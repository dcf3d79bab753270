// Buttondown: "Export" of the subscribers, and of those who have left, in the names of its API: email_address, type,
// creation_date, tags, source, ip_address, unsubscription_date and more. Exports from before 2025 say email and
// subscriber_type.
import { labelList, stated, type ExportedState, type ExportFormat } from './exported-reader.ts';

const SIGNED_UP = ['subscription_date', 'creation_date'];
const TYPES = ['type', 'subscriber_type', 'status'];
const LEFT = ['unsubscription_date', 'undeliverability_date'];

export const buttondownExport: ExportFormat = {
  name: 'buttondown',
  label: 'Buttondown',
  isHead: (columns) => {
    if (!columns.has('email') && !columns.has('email_address')) return false;
    const isTyped = columns.has('subscriber_type') || columns.has('type') || columns.has('unsubscription_date');
    return isTyped && SIGNED_UP.some((name) => columns.has(name));
  },
  columns: new Set(['email', 'email_address', ...TYPES, ...SIGNED_UP, ...LEFT, 'tags', 'source', 'ip_address', 'ip']),
  reader: (cell) => {
    const type = cell(...TYPES).toLowerCase();
    const leftAt = cell(...LEFT);
    const state = type === '' ? typeless(leftAt) : STATES[type];
    if (state === undefined) return { refusal: `"${type}" is no type of Buttondown` };
    return {
      address: cell('email_address', 'email'),
      state,
      ...stated({ said: type, consentAt: cell(...SIGNED_UP), ip: cell('ip_address', 'ip'), origin: cell('source') }),
      ...(state !== 'subscribed' && stated({ leftAt })),
      labels: labelList(cell('tags')),
    };
  },
};

function typeless(leftAt: string): ExportedState {
  return leftAt === '' ? 'subscribed' : 'unsubscribed';
}

/** Who pays, paid or is given it for nothing reads all the same. */
const STATES: Readonly<Record<string, ExportedState>> = {
  regular: 'subscribed',
  premium: 'subscribed',
  trialed: 'subscribed',
  unpaid: 'subscribed',
  gifted: 'subscribed',
  churning: 'subscribed',
  churned: 'subscribed',
  paused: 'subscribed',
  past_due: 'subscribed',
  unactivated: 'pending',
  upcoming: 'pending',
  unsubscribed: 'unsubscribed',
  undeliverable: 'bounced',
  complained: 'complained',
  spammy: 'removed',
  blocked: 'removed',
  removed: 'removed',
  disabled: 'removed',
};
