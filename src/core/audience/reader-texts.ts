// Every sentence that a reader of the web pages and of the mails about them meets, by name. The words stand in files,
// one a language (messages/<language>.yaml): a further language is one more file. A name in braces is filled in.
import { z } from 'zod';

const line = z.string().trim().min(1, 'write at least one character');

/** A group in which every name is needed, and none is there that nobody reads. */
function group<const Name extends string>(...names: readonly Name[]) {
  // The entries are these names and nothing else, which fromEntries forgets.
  return z.strictObject(Object.fromEntries(names.map((name) => [name, line])) as Record<Name, typeof line>);
}

export const readerTextsSchema = z.strictObject({
  /** The language's own name, where a reader chooses one. */
  language: line,
  form: group('address', 'topics', 'topicsHint', 'frequency', 'each', 'daily', 'weekly', 'language', 'empty'),
  subscribe: group('title', 'lead', 'button', 'consent', 'privacy', 'badAddress', 'stale'),
  sent: group('title', 'lead', 'hint'),
  confirm: group('title', 'lead', 'button'),
  confirmed: group('title', 'lead', 'front'),
  dead: group('title', 'lead', 'button'),
  leave: group('title', 'lead', 'button'),
  left: group('title', 'lead', 'undoLead', 'undoConsent', 'undo'),
  back: group('title', 'lead'),
  preferences: group('title', 'lead', 'save', 'saved', 'ended', 'again', 'pause', 'pauseHint', 'badDate', 'leave'),
  move: group('title', 'lead', 'button', 'sentTitle', 'sentLead', 'confirmTitle', 'confirmLead', 'confirmButton'),
  moved: group('waitsTitle', 'waitsLead', 'title', 'lead'),
  data: group('title', 'lead', 'export', 'erase'),
  erase: group('title', 'lead', 'button'),
  erased: group('title', 'lead'),
  confirmMail: group('subject', 'lead', 'button', 'note'),
  reminderMail: group('subject', 'lead'),
  alreadyMail: group('subject', 'lead', 'button', 'note'),
  moveOldMail: group('subject', 'lead', 'button', 'note'),
  moveNewMail: group('subject', 'lead', 'button', 'note'),
  welcome: group('lead', 'preferences'),
});

export type ReaderTexts = z.output<typeof readerTextsSchema>;

/** The text with its names in braces filled; an unknown name stays as it stands. */
export function filledText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Texts by language tag, and the choice among them: the tag itself, its primary language, or English. */
export function textsFor(all: ReadonlyMap<string, ReaderTexts>, language: string): ReaderTexts {
  const wanted = language.toLowerCase();
  const found = all.get(wanted) ?? all.get(wanted.split('-')[0] ?? '') ?? all.get('en');
  if (found === undefined) throw new TypeError('there are no English texts');
  return found;
}
