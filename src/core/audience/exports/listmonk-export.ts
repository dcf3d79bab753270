// listmonk: "Export" above the list of subscribers gives uuid, email, name, attributes, status, created_at, updated_at.
// The status is that of the record; whether somebody has confirmed or left a list is not in the file, so a row proves
// no consent. Files with a column `lists` (as its API has it) say more, and are believed.
import { labelList, stated, type ExportedReader, type ExportedState, type ExportFormat } from './exported-reader.ts';

export const listmonkExport: ExportFormat = {
  name: 'listmonk',
  label: 'listmonk',
  isHead: (columns) =>
    columns.has('email') && columns.has('status') && (columns.has('attributes') || columns.has('attribs')),
  columns: new Set(['email', 'status', 'created_at', 'lists']),
  reader: (cell) => {
    const status = cell('status').toLowerCase();
    const state = STATES[status];
    if (state === undefined) return { refusal: `"${status}" is no status of listmonk` };
    const lists = listsOf(cell('lists'));
    const createdAt = cell('created_at');
    const isConfirmed = lists.some((list) => list.state === 'confirmed');
    const reader: ExportedReader = {
      address: cell('email'),
      state: state === 'subscribed' ? (stateByLists(lists) ?? state) : state,
      ...stated({ said: status, [isConfirmed ? 'consentAt' : 'createdAt']: createdAt }),
      labels: lists.map(({ name }) => name),
    };
    return reader;
  },
};

const STATES: Readonly<Record<string, ExportedState>> = {
  enabled: 'subscribed',
  disabled: 'removed',
  blocklisted: 'removed',
  blacklisted: 'removed',
};

interface List {
  readonly name: string;
  readonly state?: string;
}

/** `[{"name":"Weekly","subscription_status":"confirmed"}]`, or plain names. */
function listsOf(text: string): readonly List[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.flatMap(listOf);
  } catch {
    // Names, then.
  }
  return labelList(text).map((name) => ({ name }));
}

function listOf(value: unknown): readonly List[] {
  if (typeof value === 'string') return [{ name: value }];
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return [];
  const status = 'subscription_status' in value ? value.subscription_status : undefined;
  return [{ name: value.name, ...(typeof status === 'string' && { state: status }) }];
}

/** Somebody who has left every list is no reader, and neither is who has confirmed none. */
function stateByLists(lists: readonly List[]): ExportedState | undefined {
  const states = lists.flatMap(({ state }) => state ?? []);
  if (states.length === 0 || states.includes('confirmed')) return undefined;
  return states.every((state) => state === 'unsubscribed') ? 'unsubscribed' : 'pending';
}
