// Rules about letters, each with a letter that breaks it and with the nearest one that does not. Letters are made the
// whole way, from Markdown and the repository's own templates; what only a template can break is put into one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frameProblems } from '../../../src/core/check/frame-problems.ts';
import { imageProblems, letterFindings, letterProblems } from '../../../src/core/check/letter-problems.ts';
import type { ImageFile } from '../../../src/core/check/image-findings.ts';
import { SAMPLE_ISSUE } from '../../../src/core/check/sample-letter.ts';
import { newsletterSchema, type Newsletter } from '../../../src/core/newsletter.ts';
import type { Templates } from '../../../src/core/render/liquid.ts';
import { corpusFiles, corpusMissing } from '../../support/corpus.ts';
import { repositoryFiles } from '../../support/repository.ts';
import { aDigest, emailTemplates, letterOf } from '../../support/whole-letter.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const features = readFileSync(join(import.meta.dirname, '../render/letter/fixtures/features.md'), 'utf8');

interface Setting {
  readonly newsletter?: Newsletter;
  readonly templates?: Templates;
}

/** `code line` of everything that is wrong with the issue's letter. */
async function problemsOf(text: string, setting: Setting = {}): Promise<readonly string[]> {
  const { newsletter = aNewsletter() } = setting;
  const letter = await letterOf(text, setting);
  const known = new Set<string>();
  const input = { letter, slug: '2026-02-03', markdown: text, newsletter, path: 'issues/a.md', source: text, known };
  return letterProblems(input).problems.map(({ code, line }) => (line === undefined ? code : `${code} ${line}`));
}

/** `code path:line` of everything that is wrong with every letter. */
async function frameOf(setting: Setting): Promise<readonly string[]> {
  const { newsletter = aNewsletter(), templates = emailTemplates } = setting;
  const letter = await letterOf(SAMPLE_ISSUE.text, setting);
  const input = { letter, slug: '2026-02-03', markdown: SAMPLE_ISSUE.text, newsletter, templates };
  return frameProblems(input).problems.map(({ code, path, line = '' }) => `${code} ${path}:${line}`);
}

function withFooter(change: (footer: string) => string): Setting {
  const footer = emailTemplates['letter-footer.liquid'] ?? '';
  return { templates: { ...emailTemplates, 'letter-footer.liquid': change(footer) } };
}

describe('our own templates', () => {
  test('give letters that break no rule', async () => {
    expect(await frameOf({})).toEqual([]);
  });

  const samples = repositoryFiles().filter(({ path }) => /^issues\/.*\.md$/.test(path));
  test.each([
    ...samples.map(({ path, text }) => [path, text]),
    ['every construct of Markdown', features],
    ['a digest', aDigest({ articles: 12, detailBytes: 2000 })],
  ])('%s', async (_, text = '') => {
    expect(await problemsOf(text)).toEqual([]);
  });

  test.skipIf(corpusMissing)('the letters of real issues say the same twice, and lean on nothing', async () => {
    for (const { text } of corpusFiles) {
      const found = await problemsOf(`---\ndate: 2026-02-03\n---\n\n${text.replace(/^---\n[\s\S]*?\n---\n/, '')}`);
      const wrong = found.filter((each) => !/^(?:letter-large|subject-|image-|link-misleading)/.test(each));
      expect(wrong).toEqual([]);
    }
  });
});

const IMAGE = 'https://images.example/a';
const WORDS =
  '这里有足够多的文字，读者不必依靠图片也能知道这一期说了什么，因此这一条规则不该出声，再加上几个字就足够六十个了，真的。';

