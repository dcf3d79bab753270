// Words that were never meant for readers: the marks of unfinished work, and what a template or a program that writes
// has left. Prose that speaks of such words must pass, so each pattern is as narrow as the slip that it stands for.

/** Nearly no text has even these letters, and looking for them costs next to nothing. */
const MARK_LETTERS = /TK|TODO|FIXME|XXX|TBD|待/;
/** Marks by which authors remind themselves; `TK` is the press's own. To-do lists and TikTok's sellers are subjects. */
const MARK =
  /(?<![\p{L}\p{N}._/@#-])(?:TKTK|TK(?!\s?(?:电商|店铺|小店|直播|平台|卖家|达人|美区|跨境|矩阵|广告))|TODO(?![\s-]?(?:lists?|apps?|items?|comments?|MVC|清单|列表|应用|注释|事项)(?![a-z]))|FIXME|XXX|TBD)(?![\p{L}\p{N}_-])|(?<![等期亟有尚仍])待(?:补充|补全|补写|完善|填写|填充)(?![的了])|此处待|(?<=^|[【[（(\s：:])待补(?=$|[】\]）)\s。，：:])/u;

/** The mark of unfinished work that stands in the text. */
export function unfinishedMark(text: string): string | undefined {
  return MARK_LETTERS.test(text) ? MARK.exec(text)?.[0] : undefined;
}

const TEMPLATE_LETTERS = /\{\{|\{%|<%|\|[A-Z]/;
/** Whole ones are found where the source is read (left-overs.ts). */
const WHOLE = /\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}/g;
/** Of `*|FNAME|*` Markdown has taken the asterisks for emphasis. */
const TEMPLATE =
  /\{\{.{0,30}|\{%.{0,30}|<%.{0,30}|\|(?:FNAME|LNAME|EMAIL|UNSUB|ARCHIVE|UPDATE_PROFILE|MC:\w+|LIST:\w+)\|/;

/** The beginning of an instruction to a template that stands in the text. */
export function templateMark(text: string): string | undefined {
  return TEMPLATE_LETTERS.test(text) ? TEMPLATE.exec(text.replaceAll(WHOLE, ''))?.[0].trim() : undefined;
}

/** A message of failure is short; a sentence about one is not. */
const FAILED_CHARACTERS = 60;
const FAILED: readonly RegExp[] = [
  /^(?:AI|内容|摘要|概要|标题|正文|文章|翻译|总结|图片|数据|接口)?(?:自动)?(?:生成|请求|获取|翻译|抓取|加载|调用)(?:失败|超时|出错)(?:[\s:：,，。.!！;；（(]|$)/i,
  /^(?:(?:summary|translation|content|abstract) )?(?:generation|request|translation|fetch(?:ing)?) (?:has )?(?:failed|timed out)\b/i,
  /^(?:failed|unable) to (?:generate|fetch|load|summari[sz]e|translate)\b/i,
];

/** How programs that write begin, and what templates hold where words belong. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^以下是(?:我)?[为给根](?:据)?[您你](?:生成|整理|撰写|准备|提供|总结)/,
  /^根据[您你](?:的要求|提供的)/,
  /^好的[，,]\s*以下是/,
  /^作为(?:一个|一名|一款)?\s*(?:AI|人工智能)\s*(?:语言模型|大模型|助手|模型)[，,]?\s*我/i,
  /^(?:很)?抱歉[，,]\s*(?:我|作为)(?:无法|不能|一个)/,
  /^(?:请)?在(?:此处|这里|此)(?:输入|填写|添加)/,
  /^点击(?:此处|这里)(?:添加|输入|编辑)/,
  /^as an? (?:AI|artificial intelligence)(?: language model| model, I| assistant)\b/i,
  /^(?:sure|certainly|of course)[!,.] (?:here|below) (?:is|are)\b/i,
  /^here (?:is|are) (?:the|your) (?:summary|newsletter|article|translation|issue) you (?:requested|asked)/i,
  /^I['’]?m sorry,? but I can['’]?(?:no)?t\b/i,
  /^(?:insert|enter|type) (?:your )?(?:title|text|content|summary|name) here\b/i,
  /^lorem ipsum\b(?! dolor)/i,
];
const ANYWHERE_LETTERS = /\[[yYiIeE]|psum/;
const ANYWHERE = /lorem ipsum dolor|\[(?:your|insert|enter) [a-z ]{2,30}\]/i;
/** With one of these the words begin that are looked for; what stands before them may be a mark or a quotation sign. */
const FIRST = new Set('以根好作抱很请在点内摘概标正文翻总图数接自生获抓加调acefgilorstuACEFGILORSTU');
const LETTER = /\p{L}/u;

/** Whether a stretch of words that begins like this is worth being put together. */
export function mayBePlaceholder(beginning: string): boolean {
  return FIRST.has(LETTER.exec(beginning)?.[0] ?? '');
}

/** What a template or a program that writes has left in place of one paragraph, item or heading. */
export function leftPlaceholder(stretch: string): string | undefined {
  if (!mayBePlaceholder(stretch)) return undefined;
  const words = stretch.slice(LETTER.exec(stretch)?.index ?? 0);
  if (stretch.length <= FAILED_CHARACTERS && FAILED.some((one) => one.test(words))) return words;
  for (const one of PLACEHOLDERS) {
    const found = one.exec(words)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Words of a template that may stand anywhere in a text. */
export function templateWords(text: string): string | undefined {
  return ANYWHERE_LETTERS.test(text) ? ANYWHERE.exec(text)?.[0] : undefined;
}
