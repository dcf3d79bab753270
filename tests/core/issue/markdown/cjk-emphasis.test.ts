import * as fc from 'fast-check';
import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { emphasisSpans } from '../../../../src/core/issue/cjk-emphasis.ts';
import { htmlOf } from './tree-of.ts';

// [Markdown, HTML of the paragraph], with b, i and s for strong, em and del, for the eye.
const CASES: readonly [markdown: string, html: string][] = [
  // Chinese, bold beside punctuation.
  ['**“标题”**内容', '<b>“标题”</b>内容'],
  ['**标题：**内容', '<b>标题：</b>内容'],
  ['**"功能趋同、体验分化"**的', '<b>"功能趋同、体验分化"</b>的'],
  ['**动态内存稀疏化（DMS）**的', '<b>动态内存稀疏化（DMS）</b>的'],
  ['**产品（Product）**发布', '<b>产品（Product）</b>发布'],
  ['**95%**的', '<b>95%</b>的'],
  ['提升**30%**，降低**20%**。', '提升<b>30%</b>，降低<b>20%</b>。'],
  ['这是**“已知问题”**，而**性能提升（约30%）。**该', '这是<b>“已知问题”</b>，而<b>性能提升（约30%）。</b>该'],
  ['**A**和**“B”**与**C。**D', '<b>A</b>和<b>“B”</b>与<b>C。</b>D'],
  ['一**“二”**三**（四）**五**《六》**七', '一<b>“二”</b>三<b>（四）</b>五<b>《六》</b>七'],
  ['中文**bold.**中文', '中文<b>bold.</b>中文'],
  ['中文**(bold)**中文', '中文<b>(bold)</b>中文'],
  ['中文**"bold"**中文', '中文<b>"bold"</b>中文'],
  ['他说：**“好。”**然后走了', '他说：<b>“好。”</b>然后走了'],
  ['**《红楼梦》**是小说', '<b>《红楼梦》</b>是小说'],
  ['读**《红楼梦》**吧', '读<b>《红楼梦》</b>吧'],
  ['**【重要】**通知', '<b>【重要】</b>通知'],
  ['见**【重要】**通知', '见<b>【重要】</b>通知'],
  ['**「引号」**后文', '<b>「引号」</b>后文'],
  ['**注意！**请看', '<b>注意！</b>请看'],
  ['**真的吗？**是的', '<b>真的吗？</b>是的'],
  ['**等等……**还有', '<b>等等……</b>还有'],
  ['**甲——**乙', '<b>甲——</b>乙'],
  ['**价格￥100**元', '<b>价格￥100</b>元'],
  ['**$100**的', '<b>$100</b>的'],
  ['增长**+5**点', '增长<b>+5</b>点'],
  ['**C++**语言', '<b>C++</b>语言'],
  ['**#标签#**内容', '<b>#标签#</b>内容'],
  ['**GPT-5.2 Pro：**攻克', '<b>GPT-5.2 Pro：</b>攻克'],
  ['**前沿研究**：字节', '<b>前沿研究</b>：字节'],
  ['（**粗体**）', '（<b>粗体</b>）'],
  ['“**粗体**”', '“<b>粗体</b>”'],
  ['，**粗体**。', '，<b>粗体</b>。'],
  ['𠮷**“野家”**𠮷', '𠮷<b>“野家”</b>𠮷'],
  ['葛󠄀**“城”**市', '葛󠄀<b>“城”</b>市'],
  ['🚀**“发布”**了', '🚀<b>“发布”</b>了'],
  ['**💡内容详解**', '<b>💡内容详解</b>'],
  // Beside code and links.
  ['**`code`**中文', '<b>`code`</b>中文'],
  ['中文**`code`**中文', '中文<b>`code`</b>中文'],
  ['中文**[链接](/a)**中文', '中文<b>[链接]</b>中文'],
  ['**[链接](/a)**：说明', '<b>[链接]</b>：说明'],
  ['[**“链接”**后](/a)', '[<b>“链接”</b>后]'],
  ['**使用`a*b`的“方法”**来', '<b>使用`a*b`的“方法”</b>来'],
  // One asterisk, three, and within each other.
  ['*“强调”*内容', '<i>“强调”</i>内容'],
  ['中*（强调）*文', '中<i>（强调）</i>文'],
  ['***“都有”***的', '<i><b>“都有”</b></i>的'],
  ['**粗*“斜”*粗**文', '<b>粗<i>“斜”</i>粗</b>文'],
  ['*斜**“粗”**斜*文', '<i>斜<b>“粗”</b>斜</i>文'],
  ['**甲~~“乙”~~丙。**丁', '<b>甲<s>“乙”</s>丙。</b>丁'],
  // Strikethrough.
  ['~~“标题”~~内容', '<s>“标题”</s>内容'],
  ['原价~~￥100~~现价', '原价<s>￥100</s>现价'],
  ['旧~~（废）~~新', '旧<s>（废）</s>新'],
  ['~~删除。~~**“新增”**的', '<s>删除。</s><b>“新增”</b>的'],
  ['~“单”~内容', '<s>“单”</s>内容'],
  ['10~20和30~40', '10<s>20和30</s>40'],
  // Japanese.
  ['**「ウェブ雑務」**を', '<b>「ウェブ雑務」</b>を'],
  ['これは**「重点」**です', 'これは<b>「重点」</b>です'],
  ['**この文は太字です。**この', '<b>この文は太字です。</b>この'],
  ['これは**`code`**です', 'これは<b>`code`</b>です'],
  ['**カタカナ・テスト（仮）**を', '<b>カタカナ・テスト（仮）</b>を'],
  ['**ﾊﾝｶｸ｡**の', '<b>ﾊﾝｶｸ｡</b>の'],
  ['**Payjoin Dev Kit 1.0.0のリリース:**です', '<b>Payjoin Dev Kit 1.0.0のリリース:</b>です'],
  // Korean.
  ['**(주)회사**는', '<b>(주)회사</b>는'],
  ['**스크립트(script)**라고', '<b>스크립트(script)</b>라고'],
  ['이것은 **"중요"**합니다', '이것은 <b>"중요"</b>합니다'],
  ['**“제목”**은', '<b>“제목”</b>은'],
  ['~~(삭제)~~된', '<s>(삭제)</s>된'],
  // Not emphasis: underscores in words, signs between spaces, what has no partner.
  ['中文_强调_', '中文_强调_'],
  ['变量snake_case_name在', '变量snake_case_name在'],
  ['，_强调_，', '，<i>强调</i>，'],
  ['中 * 文 * 字', '中 * 文 * 字'],
  ['5*6=30，约**六成', '5*6=30，约**六成'],
  ['脚注*和**没有', '脚注*和**没有'],
  ['** “空” **格', '** “空” **格'],
  // Latin beside them stays as it is.
  ['a*b*c foo**bar**baz **a**b**c** 2*3*4', 'a<i>b</i>c foo<b>bar</b>baz <b>a</b>b<b>c</b> 2<i>3</i>4'],
  ['a**"b"**c', 'a**"b"**c'],
  ['**a.**b', '**a.**b'],
];

