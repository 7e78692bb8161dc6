import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineageHtml, pageData } from '../../../src/reports/lineage/index.ts';
import { smallGraph } from './small-project.ts';

const executablePath = process.env.LODE_CHROMIUM ?? '/usr/bin/chromium';
const reason =
  existsSync(executablePath) || process.env.CI === 'true'
    ? ''
    : ` (skipped: no browser at ${executablePath}; set LODE_CHROMIUM)`;

describe.skipIf(reason !== '')(`the lineage page in a browser${reason}`, () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  const asked: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lineage-page-'));
    const file = join(folder, 'lineage.html');
    writeFileSync(
      file,
      lineageHtml(
        pageData('</script> & care', await smallGraph(), { notRead: [], partlyRead: [] }, () => null),
      ),
    );
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${file}`);
    await page.waitForSelector('.card');
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const title = () => page.textContent('#panel h2');

  test('draws a card for each relation and asks for nothing but itself', async () => {
    expect(await page.locator('.card').count()).toBe(7);
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('shows what the column under the pointer comes from and goes to', async () => {
    await page.hover('.card:has-text("silver.sales") .row:has-text("amount")');
    await expect.poll(title).toBe('silver.sales.amount');
    await expect.poll(() => page.locator('.row.up').count()).toBe(2);
    expect(await page.locator('.row.up.indirect').textContent()).toContain('state');
    expect(await page.locator('.row.down').textContent()).toContain('total');
  });

  test('finds a column by typing, and walks on with the arrow keys', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('gold total');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(title).toMatch(/^(rows of )?gold\.totals/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.fill('#search', 'gold.totals.total');
    await page.keyboard.press('Enter');
    await expect.poll(title).toBe('gold.totals.total');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(title).toBe('silver.sales.amount');
    await page.keyboard.press('ArrowDown');
    await expect.poll(title).toBe('silver.sales.who');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.row.up').count()).toBe(0);
  });

  test('draws cards without elements where they are too small to read, and still knows what is under the pointer', async () => {
    await page.focus('#stage');
    for (let step = 0; step < 10; step++) await page.keyboard.press('-');
    await expect.poll(() => page.locator('.card').count()).toBe(0);
    // The last key is drawn in the frame after this one.
    const { x, y } = await page.evaluate<{ x: number; y: number }>(`(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const { left, top } = document.getElementById('stage').getBoundingClientRect();
      const shift = new DOMMatrix(getComputedStyle(document.getElementById('cards')).transform);
      return { x: left + shift.e, y: top + shift.f };
    })()`);
    await page.mouse.move(x + 4, y + 2);
    await expect.poll(title).toMatch(/^(rows of )?crm\./);
    await page.keyboard.press('0');
    await expect.poll(() => page.locator('.card').count()).toBe(7);
  });

  test('filters by layer', async () => {
    await page.selectOption('select[name=layer]', 'gold');
    await expect.poll(() => page.locator('.card').count()).toBe(2);
    await page.selectOption('select[name=layer]', '');
    await expect.poll(() => page.locator('.card').count()).toBe(7);
  });

  test('lists what becomes of each source column', async () => {
    await page.click('#tab-triage');
    const rows = await page.locator('#triage tbody tr').allInnerTexts();
    expect(rows).toHaveLength(9);
    expect(rows.find((row) => row.includes('fax'))).toContain('dead end');
    expect(await page.locator('#triage').textContent()).toContain(
      'Dead, could be dropped together: crm.unused',
    );
    await page.fill('#triage input[type=search]', 'amount');
    await expect.poll(() => page.locator('#triage tbody tr').count()).toBe(1);
    expect(errors).toEqual([]);
  });
});
