// The head of a subscribers' file: which column means what, in the words that people and other programs use. A file
// without a head is one column of addresses. Names of people are not read: nothing here uses them.

/** Index of each known column. */
export type Columns = { readonly address: number } & { readonly [name in OptionalColumn]?: number };
type OptionalColumn = 'state' | 'reason' | 'topics' | 'frequency' | 'language' | 'consentAt' | 'source';

/** Written without spaces, hyphens and underscores, in lower case. */
const NAMES: Readonly<Record<'address' | OptionalColumn, readonly string[]>> = {
  address: words(
    'email mail emailaddress address subscriber subscriberemail 邮箱 电子邮箱 电子邮件 邮箱地址 邮件地址',
    '电子邮件地址 邮件 電子郵件 メール メールアドレス',
  ),
  state: words('state status 状态 狀態 状態'),
  reason: words('reason 原因 理由'),
  topics: words('topics topic 主题 主題 话题 订阅主题 訂閱主題'),
  frequency: words('frequency 频率 頻率 頻度'),
  language: words('language lang locale 语言 語言 言語'),
  consentAt: words(
    'consentdate consentat consenttime consent confirmedat confirmationdate confirmtime optindate optinat optintime',
    '同意日期 同意时间 同意時間 确认日期 确认时间 同意日',
  ),
  source: words('source consentsource optinsource 来源 來源 同意来源 同意來源'),
};

/**
 * The columns that the first row names; `hasHead` is false when it holds an address itself. Undefined when it does
 * neither, so that nobody can tell where the addresses are.
 */
export function columnsOf(firstRow: readonly string[]): { columns: Columns; hasHead: boolean } | undefined {
  const names = firstRow.map((cell) =>
    cell
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ''),
  );
  const index = (column: keyof typeof NAMES) => names.findIndex((name) => NAMES[column].includes(name));
  const address = index('address');
  if (address !== -1) {
    const others = OPTIONAL.map((column) => [column, index(column)] as const).filter(([, at]) => at !== -1);
    return { columns: { address, ...Object.fromEntries(others) }, hasHead: true };
  }
  const first = firstRow.findIndex((cell) => /^\s*\S+@\S+\s*$/.test(cell));
  return first === -1 ? undefined : { columns: { address: first }, hasHead: false };
}

const OPTIONAL = ['state', 'reason', 'topics', 'frequency', 'language', 'consentAt', 'source'] as const;

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
