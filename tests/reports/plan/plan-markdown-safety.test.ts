import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import type { Plan, PlanModel } from '../../../src/plan/index.ts';
import { markdownLimit, planMarkdown } from '../../../src/reports/plan/index.ts';
import { modelOf, noScope, planOf, reasonOf, textsOf } from './plan-values.ts';

/** What breaks out of careless Markdown, beside any other text. */
const hostile = fc.constantFrom(
  '```',
  '````',
  '~~~',
  '`',
  '``',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r',
  '\n\n',
  '\t',
  '    ',
  '</details>',
  '</summary>',
  '<details>',
  '<!--',
  '-->',
  '<script>alert(1)</script>',
  '<img src=x onerror=y>',
  '&lt;',
  '&#60;',
  '@anna',
  '@org/team',
  '#12',
  '!7',
  'GH-12',
  '$x$',
  '~label',
  'https://example.org/x',
  'www.example.org',
  'a@example.org',
  '[a](http://b)',
  '![a](b)',
  '**',
  '__',
  '*',
  '_',
  '# ',
  '- ',
  '+ ',
  '1. ',
  '> ',
  '---',
  '===',
  ':::',
  ':smile:',
  '/close',
  '"',
  "'",
  '%%',
  ';',
  'end',
  '\u202e',
  '\u2028',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  '🦊',
  'é',
  'SELECT',
  ' ',
  'amount',
  '$$',
  '<b>',
);
const words = fc.array(fc.oneof(hostile, fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 12 });
const text = words.map((parts) => parts.join(''));
const long = fc.tuple(text, fc.nat({ max: 400 })).map(([part, times]) => part.repeat(times).slice(0, 20_000));
const anyText = fc.oneof({ arbitrary: text, weight: 9 }, { arbitrary: long, weight: 1 });
const texts = fc.array(anyText, { maxLength: 4 });

const reason = fc
  .record({
    rule: fc.constantFrom('value-changed', 'overruled', 'input-changed'),
    message: anyText,
    columns: texts,
    line: fc.nat(),
    name: anyText,
  })
  .map(({ rule, message, columns, line, name }) => {
    const place = { file: name, start: 0, end: 10, line, column: 1 };
    return reasonOf(rule, message, {
      columns,
      old: line % 2 === 0 ? place : null,
      new: line % 3 === 0 ? place : null,
    });
  });
const scope: fc.Arbitrary<PlanModel['scope']> = fc
  .record({
    rows: fc.boolean(),
    changed: texts,
    added: texts,
    removed: texts,
    retyped: texts,
    from: anyText,
    to: anyText,
  })
  .map(({ rows, from, to, ...columns }) => ({
    rows,
    columns: { ...noScope.columns, ...columns, renamed: [{ from, to }] },
  }));
const model = fc
  .record({
    name: anyText,
    direct: fc.boolean(),
    verdict: fc.constantFrom(
      'unchanged' as const,
      'metadata' as const,
      'additive' as const,
      'breaking' as const,
      'unknown' as const,
    ),
    action: fc.constantFrom(
      'build' as const,
      'reuse' as const,
      'metadata' as const,
      'drop' as const,
      'none' as const,
    ),
    destructive: fc.boolean(),
    reasons: fc.array(reason, { maxLength: 4 }),
    scope,
    renamedFrom: fc.option(anyText),
    reads: fc.record({ rows: fc.option(fc.nat()), bytes: fc.option(fc.nat()) }),
  })
  .map((given) => modelOf(given.name, given));
const plan: fc.Arbitrary<Plan> = fc
  .record({
    models: fc.array(model, { maxLength: 8 }),
    copies: fc.oneof({ arbitrary: fc.constant(1), weight: 4 }, { arbitrary: fc.nat({ max: 60 }), weight: 1 }),
    environment: anyText,
    target: anyText,
    project: fc.record({ name: anyText, git: fc.option(anyText) }),
    exposures: fc.array(fc.record({ name: anyText, columns: texts }), { maxLength: 4 }),
  })
  .map(({ models, copies, ...given }) =>
    planOf(
      Array.from({ length: copies }, (_, copy) =>
        models.map((each) => ({ ...each, name: `${each.name}${copy}` })),
      ).flat(),
      given,
    ),
  );

const parser = new MarkdownIt({ html: true, linkify: true });
// What has a protocol becomes a link everywhere; a bare domain nowhere but behind `www.`, which is looked for below.
parser.linkify.set({ fuzzyLink: false });

