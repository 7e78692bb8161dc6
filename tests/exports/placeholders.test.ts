import { expect, test } from 'vitest';
import { fillPattern, inFileName, parsePattern, pathProblem } from '../../src/exports/index.ts';

const values = {
  date: '2024-03-05',
  environment: 'prod',
  version: 7,
  variables: { site: 'nord' },
  partition: new Map([['facility', 'ÉTO/1']]),
};

function filled(pattern: string): string {
  const pieces = parsePattern(pattern);
  return typeof pieces === 'string' ? `refused: ${pieces}` : fillPattern(pieces, values, inFileName);
}

test.each([
  ['a.csv', 'a.csv'],
  ['a_{{date}}.csv', 'a_2024-03-05.csv'],
  ['{{ date "%d%m%y" }}', '050324'],
  ["{{date '%j-%B-%b-%%'}}", '065-March-Mar-%25'],
  ['{{var "site"}}/{{environment}}-{{version}}', 'nord/prod-7'],
  ['{{Facility}}', 'ÉTO%2F1'],
])('%s is %s', (pattern, expected) => {
  expect(filled(pattern)).toBe(expected);
});

test.each(['{{date "%H"}}', '{{date "%Q"}}', '{{var}}', '{{version "x"}}', '{{ }}', 'a{{b', '{{a b}}'])(
  '%s is refused',
  (pattern) => {
    expect(filled(pattern)).toMatch(/^refused: /);
  },
);

test.each([
  ['CON:1', 'CON%3A1'],
  ['..', '%2E%2E'],
  ['a\\b', 'a%5Cb'],
  ['', '%00'],
  ['50%', '50%25'],
])('the value %s is %s in a name', (value, name) => {
  expect(inFileName(value)).toBe(name);
  expect(pathProblem(`out/${name}`)).toBeNull();
});

test.each(['/etc/passwd', '../x.csv', 'a//b', 'C:/x', '.hidden', './a'])(
  'the path %s leaves the folder, or hides',
  (path) => {
    expect(pathProblem(path)).not.toBeNull();
  },
);
