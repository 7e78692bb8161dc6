import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../support/project.ts';

const script = fileURLToPath(new URL('../../scripts/docs/build-site.mjs', import.meta.url));
let site: string;
let pages: string[];

beforeAll(async () => {
  site = await temporaryFolder();
  await promisify(execFile)(process.execPath, [script, site]);
  pages = (await readdir(site, { recursive: true })).filter((file) => file.endsWith('.html'));
});
afterAll(() => removeFolder(site));

test('the site is built, and every address in it is a file of it or an anchor of the page', async () => {
  const files = new Set((await readdir(site, { recursive: true })).map((file) => resolve(site, file)));
  const lost: string[] = [];
  for (const page of pages) {
    const html = await readFile(join(site, page), 'utf8');
    for (const [, address] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^https?:/.test(address!)) continue;
      const [path, anchor] = address!.split('#');
      if (path !== '' && !files.has(resolve(site, dirname(page), path!))) lost.push(`${page}: ${address}`);
      if (path === '' && !html.includes(`id="${anchor}"`)) lost.push(`${page}: ${address}`);
    }
  }
  expect(lost).toEqual([]);
  expect(pages.length).toBeGreaterThan(180);
});

test('a page loads nothing from a network', async () => {
  for (const page of pages) {
    const html = await readFile(join(site, page), 'utf8');
    expect(html, page).not.toMatch(/<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?\/\//);
  }
});

test('the search knows every page', async () => {
  const text = await readFile(join(site, 'search-index.js'), 'utf8');
  const index = JSON.parse(text.replace(/^window\.lodeSearchIndex = /, '').replace(/;\n$/, '')) as {
    url: string;
  }[];
  const known = new Set(index.map((entry) => entry.url.replace(/#.*/, '')));
  expect(pages.filter((page) => !known.has(page))).toEqual([]);
});
