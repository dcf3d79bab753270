// The few words of our own that readers see, by language. Another language is another column; an unknown one reads English.

const EN = {
  contents: 'Contents',
  corrections: 'Corrections',
  image: 'Image',
  neutralAddress: 'your address',
  noTracking: 'This letter is not tracked: no hidden images, no rewritten links.',
  readArticle: 'Read the whole article on the web',
  readOnWeb: 'Read on the web',
  readRest: 'Read the whole issue on the web',
  sentTo: 'Sent to',
  subscribedTo: 'You get this letter because you subscribed to {name}.',
  unsubscribe: 'Unsubscribe',
} as const;

export type Phrases = Readonly<Record<keyof typeof EN, string>>;

const ZH: Phrases = {
  contents: '目录',
  corrections: '更正',
  image: '图',
  neutralAddress: '你的邮箱',
  noTracking: '这封信不跟踪读者：没有隐藏图片，也不改写链接。',
  readArticle: '在网页上读全文',
  readOnWeb: '在网页上阅读',
  readRest: '在网页上读完整的一期',
  sentTo: '寄往：',
  subscribedTo: '你收到这封信，是因为订阅了《{name}》。',
  unsubscribe: '退订',
};

const JA: Phrases = {
  contents: '目次',
  corrections: '訂正',
  image: '画像',
  neutralAddress: 'ご登録のアドレス',
  noTracking: 'この手紙は読者を追跡しません。隠し画像もリンクの書き換えもありません。',
  readArticle: '全文をウェブで読む',
  readOnWeb: 'ウェブで読む',
  readRest: 'この号の全体をウェブで読む',
  sentTo: '送信先：',
  subscribedTo: '『{name}』を購読されているためお送りしています。',
  unsubscribe: '配信停止',
};

/** The phrases for a BCP 47 tag, chosen by its primary language. */
export function phrases(language: string): Phrases {
  const primary = language.toLowerCase().split('-')[0];
  return primary === 'zh' ? ZH : primary === 'ja' ? JA : EN;
}
