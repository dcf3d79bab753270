// Mailchimp: "Export audience" gives an archive of up to four files whose names begin with the state (subscribed_,
// unsubscribed_, cleaned_, nonsubscribed_). Between the audience's own columns stand MEMBER_RATING, OPTIN_TIME,
// OPTIN_IP, CONFIRM_TIME, CONFIRM_IP, LEID, EUID, TAGS, and UNSUB_TIME or CLEAN_TIME for those who are gone. Times are
// UTC. The address comes first, under a name in the language of the audience.
import { FIRST_COLUMN, labelList, stated, type ExportedState, type ExportFormat } from './exported-reader.ts';

const OPT_IN = ['optin_time', 'optin_ip', 'confirm_time', 'confirm_ip'];
const EMAIL = ['email_address', 'email', 'e_mail_address', 'e_mail'];

export const mailchimpExport: ExportFormat = {
  name: 'mailchimp',
  label: 'Mailchimp',
  isHead: (columns) => columns.has('leid') || columns.has('euid') || columns.has('member_rating'),
  columns: new Set([...EMAIL, ...OPT_IN, 'tags', 'source', 'unsub_time', 'unsub_reason', 'clean_time']),
  reader: (cell, fileName) => {
    const consentAt = cell('confirm_time', 'optin_time');
    const [unsubscribedAt, cleanedAt] = [cell('unsub_time'), cell('clean_time')];
    const said = /^(non|un)?subscribed|^cleaned/i.exec(fileName)?.[0].toLowerCase() ?? '';
    if (said === 'nonsubscribed') return { refusal: 'Mailchimp has this one as never subscribed' };
    const state = stateOf(said, { consentAt, unsubscribedAt, cleanedAt, reason: cell('unsub_reason') });
    const optIn = { askedAt: cell('optin_time'), askedIp: cell('optin_ip'), ip: cell('confirm_ip') };
    return {
      address: cell(...EMAIL, FIRST_COLUMN),
      state,
      ...stated({ said, consentAt, origin: cell('source'), ...optIn }),
      ...(state !== 'subscribed' && stated({ leftAt: state === 'bounced' ? cleanedAt : unsubscribedAt })),
      labels: labelList(cell('tags')),
    };
  },
};

interface Signs {
  readonly consentAt: string;
  readonly unsubscribedAt: string;
  readonly cleanedAt: string;
  readonly reason: string;
}

/** Times of one notation have the order of their text; whoever signed up again after leaving is a reader. */
function stateOf(said: string, { consentAt, unsubscribedAt, cleanedAt, reason }: Signs): ExportedState {
  if (said === 'cleaned' || (said === '' && cleanedAt !== '')) return 'bounced';
  const hasLeft = said === 'unsubscribed' || (unsubscribedAt !== '' && unsubscribedAt >= consentAt);
  if (!hasLeft) return 'subscribed';
  return /spam|abuse/i.test(reason) ? 'complained' : 'unsubscribed';
}
