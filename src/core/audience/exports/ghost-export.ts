// Ghost: "Export all members" gives id, email, name, note, subscribed_to_emails, complimentary_plan,
// stripe_customer_id, created_at, deleted_at, labels, tiers (`products` before version 5). Ghost lets people sign up by
// a link that it mails to them, so the day of that is their consent.
import { labelList, stated, type ExportedState, type ExportFormat } from './exported-reader.ts';

export const ghostExport: ExportFormat = {
  name: 'ghost',
  label: 'Ghost',
  isHead: (columns) => columns.has('email') && columns.has('subscribed_to_emails'),
  columns: new Set(['email', 'subscribed_to_emails', 'created_at', 'deleted_at', 'labels']),
  reader: (cell) => {
    const subscribed = cell('subscribed_to_emails').toLowerCase();
    const leftAt = cell('deleted_at');
    return {
      address: cell('email'),
      state: stateOf(subscribed, leftAt),
      ...stated({
        said: subscribed === '' ? '' : `subscribed_to_emails ${subscribed}`,
        consentAt: cell('created_at'),
        leftAt,
      }),
      labels: labelList(cell('labels')),
    };
  },
};

function stateOf(subscribed: string, deletedAt: string): ExportedState {
  if (deletedAt !== '' || subscribed === 'false' || subscribed === '0') return 'unsubscribed';
  return subscribed === 'true' || subscribed === '1' ? 'subscribed' : 'pending';
}
