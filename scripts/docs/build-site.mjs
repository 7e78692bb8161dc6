// Builds the documentation as a static site. `node scripts/docs/build-site.mjs [FOLDER]`; the folder is docs-site/ where none is given.
// Fails where a link leads nowhere.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layout } from './site/layout.mjs';
import { navigation } from './site/navigation.mjs';
import { siteFile } from './site/paths.mjs';
import { renderPage } from './site/render-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = process.argv[2] ?? join(root, 'docs-site');

const files = (await readdir(join(root, 'docs'), { recursive: true })).map(
  (file) => `docs/${file.replaceAll('\\', '/')}`,
);
const sources = ['README.md', ...files.filter((file) => file.endsWith('.md'))];
const assets = new Set(files.filter((file) => /\.(svg|png)$/.test(file)));
const pages = new Set(sources);

const rendered = new Map();
for (const source of sources)
  rendered.set(source, renderPage(source, await readFile(join(root, source), 'utf8'), pages, assets));

const broken = [...rendered].flatMap(([source, page]) =>
  page.links
    .filter(
      ({ target, anchor }) => !rendered.get(target).headings.some((heading) => heading.anchor === anchor),
    )
    .map(({ target, anchor }) => `${source}: ${target} has no heading #${anchor}`),
);
const unlisted = navigation.flatMap((section) => section.pages).filter((page) => !pages.has(page));
if (broken.length + unlisted.length > 0)
  throw new Error([...broken, ...unlisted.map((page) => `${page} is missing`)].join('\n'));

const titles = Object.fromEntries([...rendered].map(([source, page]) => [source, page.title]));
await rm(out, { recursive: true, force: true });
for (const [source, page] of rendered) {
  const file = join(out, siteFile(source));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, layout({ source, page, navigation, titles }));
}
for (const asset of assets) await cp(join(root, asset), join(out, asset.replace(/^docs\//, '')));
for (const name of ['style.css', 'site.js'])
  await cp(new URL(`site/assets/${name}`, import.meta.url), join(out, name));

const index = [...rendered].flatMap(([source, page]) =>
  page.sections.map((section) => ({
    page: page.title,
    heading: section.heading,
    url: `${siteFile(source)}${section.heading === page.title ? '' : `#${section.anchor}`}`,
    text: section.text.trim().slice(0, 600),
  })),
);
await writeFile(join(out, 'search-index.js'), `window.lodeSearchIndex = ${JSON.stringify(index)};\n`);
console.log(`${rendered.size} pages in ${out}`);
