import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRenderer } from '../../src/project/index.ts';
import { originOf } from '../../src/text/index.ts';

const file = (path: string, text: string) => ({ path, text });

function render(
  text: string,
  partials: Record<string, string> = {},
  variables = {},
  interval: null | { start: string; end: string } = null,
) {
  const renderer = createRenderer({
    partials: Object.fromEntries(
      Object.entries(partials).map(([name, body]) => [name, file(`macros/${name}.hbs`, body)]),
    ),
    variables,
  });
  const outcome = renderer.render(file('models/gold/m.sql', text), 0, interval);
  return {
    ...outcome,
    diagnostics: [...renderer.diagnostics, ...outcome.diagnostics],
    text: outcome.value?.text.text,
  };
}

describe('rendering', () => {
  test.each([
    ['variables print as they are', "a = '{{var 'x'}}' AND {{var 'n'}}", "a = 'l<>é' AND 3"],
    ['nothing is escaped and line breaks stay', 'SELECT 1\n{{var "n"}}\nFROM t\n', 'SELECT 1\n3\nFROM t\n'],
    ['a block leaves its own line breaks', '{{#if (var "yes")}}\na\n{{else}}\nb\n{{/if}}\nc', '\na\n\nc'],
    ['white space goes where tildes say', 'a   {{~#if (var "yes")~}}  b  {{~/if~}}   c', 'abc'],
    [
      'each goes through a list',
      "{{#each (var 'list') as |item index|}}{{#if index}}, {{/if}}'{{item}}'{{/each}}",
      "'a', 'b'",
    ],
    ['@last and this', "{{#each (var 'list')}}{{this}}{{#unless @last}}-{{/unless}}{{/each}}", 'a-b'],
    ['comments print nothing', 'a{{! not }}b{{!-- {{this}} --}}c', 'abc'],
    ['an escaped brace is a brace', 'a \\{{b}} c', 'a {{b}} c'],
    [
      'a regular expression keeps its backslash',
      "regexp_matches(x, '\\d+') {{var 'n'}}",
      "regexp_matches(x, '\\d+') 3",
    ],
  ])('%s', (_, template, expected) => {
    const { text, diagnostics } = render(template, {}, { x: 'l<>é', n: 3, yes: true, list: ['a', 'b'] });
    expect(diagnostics).toEqual([]);
    expect(text).toBe(expected);
  });

  test('partials have arguments, defaults and partials of their own, and see nothing else', () => {
    const { text } = render("{{> outer column='d'}} {{> outer column='e' digits=3}}", {
      outer: 'f({{> inner column=column}}, {{#if digits}}{{digits}}{{else}}2{{/if}})',
      inner: 'abs({{column}})',
    });
    expect(text).toBe('f(abs(d), 2) f(abs(e), 3)');
  });

  test('start and end print what the interval gives', () => {
    const interval = { start: "DATE '2024-01-01'", end: "DATE '2024-01-02'" };
    expect(render('d >= {{start}} AND d < {{end}}', {}, {}, interval).text).toBe(
      "d >= DATE '2024-01-01' AND d < DATE '2024-01-02'",
    );
  });

  test('a text without braces is taken as it is', () => {
    expect(render('SELECT 1 \\ }} {').text).toBe('SELECT 1 \\ }} {');
  });
});

describe('the way back', () => {
  test('a place in a partial knows the partial and the calls that led there', () => {
    const template = "SELECT x,\n  {{> outer column='é'}} AS y";
    const { value } = render(template, {
      outer: 'f(\n {{> inner column=column}})',
      inner: 'g({{column}}, 1 +)',
    });
    const at = value!.text.text.indexOf('+');
    const origin = originOf(value!.text, at, at + 1)!;
    expect(origin.span).toMatchObject({ file: 'macros/inner.hbs', line: 1, column: 17 });
    expect(origin.calls.map((call) => `${call.file}:${call.line}:${call.column}`)).toEqual([
      'models/gold/m.sql:2:3',
      'macros/outer.hbs:2:2',
    ]);
  });

  test('what a helper printed maps to the braces that printed it', () => {
    const { value } = render("é 🌲 {{var 'n'}} z", {}, { n: 12345 });
    expect(originOf(value!.text, 6, 8)!.span).toMatchObject({ start: 5, end: 16 });
    expect(originOf(value!.text, 11, 12)!.span).toMatchObject({ start: 17, end: 18 });
  });

  test('every verbatim piece of any template stands in the file letter for letter', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'é', '🌲', ' ', '\n', '\r\n', '\t', "'", '}', '\\') }),
      fc.constantFrom(
        "{{var 'n'}}",
        "{{~var 'n'~}}",
        '{{! c }}',
        "{{#if (var 'n')}}",
        '{{else}}',
        '{{/if}}',
        "{{> p a='x'}}",
        '{{~> p a=1~}}',
        '\\{{',
      ),
    );
    let rendered = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { value } = render(pieces.join(''), { p: ' [{{~a}}\n] ' }, { n: 7 });
        if (value === null) return;
        rendered++;
        let length = 0;
        for (const segment of value.text.segments) {
          expect(segment.start).toBe(length);
          length = segment.end;
          if (segment.kind === 'verbatim')
            expect(value.text.text.slice(segment.start, segment.end)).toBe(
              segment.file.text.slice(segment.sourceStart, segment.sourceEnd),
            );
        }
        expect(length).toBe(value.text.text.length);
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(rendered).toBeGreaterThan(500);
  });
});
