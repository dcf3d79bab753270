// Links of issues in a real folder, asked of a server on this machine: each finding with its line, answers kept.
import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { LETTER_RULES } from '../../src/core/check/letter-rules.ts';
import { LINK_RULES } from '../../src/core/check/link-rules.ts';
import type { Problem } from '../../src/core/issue/problem.ts';
import { checkNewsletter, type CheckReport } from '../../src/flow/check-newsletter.ts';
import { linkServer, loopbackWorld, noNames } from '../links/link-server.ts';
import { newsletterFolder } from '../support/newsletter-folder.ts';

const WORDS = '这里有足够多的文字，读者不必依靠图片也能知道这一期说了什么，因此那一条规则不该出声。';

const OURS: ReadonlySet<string> = new Set([...Object.keys(LINK_RULES), ...Object.keys(LETTER_RULES)]);

/** What the rules about the text of an issue find is tested elsewhere. */
function isOurs({ code }: Problem): boolean {
  return OURS.has(code);
}

test('every place of a link is told of, with its line, and nothing is asked twice', async () => {
  const server = await linkServer(({ url = '' }, response) => {
    if (url === '/gone') response.writeHead(404).end();
    else if (url === '/moved') response.writeHead(301, { location: '/there' }).end();
    else if (url === '/closed') response.writeHead(403).end();
    else if (url === '/heavy.png')
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '900000' }).end();
    else if (url === '/drawing')
      response.writeHead(200, { 'content-type': 'image/svg+xml', 'content-length': '9' }).end();
    else if (url === '/page.png') response.writeHead(200, { 'content-type': 'text/html', 'content-length': '9' }).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<h2 id="here">');
  });
  const site = `http://site.example:${server.port}`;
  const folder = newsletterFolder({
    'issues/2026-01-05.md': `# 链接

${WORDS}

[消失的](${site}/gone) 和 [还在的](${site}/there)，再一次 [消失的](${site}/gone)

[搬走的](${site}/moved "标题")

<${site}/closed>

[地方](${site}/there#here)、[别处](${site}/there#nowhere)

![重图](${site}/heavy.png)

![画](${site}/drawing)

![不是图](${site}/page.png)

[里面](http://192.168.1.1/admin)

[自己的](https://news.example/2026-01-04/) [邮件](mailto:a@news.example)
`,
    'issues/2026-01-06.md': `# 另一期\n\n[消失的](${site}/gone)\n`,
  });
  await using app = openApp(folder.root, { variables: {} });
  const world = loopbackWorld();
  const check = (paths?: ReadonlySet<string>): Promise<CheckReport> => {
    return checkNewsletter(app, { links: { world }, ...(paths && { paths }) });
  };
  const { problems, linkCount, unchecked } = await check(new Set(['issues/2026-01-05.md']));
  const found = problems.filter(isOurs);
  expect(found.map(({ code, line }) => `${line} ${code}`)).toEqual([
    '5 link-gone',
    '5 link-gone',
    '7 link-moved',
    '9 link-forbidden',
    '11 anchor-missing',
    '13 image-heavy',
    '15 letter-unsupported',
    '17 link-gone',
    '19 link-private',
  ]);
  expect(unchecked).toEqual([]);
  expect(linkCount).toBe(10);
  const heardCount = server.heard.length;
  const again = await check();
  // The other issue has the same link, and its answer is known.
  expect(again.problems.filter(({ code }) => code === 'link-gone').map(({ path }) => path.slice(-5, -3))).toEqual([
    '05',
    '05',
    '05',
    '06',
  ]);
  expect(server.heard.length).toBe(heardCount);
});

test('a machine without DNS says that it has not looked, and calls nothing gone', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': '# 链接\n\n[一](https://one.example/) [二](https://two.example/)\n',
  });
  await using app = openApp(folder.root, { variables: {} });
  const report = await checkNewsletter(app, { links: { world: loopbackWorld({ resolve: noNames }) } });
  expect(report.problems.filter(isOurs)).toEqual([]);
  expect(report.unchecked).toEqual(['2 of 2 links were not checked: this machine finds no name in the DNS.']);
  expect(report.linkCount).toBe(0);
});

test('letters of a newsletter are looked at once, and again when they have changed', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': '# 快来看！！！\n\n一句话。\n',
    'issues/2026-01-06.md': `# 图\n\n${WORDS}\n\n![图](../pictures/a.png)\n`,
  });
  await using app = openApp(folder.root, { variables: {} });
  const codes = async (): Promise<readonly string[]> => {
    const { problems } = await checkNewsletter(app);
    return problems.filter(isOurs).map(({ code, path, line }) => `${path.slice(-5, -3)}:${line} ${code}`);
  };
  const first = await codes();
  expect(first).toEqual(['05:1 subject-exclaims', '06:5 image-missing']);
  expect(await codes()).toEqual(first);
  // A picture may come or go without a word of the issue.
  folder.write('static/pictures/a.png', 'x'.repeat(250_000));
  folder.write('issues/2026-01-05.md', '# 来看\n\n一句话。\n');
  expect(await codes()).toEqual(['06:5 image-heavy']);
});
