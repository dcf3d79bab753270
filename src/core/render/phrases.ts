// The few words of our own that readers see, by language. A new language is a new column; an unknown one reads English.

const EN = {
  about: 'About',
  allIssues: 'All issues',
  articleCount: '{n} articles',
  articles: 'Articles',
  code: 'Code',
  contact: 'Contact',
  contents: 'Contents',
  corrections: 'Corrections',
  done: 'done',
  feeds: 'Feeds',
  footnotes: 'Notes',
  fromIssue: 'From the issue: ',
  // The few words of our own that readers see, by language. Another language is another column; an unknown one reads English.
  // `{n}` stands for a number and `{name}` for a name; `filled` puts them in.
  image: 'Image',
  issueNumber: 'No. {n}',
  latestIssue: 'Latest issue',
  neutralAddress: 'your address',
  nextIssue: 'Next issue',
  noTracking: 'This letter is not tracked: no hidden images, no rewritten links.',
  notFound: 'This page does not exist',
  notFoundWhy: 'The address may be mistyped, or the page may have moved. Every issue is listed on the front page.',
  nothingYet: 'Nothing has been published here yet.',
  openTask: 'not done',
  previousIssue: 'Previous issue',
  privacy: 'Privacy',
  privacyText:
    'These pages set no cookies, run no scripts and count no readers. ' +
    'The emails carry no tracking pixel, and their links lead straight to where they say.',
  publishedBy: 'Published by',
  readArticle: 'Read the whole article on the web',
  readOnWeb: 'Read on the web',
  readRest: 'Read the whole issue on the web',
  readingTime: '{n} min read',
  sentTo: 'Sent to {name}.',
  skipToContent: 'Skip to content',
  sources: 'Sources',
  subscribe: 'Subscribe',
  subscribeByFeed: 'Add any of these to a feed reader. Each carries the full text of the newest issues.',
  subscribedTo: 'You get this letter because you subscribed to {name}.',
  table: 'Table',
  topicDescription: 'Everything in {name} on this topic.',
  topics: 'Topics',
  unsubscribe: 'Unsubscribe',
} as const;

export type Phrases = Readonly<Record<keyof typeof EN, string>>;

const ZH: Phrases = {
  about: '关于',
  allIssues: '全部期号',
  articleCount: '{n} 篇',
  articles: '文章',
  code: '代码',
  contact: '联系',
  contents: '目录',
  corrections: '更正',
  done: '已完成',
  feeds: '订阅源',
  footnotes: '脚注',
  fromIssue: '出自本期：',
  image: '图',
  issueNumber: '第 {n} 期',
  latestIssue: '最新一期',
  neutralAddress: '你的邮箱',
  nextIssue: '下一期',
  noTracking: '这封信不跟踪读者：没有隐藏图片，也不改写链接。',
  notFound: '没有这一页',
  notFoundWhy: '地址可能写错了，也可能页面已经移走。首页列有全部期号。',
  nothingYet: '这里还没有内容。',
  openTask: '未完成',
  previousIssue: '上一期',
  privacy: '隐私',
  privacyText: '这里的网页不设 Cookie，不运行脚本，不统计读者。邮件里没有跟踪像素，链接直接指向它所写的地址。',
  publishedBy: '出版',
  readArticle: '在网页上读全文',
  readOnWeb: '在网页上阅读',
  readRest: '在网页上读完整的一期',
  readingTime: '约 {n} 分钟',
  sentTo: '寄往：{name}',
  skipToContent: '跳到正文',
  sources: '来源',
  subscribe: '订阅',
  subscribeByFeed: '把下面任何一个添加到阅读器里即可。每个都带有最近各期的全文。',
  subscribedTo: '你收到这封信，是因为订阅了《{name}》。',
  table: '表格',
  topicDescription: '《{name}》关于这一主题的全部内容。',
  topics: '主题',
  unsubscribe: '退订',
};

const JA: Phrases = {
  about: 'このニュースレターについて',
  allIssues: 'すべての号',
  articleCount: '{n}本',
  articles: '記事',
  code: 'コード',
  contact: '連絡先',
  contents: '目次',
  corrections: '訂正',
  done: '完了',
  feeds: 'フィード',
  footnotes: '脚注',
  fromIssue: '掲載号：',
  image: '画像',
  issueNumber: '第{n}号',
  latestIssue: '最新号',
  neutralAddress: 'ご登録のアドレス',
  nextIssue: '次の号',
  noTracking: 'この手紙は読者を追跡しません。隠し画像もリンクの書き換えもありません。',
  notFound: 'ページが見つかりません',
  notFoundWhy: 'アドレスが誤っているか、ページが移動した可能性があります。すべての号は表紙から読めます。',
  nothingYet: 'まだ何もありません。',
  openTask: '未完了',
  previousIssue: '前の号',
  privacy: 'プライバシー',
  privacyText:
    'このサイトはクッキーもスクリプトも使わず、読者を数えません。' +
    'メールに追跡用の画像はなく、リンクは書かれているとおりの場所に直接つながります。',
  publishedBy: '発行',
  readArticle: '全文をウェブで読む',
  readOnWeb: 'ウェブで読む',
  readRest: 'この号の全体をウェブで読む',
  readingTime: '約{n}分',
  sentTo: '送信先：{name}',
  skipToContent: '本文へ移動',
  sources: '出典',
  subscribe: '購読',
  subscribeByFeed: '次のいずれかをフィードリーダーに登録してください。最新号の全文が届きます。',
  subscribedTo: '『{name}』を購読されているためお送りしています。',
  table: '表',
  topicDescription: '『{name}』のこのトピックに関するすべての記事。',
  topics: 'トピック',
  unsubscribe: '配信停止',
};

/** The phrases for a BCP 47 tag, chosen by its primary language. */
export function phrases(language: string): Phrases {
  const primary = language.toLowerCase().split('-')[0];
  return primary === 'zh' ? ZH : primary === 'ja' ? JA : EN;
}

/** The phrase with `{n}` and `{name}` replaced. */
export function filled(phrase: string, value: number | string): string {
  return phrase.replace(/\{(?:n|name)\}/, () => String(value));
}
