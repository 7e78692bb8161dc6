import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  gateDocument,
  gateOf,
  historiesOf,
  type PairHistory,
  type Parity,
  parityGateDocument,
  parityStatus,
  statusOf,
} from '../../../src/compare/parity/index.ts';
import { gateText, statusHtml, statusMarkdown, statusText } from '../../../src/reports/parity/index.ts';
import { historyFrom, parityOf, record } from '../../compare/parity/support.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';

const executablePath = process.env.LODE_CHROMIUM ?? '/usr/bin/chromium';
const reason =
  existsSync(executablePath) || process.env.CI === 'true'
    ? ''
    : ` (skipped: no browser at ${executablePath}; set LODE_CHROMIUM)`;

const parity: Parity = parityOf(`
schedule: weekdays
pairs:
  billing: {left: a.csv, right: gold.a, owner: "anna <anna@example.org>", description: "All & every bill"}
  services_by_month: {left: b.csv, right: gold.b}
  new: {left: c.csv, right: gold.c, required: false}
`);
const detail = 'amount  1 of 3 cells differs\n  <b>1</b> → 2';
// From Monday, 2 March; the weekend is off.
const histories: ReadonlyMap<string, PairHistory> = new Map([
  ['billing', historyFrom('2026-03-02', '==x==..=~==', { rules: parity.pairs[0]!.rules })],
  [
    'services_by_month',
    historiesOf([
      ...[...historyFrom('2026-03-04', '==.').nights.values()].map(({ record: each }) => each),
      record('2026-03-12', 'differs', { reason: '1 row differs in <amount>', detail, score: 0.9999999 }),
    ]).get('billing')!,
  ],
]);
const tonight = '2026-03-13';
const status = statusOf(parity, parity.pairs, histories, null, tonight);

describe('the status of a parallel run', () => {
  test('is a chart that can be read without colours: a mark a night, months and Mondays above', () => {
    expect(statusText(status, 100).split('\n').slice(0, 8)).toEqual([
      '14 nights to Fri 13 March 2026 (UTC)',
      '',
      '                    Mar',
      '                     2      9',
      'billing              ==x==--=~==?  6 nights, 1 accepted',
      'services_by_month      ==_--___x?  0 nights',
      'new                             ?  0 nights (not required)',
      '',
    ]);
  });

  test('fits every width down to a week: older nights give way', () => {
    for (const width of [20, 40, 50, 56, 60, 80, 200]) {
      const [first = '', ...lines] = statusText(status, width).split('\n');
      const nights = Number(/^\d+/.exec(first)![0]);
      expect(nights).toBe(
        Math.min(14, Math.max(7, width - 'services_by_month'.length - '0 nights (not required)'.length - 4)),
      );
      const chart = lines.slice(3, 6);
      expect(chart[0]).toContain(`${' '.repeat(12)}${'  ==x==--=~==?'.slice(-nights)}  6 nights`);
      expect(Math.max(...chart.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 52));
    }
  });

  test('says of each pair that did not match last what was found, and who is asked', () => {
    const text = statusText(status, 100);
    expect(text).toContain(
      'x services_by_month  2026-03-12: 1 row differs in <amount> (99.99 % of the cells match)',
    );
    expect(text).toContain('_ new  never compared');
    expect(text).not.toMatch(/^[=x_] billing/m);
    expect(text).toContain(
      '= matched  ~ accepted  x differs  _ no run  ? still to come  - day off'.replace(
        '~ accepted  x differs',
        '~ accepted  x differs',
      ),
    );
  });

  test('is Markdown that no name can break', () => {
    const text = statusMarkdown(status);
    expect(text).toContain('| `billing` (anna');
    expect(text).not.toContain('<anna@');
    expect(text).not.toContain('<amount>');
  });

  test('is what its schema says', () => {
    expect(parityStatus.parse(JSON.parse(JSON.stringify(status)))).toEqual(status);
    const gate = gateDocument(gateOf(parity, parity.pairs, histories, 3, tonight));
    expect(parityGateDocument.parse(JSON.parse(JSON.stringify(gate)))).toEqual(gate);
  });
});

describe('the gate in words', () => {
  const gate = (days: number, night = tonight) =>
    gateText(gateDocument(gateOf(parity, parity.pairs, histories, days, night)));

  test('says which pair is not there yet, what ended its streak, and when it could be', () => {
    expect(gate(3)).toBe(
      `Closed: 1 of 2 required pairs has not matched 3 nights in a row.

= billing            6 nights since 2026-03-05, 1 of them accepted
x services_by_month  0 of 3 nights: it differed on 2026-03-12: 1 row differs in <amount>

It can open on Tue 17 March 2026, if every night from now on matches.
`,
    );
  });

  test('names a night without a run', () => {
    expect(gate(3, '2026-03-11')).toContain(
      '_ services_by_month  0 of 3 nights: it was not compared on 2026-03-10',
    );
  });
});

describe(`the page of a parallel run in a browser${reason}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFile(join(folder, 'parity.html'), statusHtml(status));
  });
  afterAll(() => removeFolder(folder));

  test.skipIf(reason !== '')(
    'loads nothing, runs nothing, and shows a mark a night, in light and dark',
    async () => {
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      try {
        for (const colorScheme of ['light', 'dark'] as const) {
          const context = await browser.newContext({ colorScheme, javaScriptEnabled: false, offline: true });
          const page = await context.newPage();
          const asked: string[] = [];
          page.on('request', (request) => asked.push(request.url()));
          await page.goto(`file://${join(folder, 'parity.html')}`);
          expect(asked).toHaveLength(1);
          expect(await page.locator('tbody .name').allInnerTexts()).toEqual([
            'billing',
            'services_by_month',
            'new not required',
          ]);
          const marks = await page.locator('.chart tbody tr').first().locator('.mark').allInnerTexts();
          expect(marks.map((mark) => mark || ' ').join('')).toBe('  ==x==--=~==?');
          expect(await page.locator('.chart tbody tr').first().locator('.streak').textContent()).toBe(
            '6 1 accepted',
          );
          expect(await page.locator('pre').first().textContent()).toBe(detail);
          expect(await page.getByText('All & every bill').count()).toBe(1);
          // Letters on their marks, and words on the page, can be read: 4.5 to 1.
          for (const selector of ['.mark.matched', '.mark.differs', '.legend', '.verdict'])
            expect(await contrast(page, selector), `${colorScheme} ${selector}`).toBeGreaterThan(4.5);
          await context.close();
        }
      } finally {
        await browser.close();
      }
    },
  );
});

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newPage']>>;

/** The contrast of a text to what lies behind it, as WCAG counts it. */
async function contrast(page: Page, selector: string): Promise<number> {
  // As text: it is the browser's code, with the browser's names.
  const colours = await page.evaluate<string[]>(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    let behind = element;
    let ground = 'rgba(0, 0, 0, 0)';
    for (; behind !== null && ground === 'rgba(0, 0, 0, 0)'; behind = behind.parentElement)
      ground = getComputedStyle(behind).backgroundColor;
    return [getComputedStyle(element).color, ground];
  })()`);
  const [one = 0, other = 0] = colours.map((colour) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
