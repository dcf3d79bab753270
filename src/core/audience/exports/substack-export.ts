// Substack: the list `email_list.<name>.csv` of "Export all your data", with email, active_subscription, expiry, plan,
// email_disabled, created_at and first_payment_at; and the list with chosen columns from the page of subscribers, whose
// names are in the words of that page. What people pay is not taken over.
import { stated, type ExportFormat } from './exported-reader.ts';

const EMAIL = ['email', 'user_email_address', 'email_address'];
const SIGNED_UP = ['created_at', 'subscription_created_at', 'start_date', 'subscription_date', 'signed_up_at'];
const LEFT = ['unsubscribed_at', 'unsubscribe_date'];

export const substackExport: ExportFormat = {
  name: 'substack',
  label: 'Substack',
  isHead: (columns) => {
    if (!EMAIL.some((name) => columns.has(name))) return false;
    // The statistics of a post have `email` and `active_subscription` too, one line for each opening.
    if (columns.has('post_id')) return false;
    return columns.has('email_disabled') || columns.has('subscription_created_at') || isChosenList(columns);
  },
  columns: new Set([...EMAIL, ...SIGNED_UP, ...LEFT, 'email_disabled']),
  reader: (cell) => {
    const leftAt = cell(...LEFT);
    const isOff = isTrue(cell('email_disabled'));
    return {
      address: cell(...EMAIL),
      state: isOff || leftAt !== '' ? 'unsubscribed' : 'subscribed',
      ...stated({ said: isOff ? 'email_disabled' : '', consentAt: cell(...SIGNED_UP), leftAt }),
    };
  },
};

/** Whoever chooses the columns gets names such as "Start date" and "Emails received (6mo)". */
function isChosenList(columns: ReadonlySet<string>): boolean {
  return (
    columns.has('start_date') && [...columns].some((name) => /^(?:stripe_plan|emails_received|activity$)/.test(name))
  );
}

function isTrue(text: string): boolean {
  return /^(?:true|t|yes|1)$/i.test(text);
}
