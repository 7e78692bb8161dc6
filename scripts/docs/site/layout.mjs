import { escapeHtml } from './highlight.mjs';
import { relativeUrl, siteFile } from './paths.mjs';

/** A whole HTML document around a page's content. `titles` are those of all pages by source. */
export function layout({ source, page, navigation, titles }) {
  const file = siteFile(source);
  const url = (to) => escapeHtml(relativeUrl(file, to));
  const order = navigation.flatMap((section) => section.pages);
  const at = order.indexOf(source);
  const inSection = (each) =>
    each === source ||
    (each === 'docs/diagnostics/README.md' && source.startsWith('docs/diagnostics/')) ||
    (each === 'docs/decisions/README.md' && source.startsWith('docs/decisions/'));
  const side = navigation
    .map((section) => {
      const items = section.pages.map((each) => {
        const current = each === source ? ' aria-current="page"' : inSection(each) ? ' class="within"' : '';
        return `<li><a href="${url(siteFile(each))}"${current}>${escapeHtml(label(each, titles))}</a></li>`;
      });
      return `<h2>${section.title}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
    })
    .join('\n');
  const headings = page.headings.filter((heading) => heading.level === 2);
  const contents =
    headings.length < 2
      ? ''
      : `<nav class="contents" aria-labelledby="contents-title"><h2 id="contents-title">On this page</h2><ul>${headings
          .map(
            (heading) => `<li><a href="#${escapeHtml(heading.anchor)}">${escapeHtml(heading.text)}</a></li>`,
          )
          .join('')}</ul></nav>`;
  const turn = (target, relation, words) =>
    target === undefined
      ? '<span></span>'
      : `<a rel="${relation}" href="${url(siteFile(target))}"><small>${words}</small>${escapeHtml(label(target, titles))}</a>`;
  const turns =
    at < 0
      ? ''
      : `<nav class="turns" aria-label="Next and previous page">${turn(order[at - 1], 'prev', 'Before')}${turn(order[at + 1], 'next', 'Next')}</nav>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(source === 'README.md' ? 'Lode' : `${page.title} – Lode`)}</title>
<script>try{const t=localStorage.getItem('lode-theme');if(t)document.documentElement.dataset.theme=t}catch{}</script>
<link rel="stylesheet" href="${url('style.css')}">
<script defer src="${url('site.js')}" data-root="${url('index.html').replace(/index\.html$/, '')}"></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top">
<button class="menu" type="button" aria-expanded="false" aria-controls="side">Menu</button>
<a class="name" href="${url('index.html')}">Lode</a>
<div class="search" role="search">
<input type="search" id="search" placeholder="Search (press /)" aria-label="Search the documentation" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">
<ul id="found" class="found" role="listbox" aria-label="Pages found" hidden></ul>
</div>
<button class="theme" type="button" aria-label="Change between light and dark"><span aria-hidden="true">◐</span></button>
</header>
<div class="frame">
<nav id="side" class="side" aria-label="All pages">
${side}
</nav>
<main id="content" tabindex="-1">
<article>
${page.html}</article>
${turns}
</main>
${contents}
</div>
</body>
</html>
`;
}

function label(source, titles) {
  return source === 'README.md' ? 'What Lode is' : (titles[source] ?? source);
}
