import { readFileSync } from 'node:fs';
import { escaped } from './escaped.ts';

/** One HTML file that needs nothing else: the styles that all pages have, its own, and its body with all that belongs there. */
export function htmlPage(page: {
  readonly title: string;
  /** The file of its own styles. */
  readonly styles: URL;
  readonly bodyClass: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)}</title>
<style>
${readFileSync(new URL('base.css', import.meta.url), 'utf8')}${readFileSync(page.styles, 'utf8')}</style>
</head>
<body${page.bodyClass === '' ? '' : ` class="${page.bodyClass}"`}>
${page.body}</body>
</html>
`;
}
