// Mail with advertising to readers in mainland China says so at the very front of its subject: "广告" or "AD" (measures
// for the administration of internet email services, article 13). The editor says `commercial: true`, and the subject
// of the email gets the mark; pages and feeds keep the title.

const MARK = /^\s*[[【（(]?\s*(?:广告|AD(?![a-z]))/i;

/** The subject with the mark at its front, once. */
export function advertisedSubject(subject: string, language: string): string {
  if (MARK.test(subject)) return subject;
  return /^(?:zh|yue|wuu)\b/i.test(language) ? `广告｜${subject}` : `AD | ${subject}`;
}

/** What stands over words that somebody pays for: the whole of a heading, or a bold lead. */
const LABEL =
  /^(?:本期|今日|本周|特别|品牌|商业|独家)?(?:广告|推广|赞助|赞助商|冠名)(?:商|内容|位|时间|合作|信息|鸣谢)?$|^本期.{0,12}由.{1,20}赞助|^(?:our |this (?:week|issue)['’]s |today['’]s )?sponsors?$|^sponsored(?: (?:by.{0,60}|message|content|post|link))?$|^(?:advertisements?|advertorial|ads?|paid (?:partnership|promotion|post)|promoted|promotion)$/i;

/** Nearly no heading has even these. */
const LETTERS = /广告|推广|赞助|冠名|sponsor|advert|\bads?\b|paid|promot/i;

/** Whether a heading or a bold lead says that what follows is advertising. */
export function isSponsorLabel(text: string): boolean {
  if (!LETTERS.test(text)) return false;
  const words = text.trim();
  // The longest label with the sponsor's name in it.
  if (words.length > 80) return false;
  return LABEL.test(words.replace(/^[^\p{L}]+|[^\p{L}）)]+$/gu, ''));
}

/** Whether the law of mainland China is to be thought of: by the language alone, for nobody knows where readers are. */
export function asksForMark(language: string): boolean {
  return /^zh\b(?!-(?:TW|HK|MO|Hant))/i.test(language);
}
