import { expect, test } from 'vitest';
import { withdrawnLinks } from '../../../src/core/issue/withdrawn-links.ts';

const newsletter = { base_url: 'https://news.example/letters' };

test.each([
  ['[there](https://news.example/letters/2026-01-05/)', '2026-01-05'],
  ['[there](https://news.example/letters/2026-01-05/#rates)', '2026-01-05'],
  ['[there](../2026-01-05/)', '2026-01-05'],
  ['[there]: ../2026-01-05', '2026-01-05'],
  ['<https://news.example/letters/%E7%AC%AC%E4%B8%80%E6%9C%9F/>', '第一期'],
  ['见 https://news.example/letters/第一期/。', '第一期'],
])('%s leads to a withdrawn issue', (line, slug) => {
  const found = withdrawnLinks(
    [{ path: 'issues/a.md', text: `# A\n\n${line}\n` }],
    ['2026-01-05', '第一期'],
    newsletter,
  );
  expect(found).toMatchObject([{ code: 'link-withdrawn', path: 'issues/a.md', line: 3 }]);
  expect(found[0]?.message).toContain(`"${slug}"`);
});

test.each([
  'Of 2026-01-05 nothing is said.',
  '[there](https://elsewhere.example/2026-01-05/)',
  '[there](../2026-01-05-b/)',
  '[there](https://news.example/letters/2026-01-050/)',
])('%s does not', (text) => {
  expect(withdrawnLinks([{ path: 'issues/a.md', text }], ['2026-01-05'], newsletter)).toEqual([]);
});