test.each(CASES)('%s', (markdown, html) => {
  expect(signs(htmlOf(markdown))).toBe(html);
});

test('the table has more than 60 cases with CJK characters', () => {
  expect(CASES.filter(([markdown]) => /[\u3040-\uFFEF]/.test(markdown)).length).toBeGreaterThan(60);
});

test('emphasis that nests deeper than anyone writes stays literal inside and loses nothing', () => {
  const html = htmlOf(`${'*a **b '.repeat(30)}c${' b** a*'.repeat(30)}`);
  expect(html.replace(/<\/?(?:em|strong|p)>/g, '').match(/[abc]/g)).toHaveLength(121);
});

test('every span begins and ends at marks of one kind, and spans nest', () => {
  const pieces = fc.constantFrom('*', '**', '_', '~~', '中', '“', '”', '。', 'a', ' ', '.', '(');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
      const source = list.join('');
      const spans = [...emphasisSpans(source)].map(([start, { end, width }]) => ({ start, end, width }));
      for (const { start, end, width } of spans) {
        expect(source.slice(start, start + width)).toBe(source.slice(end - width, end));
        for (const other of spans) {
          const isCrossed = start < other.start && other.start < end && end < other.end;
          expect(isCrossed).toBe(false);
        }
      }
    }),
  );
});

test('text of Latin letters and simple marks reads as marked alone reads it', () => {
  const plain = new Marked();
  const words = fc.constantFrom(
    'a',
    'b c',
    '*d*',
    '**e f**',
    '***g***',
    '_h_',
    '~~i~~',
    '**"j"**',
    '*k **l** m*',
    '.',
    '(n)',
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (list) => {
      const source = list.join(' ');
      expect(htmlOf(source)).toBe((plain.parse(source) as string).trim().replaceAll('&quot;', '"'));
    }),
  );
});

function signs(html: string): string {
  return html
    .replace(/^<p>|<\/p>$/g, '')
    .replace(
      /<(\/?)(strong|em|del)>/g,
      (_all, slash: string, name: string) => `<${slash}${{ strong: 'b', em: 'i', del: 's' }[name]}>`,
    )
    .replace(/<\/?code>/g, '`')
    .replace(/<a [^>]*>/g, '[')
    .replace(/<\/a>/g, ']');
}