/** Tags that the report itself writes; nothing else may stand in the page. */
const ownTag = /^<(?:\/?(?:details|summary|b|code)|!-- lode-plan:[\w.!~*'()%:/-]* --)>$/;

function problems(markdown: string): string[] {
  const found: string[] = [];
  const tokens = parser.parse(markdown, {});
  let open = 0;
  let h2 = 0;
  let code = 0;
  for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
    if (token.type === 'heading_open') h2 += token.tag === 'h2' ? 1 : 100;
    if (
      [
        'image',
        'hr',
        'blockquote_open',
        'ordered_list_open',
        'code_block',
        'hardbreak',
        'em_open',
        's_open',
      ].includes(token.type)
    )
      found.push(token.type);
    if (token.type === 'link_open' && code === 0) found.push('a link');
    if (token.type === 'fence') {
      if (!['diff', 'mermaid'].includes(token.info)) found.push(`a fence of \`${token.info}\``);
      const lines = token.content.replace(/\n$/, '').split('\n');
      if (token.info === 'diff' && !lines.every((line) => /^(?:[ +-]|@@ -\d+ \+\d+ @@$)/.test(line)))
        found.push('a line without sign');
      if (
        token.info === 'mermaid' &&
        !lines.every((line) =>
          /^(?:flowchart LR$| {2}\w+(?:\["[^"<>`]*"\]|\(\["[^"<>`]*"\]\))?[\w :#,.-]*(?: --> \w+)?$)/.test(
            line.replace(/-{3,}/, ''),
          ),
        )
      )
        found.push(`a strange line in the drawing: ${lines}`);
    }
    if (token.type === 'html_block' || token.type === 'html_inline')
      for (const [tag] of token.content.matchAll(/<[^>]*>?/g)) {
        if (!ownTag.test(tag)) found.push(`the tag ${tag}`);
        if (tag === '<details>') open++;
        if (tag === '</details>') open--;
        if (tag === '<code>' && token.type === 'html_inline') code++;
        if (tag === '</code>' && token.type === 'html_inline') code--;
        if (open < 0 || open > 1) found.push('details in details');
      }
    if (
      token.type === 'text' &&
      code === 0 &&
      /(?:^|[^\w`])[@#!~$%](?=[\w"])|\bGH-\d|:\w+:|\bwww\./.test(token.content)
    )
      found.push(`a reference in ${JSON.stringify(token.content)}`);
  }
  if (open !== 0 || code !== 0) found.push('tags that stay open');
  if (h2 !== 1) found.push('headings');
  for (const line of markdown.split('\n'))
    if (/^\| /.test(line) && !/^\|(?: [^|]* \|)+$/.test(line)) found.push(`a broken row: ${line}`);
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]|\p{Surrogate}/u.test(markdown))
    found.push('a hidden character');
  if (/^\//m.test(markdown)) found.push('a line that a site would take for a command');
  return found;
}

test('no name, message or SQL breaks out of its place, nobody is addressed, and the limit holds with the summary in it', () => {
  fc.assert(
    fc.property(
      plan,
      fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (value, sql, compared) => {
        const sources = Object.fromEntries(
          value.models.map(({ name }, index) => [
            name,
            [...sql[index % sql.length]!, value.models[0]!.name] as const,
          ]),
        );
        const markdown = planMarkdown(value, textsOf(sources), { compared });
        expect(markdown.length).toBeLessThanOrEqual(markdownLimit);
        expect(markdown.split('\n')[0]).toMatch(/^<!-- lode-plan:[^>]* -->$/);
        expect(problems(markdown)).toEqual([]);
        const touched = value.models.some(
          (each) =>
            each.action !== 'none' ||
            each.verdict !== 'unchanged' ||
            each.reasons.some(({ rule }) => rule === 'overruled'),
        );
        expect(markdown.includes('\n| verdict | ')).toBe(touched);
      },
    ),
    { numRuns: 250 },
  );
});

test('the check itself finds what breaks out', () => {
  const good = planMarkdown(planOf([]), new Map(), { compared: false });
  expect(problems(good)).toEqual([]);
  for (const bad of [
    '@anna',
    '<i>',
    '[a](http://b)',
    '```sql\nx\n```',
    '| a | b',
    '<details>',
    '/close',
    'www.example.org',
    '# x',
    '\u202e',
  ])
    expect(problems(`${good}\n${bad}\n`), bad).not.toEqual([]);
});
