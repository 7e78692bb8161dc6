import { posix } from 'node:path';

/** Where a page of the repository stands in the site: `docs/how-to/x.md` → `how-to/x.html`, `README.md` → `index.html`. */
export function siteFile(source) {
  if (source === 'README.md') return 'index.html';
  if (source === 'docs/README.md') return 'contents.html';
  return source
    .replace(/^docs\//, '')
    .replace(/README\.md$/, 'index.html')
    .replace(/\.md$/, '.html');
}

/** The way from one file of the site to another, as a relative URL: it must work from `file:` too. */
export function relativeUrl(from, to) {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}

/**
 * What a link in page `source` leads to: a page (with its anchor), an asset, or nothing of ours (null). `pages` and `assets` are files of the
 * repository. Rejects what leads nowhere.
 */
export function resolveLink(source, href, pages, assets) {
  if (/^[a-z]+:/.test(href)) return null;
  const [path, anchor = ''] = href.split('#');
  let target = path === '' ? source : posix.join(posix.dirname(source), decodeURI(path));
  if (target.endsWith('/')) target += 'README.md';
  if (pages.has(target)) return { kind: 'page', target, anchor };
  if (assets.has(target)) return { kind: 'asset', target, anchor: '' };
  throw new Error(`${source}: the link ${href} leads nowhere`);
}
