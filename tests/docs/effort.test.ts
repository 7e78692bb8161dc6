import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { effortLimits, effortSteps, kindPoints } from '../../src/triage/index.ts';

const page = new URL('../../docs/explanation/effort.md', import.meta.url);

function tables(): Record<'effort' | 'limits', string> {
  const kinds = Object.entries(kindPoints).map(([kind, points]) => `| \`${kind}\` | ${points} |`);
  const measures = Object.entries(effortSteps).map(
    ([name, { what, steps }]) =>
      `| \`${name}\` | ${what} | ${steps.map(([from, points]) => `${from}: ${points}`).join(', ')} |`,
  );
  const limits = effortLimits.map(([effort, limit]) => `| \`${effort}\` | up to ${limit} |`);
  return {
    effort: [
      '| kind | points |',
      '| --- | ---: |',
      ...kinds,
      '',
      '| measure | what is counted | from: points |',
      '| --- | --- | --- |',
      ...measures,
    ].join('\n'),
    limits: ['| effort | points |', '| --- | --- |', ...limits, '| `manual` | more |'].join('\n'),
  };
}

test('the page on effort has the thresholds of the code', async () => {
  const text = await readFile(page, 'utf8');
  const expected = Object.entries(tables()).reduce(
    (whole, [name, table]) =>
      whole.replace(
        new RegExp(`<!-- ${name}: begin -->[\\s\\S]*?<!-- ${name}: end -->`),
        `<!-- ${name}: begin -->\n${table}\n<!-- ${name}: end -->`,
      ),
    text,
  );
  if (process.env.UPDATE_DOCS === '1') await writeFile(page, expected);
  else expect(text).toBe(expected);
});
