// What an entry of the outbox becomes: the message that asks for a confirmation, the reminder, the one that says that
// all is well already, the two about a change of address, and the welcome with the latest issue. Nothing that somebody
// typed into a form stands in any of them (standards E5.05), and who need not be mailed any more gets none.
import { ASK_LIFE_DAYS } from '../core/audience/ask.ts';
import { filledText, type ReaderTexts } from '../core/audience/reader-texts.ts';
import { confirmUrl, preferencesUrl, type ConfirmPurpose, type KeyRing } from '../core/audience/signed-link.ts';
import { messageComposer, type Message } from '../core/message/message.ts';
import { readerMessage } from '../core/message/reader-message.ts';
import { absoluteUrl, type Newsletter } from '../core/newsletter.ts';
import { letterType } from '../core/render/letter/letter-type.ts';
import { slot } from '../core/render/letter/slots.ts';
import { liquidEngine, type Templates } from '../core/render/liquid.ts';
import type { OutboxMail } from '../store/reader-store.ts';
import type { Store } from '../store/store.ts';

/** The templates of `email-templates/` with `confirm.mjml` compiled to HTML. */
export const CONFIRM_TEMPLATE = 'confirm.mjml';
const WELCOME_TEMPLATE = 'welcome.liquid';

export interface MailTools {
  readonly store: Store;
  readonly newsletter: Newsletter;
  readonly keys: KeyRing;
  readonly textsOf: (language: string) => ReaderTexts;
  readonly templates: () => Promise<Templates>;
}

/** The message; undefined when there is no need of it any more. */
export async function readerMail(mail: OutboxMail, tools: MailTools, now: string): Promise<Message | undefined> {
  if (mail.purpose === 'welcome') return welcome(mail, tools);
  const url = mail.purpose === 'already' ? await choiceUrl(mail, tools) : await askUrl(mail, tools, now);
  if (url === undefined) return undefined;
  const words = mailWords(mail, tools);
  const { newsletter, keys } = tools;
  const type = letterType(mail.language, newsletter.theme);
  const values = { mail: { ...words, url, language: mail.language }, type };
  const html = liquidEngine(await tools.templates()).render(CONFIRM_TEMPLATE, values);
  const text = [words.lead, '', url, '', words.note, '', '-- ', ...senderLines(newsletter), ''].join('\n');
  const { address: to, language, createdAt } = mail;
  const occasion = `${mail.purpose} ${mail.id} ${mail.reference}`;
  return readerMessage({ to, language, createdAt, occasion, subject: words.subject, html, text }, newsletter, keys[0]);
}

function senderLines({ title, author, postal_address: postal }: Newsletter): readonly string[] {
  return [`${title} · ${author}`, postal];
}

/** The link that confirms, while there is something to confirm. */
async function askUrl(mail: OutboxMail, tools: MailTools, now: string): Promise<string | undefined> {
  const ask = await tools.store.openAsk(mail.reference, now);
  if (ask?.state !== 'mailed') return undefined;
  const isMove = mail.purpose === 'address-old' || mail.purpose === 'address-new';
  const purpose: ConfirmPurpose = isMove ? mail.purpose : 'confirm';
  const { newsletter, keys } = tools;
  return confirmUrl(baseUrl(newsletter), { purpose, list: newsletter.authority, askId: ask.id }, keys[0]);
}

/** The link to the preferences of somebody who is a reader. */
async function choiceUrl(mail: OutboxMail, { store, newsletter, keys }: MailTools): Promise<string | undefined> {
  const reader = await store.subscriberById(mail.reference);
  if (reader?.standing.state !== 'active') return undefined;
  return preferencesUrl(baseUrl(newsletter), newsletter.authority, reader.publicId, keys[0]);
}

function baseUrl(newsletter: Newsletter): string {
  return absoluteUrl(newsletter, '').replace(/\/$/, '');
}

interface MailWords {
  readonly subject: string;
  readonly lead: string;
  readonly button: string;
  readonly note: string;
}

function mailWords({ purpose, language }: OutboxMail, { newsletter, textsOf }: MailTools): MailWords {
  const texts = textsOf(language);
  const { confirmMail, reminderMail, alreadyMail, moveOldMail, moveNewMail } = texts;
  const words = {
    confirm: confirmMail,
    reminder: { ...confirmMail, ...reminderMail },
    already: alreadyMail,
    'address-old': moveOldMail,
    'address-new': moveNewMail,
    welcome: confirmMail,
  }[purpose];
  const values = { title: newsletter.title, author: newsletter.author, days: String(ASK_LIFE_DAYS) };
  const { subject, lead, button, note } = words;
  return {
    subject: filledText(subject, values),
    lead: filledText(lead, values),
    button: filledText(button, values),
    note: filledText(note, values),
  };
}

/** The latest issue as everybody got it, with a word of welcome above; it can be left like every letter. */
async function welcome(mail: OutboxMail, tools: MailTools): Promise<Message | undefined> {
  const { store, newsletter, keys } = tools;
  const [reader, latest] = [await store.subscriberById(mail.reference), await store.latestIssue()];
  if (reader?.standing.state !== 'active' || latest === undefined) return undefined;
  const texts = tools.textsOf(mail.language).welcome;
  const lead = filledText(texts.lead, { title: newsletter.title, author: newsletter.author });
  const html = liquidEngine(await tools.templates()).render(WELCOME_TEMPLATE, {
    mail: { lead, preferences: texts.preferences, language: mail.language },
    type: letterType(mail.language, newsletter.theme),
    preferences_url: slot('preferences_url'),
  });
  const letter = {
    ...latest.letter,
    // Every letter is one document; what comes first in its body is what a reader sees first.
    html: latest.letter.html.replace(/<body\b[^>]*>/i, (body) => `${body}${html}`),
    text: `${lead}\n\n${latest.letter.text}`,
  };
  const edition = `welcome ${mail.createdAt}`;
  const compose = messageComposer({ slug: latest.slug, edition, letter, startedAt: mail.createdAt }, keys[0]);
  return compose({ address: reader.address, publicId: reader.publicId });
}