describe('what an issue can get wrong', () => {
  test.each<[string, string, readonly string[]]>([
    ['a subject with three marks', '# 快来看！！！\n\n一句话。\n', ['subject-exclaims 1']],
    ['a subject with one', '# 快来看！\n\n一句话。\n', []],
    ['a phrase of sellers', '# 点击领取\n\n一句话。\n', ['subject-spammy 1']],
    ['the same in English', '# Act now, or not\n\nA sentence.\n', ['subject-spammy 1']],
    ['a free press', '# The free press of Taiwan\n\nA sentence.\n', []],
    ['an SVG', `# 图\n\n${WORDS}\n\n![图](${IMAGE}.svg)\n`, ['letter-unsupported 5']],
    ['a WebP', `# 图\n\n${WORDS}\n\n![图](${IMAGE}.webp?v=2)\n`, ['letter-unsupported 5']],
    ['a PNG', `# 图\n\n${WORDS}\n\n![图](${IMAGE}.png)\n`, []],
    ['pictures alone', `# 图\n\n![一张很大的图](${IMAGE}.png)\n`, ['letter-image-only']],
    ['a link that lies', `# 链\n\n[www.bank.example](https://thief.example/)\n`, ['link-misleading 3']],
    ['a path that lies', `# 链\n\n[bank.example/in](https://thief.example/)\n`, ['link-misleading 3']],
    ['a link without its www', `# 链\n\n[https://www.bank.example/a](https://bank.example/b)\n`, []],
    ['a part of the same site', `# 链\n\n[https://bank.example](https://blog.bank.example/b)\n`, []],
    ['a name with a dot', `# 链\n\n[Node.js](https://other.example/), [Booking.com](https://news.example/b)\n`, []],
  ])('%s', async (_, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  test('a letter above 80 KB is called large, and one that was shortened is not', async () => {
    const long = '这一句话是为了占地方而写的，读者不必当真。'.repeat(40);
    const paragraphs = (count: number): string => Array.from({ length: count }, () => `${long}\n`).join('\n');
    expect(await problemsOf(`# 长\n\n${paragraphs(30)}`)).toEqual(['letter-large']);
    expect(await problemsOf(`# 长\n\n${paragraphs(60)}`)).toEqual([]);
  });
});

const saying = (html: string): Setting => withFooter((footer) => `${html}\n${footer}`);

describe('what a template can get wrong', () => {
  test.each<[string, string, readonly string[]]>([
    ['a script', '<script>track()</script>', ['letter-active email-templates/letter-footer.liquid:1']],
    ['a form', '<form action="https://a.example"></form>', ['letter-active email-templates/letter-footer.liquid:1']],
    ['a handler', '<p onclick="go()">-</p>', ['letter-active email-templates/letter-footer.liquid:1']],
    ['columns', '<div style="display: flex">-</div>', ['letter-unsupported email-templates/letter-footer.liquid:1']],
    [
      'a place of its own',
      '<p style="position:fixed">-</p>',
      ['letter-unsupported email-templates/letter-footer.liquid:1'],
    ],
    [
      'a drawing',
      '<img src="https://a.example/l.svg" alt="">',
      ['letter-unsupported email-templates/letter-footer.liquid:1'],
    ],
    ['rounded corners', '<p style="border-radius:4px">-</p>', []],
    ['a property of Word', '<p style="mso-position-vertical:top">-</p>', []],
    ['a leap', '<a href="#top">-</a>', ['letter-leap email-templates/letter-footer.liquid:1']],
    [
      'pale words',
      '<p style="color:#999999">更多</p>',
      [
        'letter-contrast email-templates/letter-footer.liquid:1',
        'letter-text-lacking email-templates/letter-footer.liquid:1',
      ],
    ],
    [
      'words that only the HTML says',
      '<p>更多好文</p>',
      ['letter-text-lacking email-templates/letter-footer.liquid:1'],
    ],
    [
      'hidden words',
      '<p style="display:none">买买买</p>',
      ['letter-hidden-text email-templates/letter-footer.liquid:1'],
    ],
    [
      'words of no size',
      '<p style="font-size:0">买买买</p>',
      ['letter-hidden-text email-templates/letter-footer.liquid:1'],
    ],
  ])('%s', async (_, html, expected) => {
    expect(await frameOf(saying(html))).toEqual(expected);
  });

  test('a colour that has no twin for dark screens is told for these alone', async () => {
    const { templates } = saying('<p style="color:#333333">更多</p>');
    const letter = await letterOf(SAMPLE_ISSUE.text, { ...(templates && { templates }) });
    const input = { letter, slug: '2026-02-03', markdown: '', newsletter: aNewsletter() };
    const faint = letterFindings(input).findings.filter(({ code }) => code === 'letter-contrast');
    expect(faint.map(({ key }) => key)).toEqual([expect.stringMatching(/^dark #333333 /)]);
  });

  test('a style that fetches a font', async () => {
    const shell = emailTemplates['issue.mjml'] ?? '';
    const changed = shell.replace(
      ':root {',
      '@font-face { font-family: X; src: url(https://fonts.example/x) } :root {',
    );
    const found = await frameOf({ templates: { ...emailTemplates, 'issue.mjml': changed } });
    expect(found).toEqual([expect.stringMatching(/^letter-fetches email-templates\/issue\.mjml:\d+$/)]);
  });

  test.each<[string, (footer: string) => string, readonly string[]]>([
    [
      'a way out that nobody sees',
      (footer) => `<div style="display:none">${footer}</div>`,
      ['letter-way-out', 'letter-way-out'],
    ],
    ['no word of why', (footer) => footer.replace('{{ newsletter.why }}', ''), ['letter-footer']],
    [
      'a page on the web with a token',
      (footer) => `${footer}<a href="[[ newsletter.url ]]?for={{ address }}">-</a>`,
      ['letter-footer'],
    ],
  ])('%s', async (_, change, expected) => {
    const found = await frameOf(withFooter(change));
    const codes = found.map((each) => each.split(' ')[0]);
    expect(codes.filter((code) => code !== 'letter-hidden-text')).toEqual(expect.arrayContaining([...expected]));
    expect(codes.length).toBeGreaterThanOrEqual(expected.length);
  });

  test('what the sample letter has as well is left to it', async () => {
    const setting = saying('<p style="color:#999999">更多</p>');
    const letter = await letterOf('# 短\n\n一句话。\n', setting);
    const newsletter = aNewsletter();
    const sample = await letterOf(SAMPLE_ISSUE.text, setting);
    const { known } = frameProblems({
      letter: sample,
      slug: '2026-02-03',
      markdown: '',
      newsletter,
      templates: emailTemplates,
    });
    const input = { letter, slug: '2026-02-03', markdown: '', newsletter, path: 'issues/a.md', source: '', known };
    expect(letterProblems(input).problems).toEqual([]);
  });
});

const pale = (theme: object): Newsletter => newsletterSchema.parse({ ...aNewsletter(), theme });

describe('what the settings can get wrong', () => {
  test('ink and paper that are too near, in the one palette or the other', async () => {
    const light = await frameOf({ newsletter: pale({ ink: '#aaaaaa', paper: '#ffffff' }) });
    const dark = await frameOf({ newsletter: pale({ dark: { ink: '#444444', paper: '#000000' } }) });
    expect(light).toContain('letter-contrast masthead.yaml:');
    expect(dark).toContain('letter-contrast masthead.yaml:');
  });

  test('a site without https leaves no way out by one click', async () => {
    const newsletter = aNewsletter({ base_url: 'http://news.example' });
    expect(await frameOf({ newsletter })).toEqual(['one-click-missing masthead.yaml:']);
  });
});

const problemsWith = (file: ImageFile | 'absent' | 'foreign', shown = 600): readonly string[] => {
  const images = [{ src: 'https://news.example/assets/a.png', shown }];
  const source = '# 图\n\n![图](../assets/a.png)\n';
  return imageProblems(images, () => file, { path: 'issues/a.md', source }).map(({ code, line }) => `${code} ${line}`);
};

describe('images of the newsletter’s own', () => {
  test.each<[string, ImageFile | 'absent' | 'foreign', readonly string[]]>([
    ['of 300 KB', { bytes: 300_000, width: 1200 }, ['image-heavy 3']],
    ['of 4000 pixels', { bytes: 20_000, width: 4000 }, ['image-wide 3']],
    ['of a fitting size', { bytes: 20_000, width: 1200 }, []],
    ['without a width', { bytes: 20_000 }, []],
    ['that is not there', 'absent', ['image-missing 3']],
    ['on another site', 'foreign', []],
  ])('one %s', (_, file, expected) => {
    expect(problemsWith(file)).toEqual(expected);
  });

  test('one that is shown small need not be wide', () => {
    expect(problemsWith({ bytes: 1000, width: 800 }, 100)).toEqual(['image-wide 3']);
  });
});
