import { expect, test } from 'vitest';
import { liquidEngine, type Templates } from '../../../src/core/render/liquid.ts';
import { AppError } from '../../../src/errors.ts';

const render = (template: string, values: Record<string, unknown> = {}, others: Templates = {}): string =>
  liquidEngine({ ...others, 'page.liquid': template }).render('page.liquid', values);

function failure(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a value is escaped unless the template says raw', () => {
  const values = { x: `<b a="'">&` };
  expect(render('{{ x }} {{ x | raw }}', values)).toBe(`&lt;b a=&#34;&#39;&#34;&gt;&amp; <b a="'">&`);
});

test('a part is found among the templates by its file name', () => {
  const others = { 'greeting.liquid': '<i>{{ name }}</i>' };
  expect(render('{% render "greeting.liquid", name: x %}', { x: 'A & B' }, others)).toBe('<i>A &amp; B</i>');
});

test('an engine with square delimiters leaves curly ones for the second reading', () => {
  const templates = { 'letter.mjml': '[[ colour ]] [% if colour %]{{ title }}{% if a %}[% endif %]' };
  const engine = liquidEngine(templates, { delimiters: 'square' });
  expect(engine.render('letter.mjml', { colour: '#123' })).toBe('#123 {{ title }}{% if a %}');
});

test('asking whether a value is there is no failure', () => {
  expect(render('{% if theme.logo %}yes{% else %}no{% endif %}', { theme: {} })).toBe('no');
});

test.each([
  ['an unknown value', '\n\n  {{ titel }}', /page\.liquid.*undefined variable: titel, line:3, col:6/],
  ['an unknown filter', '{{ "a" | shout }}', /undefined filter: shout/],
  ['a tag without an end', '{% if x %}', /line:1/],
  ['a part that is not there', '{% render "nobody.liquid" %}', /nobody\.liquid/],
  ['a file outside of the templates', '{% include "../../package.json" %}', /package\.json/],
  ['the clock', '{{ "now" | date: "%Y" }}', /undefined filter: date/],
  ['chance', '{{ list | sample }}', /undefined filter: sample/],
  ['a prototype', '{{ list.constructor }}', /undefined variable: list\.constructor/],
  ['an endless loop', '{% for i in (1..100000000) %}{{ i }}{% endfor %}', /limit/],
])('%s fails with the place', (_, template, expected) => {
  const error = failure(() => render(template, { list: [1, 2] }));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'TEMPLATE_INVALID', message: expect.stringMatching(expected) });
});

test('one object of templates is parsed once', () => {
  const templates = { 'page.liquid': '{{ x }}' };
  expect(liquidEngine(templates)).toBe(liquidEngine(templates));
  expect(liquidEngine(templates, { delimiters: 'square' })).not.toBe(liquidEngine(templates));
});
