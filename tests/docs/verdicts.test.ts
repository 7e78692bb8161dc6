import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verdicts } from '../../src/change/index.ts';
import { docs } from './support/generated-pages.ts';

const page = readFileSync(new URL('explanation/verdicts.md', docs), 'utf8');

function sources(folder: string): string {
  const url = new URL(`../src/${folder}/`, docs);
  return readdirSync(url)
    .map((name) => readFileSync(new URL(name, url), 'utf8'))
    .join('\n');
}

/** First cells, in backticks, of the table below a heading's text. */
function listed(after: string): string[] {
  const [, part = ''] = page.split(after);
  return [...part.split('\n## ')[0]!.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id!);
}

const code = `${sources('change')}\n${sources('plan')}`;

/** The ids of reasons in the code: what is handed to `reason(…)` and `plain(…)`, and what stands behind `rule:`. */
const given = [
  ...code.matchAll(/\b(?:reason|plain)\(\s*'([a-z-]+)'/g),
  ...code.matchAll(/\brule: (?:\w+ \? )?'([a-z-]+)'/g),
  ...code.matchAll(/\brule: \w+ \? '[a-z-]+' : '([a-z-]+)'/g),
].map(([, id]) => id!);

test('the table of rules lists exactly the ids that a reason can have', () => {
  const ids = [...new Set(given)].sort();
  expect(ids.length).toBeGreaterThan(35);
  expect(listed('\n## The reasons\n').sort()).toEqual(ids);
});

/** Codes of diagnostics look like ids, and are none. */
const codes = [...code.matchAll(/\bdiagnose\(\s*'([a-z-]+)'/g)].map(([, id]) => id!);

test('no id is written in a way that the test does not see', () => {
  const literals = [...code.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, id]) => id!);
  expect([...new Set(literals)].filter((id) => !given.includes(id) && !codes.includes(id))).toEqual([]);
});

test('the page explains every verdict', () => {
  expect(listed('# Verdicts\n')).toEqual([...verdicts]);
});
