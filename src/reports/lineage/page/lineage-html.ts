import { readFileSync } from 'node:fs';
import { escaped } from '../../page/escaped.ts';
import { htmlPage } from '../../page/html-page.ts';
import type { PageData } from './page-data.ts';

/** One HTML file that needs nothing else: styles, script and data in it. */
export function lineageHtml(data: PageData): string {
  return htmlPage({
    title: `${data.title}: lineage`,
    styles: new URL('lineage-page.css', import.meta.url),
    bodyClass: '',
    body: `<header>
  <h1>${escaped(data.title)}</h1>
  <nav role="tablist" aria-label="Pages">
    <button type="button" role="tab" id="tab-map" aria-controls="map" aria-selected="true">Lineage</button>
    <button type="button" role="tab" id="tab-triage" aria-controls="triage" aria-selected="false">Migration triage</button>
  </nav>
  <div class="search" role="search">
    <input id="search" type="search" autocomplete="off" placeholder="Find a model or column  ( / )" aria-label="Find a model or column" aria-controls="matches">
    <ul id="matches" role="listbox" hidden></ul>
  </div>
  <form id="filters" aria-label="Filters"></form>
</header>
<main id="map" role="tabpanel" aria-labelledby="tab-map">
  <div id="stage" tabindex="0" aria-label="Map of models. Arrow keys walk from column to column, plus and minus zoom, 0 shows all, Escape lets go.">
    <canvas id="lines" aria-hidden="true"></canvas>
    <div id="cards"></div>
  </div>
  <aside id="panel" aria-live="polite"></aside>
</main>
<main id="triage" role="tabpanel" aria-labelledby="tab-triage" hidden></main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script type="module">
${script().replaceAll('</script', '<\\/script')}</script>
`,
  });
}

/** In an order in which each stands after what it imports. */
const modules = ['points.mjs', 'pieces.mjs', 'arrange.mjs', 'triage.mjs', 'lineage-page.mjs'];

/** The modules as one: a file from disk may not import others. Their names are all different. */
function script(): string {
  return modules
    .map((name) =>
      asset(name)
        .replace(/^import [^;]* from '\.\/[^;]*';\n/gm, '')
        .replace(/^export /gm, ''),
    )
    .join('\n');
}

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
