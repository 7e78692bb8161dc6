import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';

const executablePath = process.env.LODE_CHROMIUM ?? '/usr/bin/chromium';
const reason =
  existsSync(executablePath) || process.env.CI === 'true'
    ? ''
    : ` (skipped: no browser at ${executablePath}; set LODE_CHROMIUM)`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-test-'));
  const line = (id: number, name: string, amount: string, day: string) => `${id};${name};${amount};${day}\n`;
  const head = 'id;name;amount;day\n';
  const rows = Array.from({ length: 40 }, (_, index) => index + 1);
  await writeFile(
    join(folder, 'old.csv'),
    head +
      rows
        .map((id) =>
          line(
            id,
            `Café ${id}${id % 5 === 0 ? '  ' : ''}`,
            `${id},${id % 3 === 0 ? '125' : '5'}`,
            '01.03.2026',
          ),
        )
        .join(''),
  );
  await writeFile(
    join(folder, 'new.csv'),
    head +
      [...rows.slice(2), 99]
        .map((id) =>
          line(
            id,
            `Café ${id}`,
            `${id},${id % 3 === 0 ? '13' : '5'}`,
            id === 7 ? '02.03.2026' : '01.03.2026',
          ),
        )
        .join(''),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe(`the page of a comparison in a browser${reason}`, () => {
  test.skipIf(reason !== '')(
    'loads nothing, runs nothing, and shows counts, columns, cells and rows',
    async () => {
      const { code } = await lode(folder, [
        'compare',
        'old.csv',
        'new.csv',
        '--key',
        'id',
        '--format',
        'html',
        '--out',
        'page.html',
      ]);
      expect(code).toBe(2);
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      try {
        const context = await browser.newContext({
          javaScriptEnabled: false,
          viewport: { width: 1100, height: 1400 },
        });
        const page = await context.newPage();
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        const problems: string[] = [];
        page.on('console', (message) => problems.push(message.text()));
        await page.goto(`file://${join(folder, 'page.html')}`);
        expect(requests).toHaveLength(1);
        expect(problems).toEqual([]);
        expect(await page.locator('.verdict').textContent()).toContain('rows differ');
        expect(await page.locator('.tile.only-left strong').textContent()).toBe('2');
        expect(await page.locator('.tile.only-right strong').textContent()).toBe('1');
        expect(await page.locator('tr.differs > th').allInnerTexts()).toEqual(['amount', 'name', 'day']);
        expect(await page.locator('tr.samples').count()).toBe(3);
        expect(await page.locator('tr.samples table').first().textContent()).toContain('3.125');
        // Nothing stands wider than the window.
        const wide = await page.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
        expect(wide).toBeLessThanOrEqual(0);
        if (process.env.LODE_SCREENSHOT !== undefined)
          await page.screenshot({ path: process.env.LODE_SCREENSHOT, fullPage: true });
      } finally {
        await browser.close();
      }
    },
  );
});

test('few cells are shown at once, many when they are asked for, so that the columns stay in sight', async () => {
  const page = async (samples: string) => {
    const argv = ['compare', 'old.csv', 'new.csv', '--key', 'id', '--format', 'html', '--samples', samples];
    return (await lode(folder, argv)).stdout;
  };
  expect(await page('5')).toContain('<details open><summary>some of the cells of amount');
  expect(await page('11')).toContain('<details><summary>some of the cells of amount');
});
