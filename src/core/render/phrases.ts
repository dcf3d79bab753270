// The few words of our own that readers see, by language. A new language is a new column; an unknown one reads English.

const EN = {
  articles: 'Articles',
  contents: 'Contents',
  corrections: 'Corrections',
  fromIssue: 'From the issue: ',
  readOnWeb: 'Read on the web',
  unsubscribe: 'Unsubscribe',
} as const;

export type Phrases = Readonly<Record<keyof typeof EN, string>>;

const ZH: Phrases = {
  articles: '文章',
  contents: '目录',
  corrections: '更正',
  fromIssue: '出自本期：',
  readOnWeb: '在网页上阅读',
  unsubscribe: '退订',
};

const JA: Phrases = {
  articles: '記事',
  contents: '目次',
  corrections: '訂正',
  fromIssue: '掲載号：',
  readOnWeb: 'ウェブで読む',
  unsubscribe: '配信停止',
};

/** The phrases for a BCP 47 tag, chosen by its primary language. */
export function phrases(language: string): Phrases {
  const primary = language.toLowerCase().split('-')[0];
  return primary === 'zh' ? ZH : primary === 'ja' ? JA : EN;
}
