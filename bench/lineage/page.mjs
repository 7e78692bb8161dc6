// The HTML report in a real browser: its size, when it first paints, and how long a highlight takes until the frame that shows it, the first time and later.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { median } from '../measure.mjs';
import { makeProject } from './make-project.mjs';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
const later = 20;

/** Milliseconds from the call to the frame after the one that draws. `first`: of a page that was just opened. */
async function highlights(page, names) {
  return page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const times = [];
    for (const name of wanted) {
      await frame();
      const started = performance.now();
      globalThis.lineage.select(name);
      await frame();
      await frame();
      times.push(performance.now() - started);
    }
    return times;
  }, names);
}

export async function benchPage({ models, rounds, folder, chromium: executablePath }) {
  if (!existsSync(executablePath))
    return {
      title: `The page: not measured, no browser at ${executablePath} (--chromium PATH)`,
      seconds: {},
      ratios: {},
      goals: {},
    };
  const work = mkdtempSync(join(folder, 'lode-page-'));
  try {
    makeProject(work, models);
    const file = join(work, 'lineage.html');
    execFileSync(process.execPath, [binary, 'lineage', '--format', 'html', '--out', file], {
      cwd: work,
      stdio: 'ignore',
    });
    const megabytes = statSync(file).size / 1e6;
    const width = 5;
    // Columns in the middle reach far both ways; the last ones have the longest ways up.
    const middle = Math.floor(models * 0.3);
    const names = Array.from({ length: later + 1 }, (_, at) => {
      const gold = at % 2 === 1;
      const number = gold ? Math.floor(models * 0.7) + at : middle + at;
      return `${gold ? 'gold' : 'silver'}.m${String(number).padStart(width, '0')}.c${(2 + at * 7) % 20}`;
    });
    const paints = [];
    const ready = [];
    const first = [];
    const rest = [];
    for (let round = 0; round < rounds; round++) {
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      await page.goto(`file://${file}`);
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      const [paint, mark] = await page.evaluate(() => [
        performance.getEntriesByName('first-contentful-paint')[0].startTime,
        performance.getEntriesByName('lineage-ready')[0].startTime,
      ]);
      paints.push(paint);
      ready.push(mark);
      const times = await highlights(page, names);
      first.push(times[0]);
      rest.push(...times.slice(1));
      await browser.close();
    }
    return {
      title: `The HTML report of ${models.toLocaleString('en-US')} models, ${(models * 20).toLocaleString('en-US')} columns`,
      seconds: {
        'first contentful paint': median(paints) / 1e3,
        'laid out and ready': median(ready) / 1e3,
        'highlight, the first time': median(first) / 1e3,
        'highlight, later (median)': median(rest) / 1e3,
        'highlight, later (slowest)': Math.max(...rest) / 1e3,
      },
      sizes: { 'size of the file': { value: megabytes, unit: 'MB', limit: 5 } },
      ratios: {},
      goals: {},
      limits: {
        'highlight, the first time': 0.1,
        'highlight, later (median)': 0.1,
        'highlight, later (slowest)': 0.1,
      },
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
