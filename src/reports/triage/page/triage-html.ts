import { readFileSync } from 'node:fs';
import type { TriageReport } from '../../../triage/index.ts';
import { escaped } from '../../page/escaped.ts';
import { htmlPage } from '../../page/html-page.ts';
import { count, plural } from '../../units.ts';
import { blindSpotWords, estateWords, windowWords } from '../triage-words.ts';

/** Pages beside this one, by relative address; null: there is none. */
export interface TriageLinks {
  readonly lineage: string | null;
}

/** The triage as one HTML file that needs no network: waves, what could go, owners, and a table of all objects with the reasons of every number. */
export function triageHtml(report: TriageReport, links: TriageLinks): string {
  return htmlPage({
    title: `${report.project}: migration triage`,
    styles: new URL('triage-page.css', import.meta.url),
    bodyClass: '',
    body: `<header>
  <h1>${escaped(report.project)} <span class="quiet">migration triage, ${escaped(report.createdAt.slice(0, 10))}</span></h1>
  ${links.lineage === null ? '' : `<nav><a href="${escaped(links.lineage)}">Lineage of the estate</a></nav>`}
  <p>${escaped(estateWords(report))}.</p>
  <div class="window"><p>${escaped(windowWords(report))}</p>${listHtml(blindSpotWords(report))}</div>
</header>
<main>
${glanceHtml(report)}
${contradictedHtml(report)}
${wavesHtml(report)}
${ownersHtml(report)}
${dropsHtml(report)}
<section aria-label="Objects">
<h2>Objects</h2>
<form id="filters" aria-label="Filters"></form>
<p id="found" class="quiet" aria-live="polite"></p>
<div class="scroll"><table id="objects"><thead></thead><tbody></tbody></table></div>
<button type="button" id="more" hidden>Show more</button>
<noscript><p>The table of objects needs JavaScript; the same is in triage.csv and triage.json.</p></noscript>
</section>
</main>
<script type="application/json" id="data">${JSON.stringify(report.objects).replaceAll('<', '\\u003c')}</script>
<script type="module">
${readFileSync(new URL('triage-page.mjs', import.meta.url), 'utf8').replaceAll('</script', '<\\/script')}</script>
`,
  });
}

function listHtml(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<p class="quiet">What these logs cannot show:</p><ul class="quiet">${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}

/** The estate in a few numbers. */
function glanceHtml({ objects, window }: TriageReport): string {
  const having = (test: (row: TriageReport['objects'][number]) => boolean) =>
    count(objects.filter(test).length);
  const tiles: readonly (readonly [string, string])[] = [
    ...(window === null
      ? []
      : ([
          [having(({ use }) => use === 'read'), 'read, by the logs'],
          [having(({ use }) => use === 'declared'), 'read by declared consumers'],
          [having(({ use }) => use === 'reached'), 'needed further on'],
          [having(({ use }) => use === 'not_seen'), 'no read seen in this window'],
        ] as const)),
    [having(({ pii }) => pii.length > 0), 'may hold personal data'],
    [having(({ decision }) => decision === 'undecided'), 'not decided yet'],
    [having(({ model }) => model !== null), 'with a model'],
    [having(({ parity }) => parity === 'ready'), 'ready'],
  ];
  return `<section aria-label="At a glance"><ul class="glance">${tiles.map(([number, words]) => `<li><strong>${number}</strong> ${words}</li>`).join('')}</ul></section>`;
}

/** Decisions that what is there by now does not fit. */
function contradictedHtml({ diagnostics }: TriageReport): string {
  if (diagnostics.length === 0) return '';
  const lines = diagnostics.map(
    ({ severity, summary, hint }) =>
      `<li class="${severity === 'error' ? 'personal' : ''}">${escaped(summary)}.${typeof hint === 'string' ? ` <span class="quiet">${escaped(hint)}</span>` : ''}</li>`,
  );
  return `<section aria-label="Decisions to look at"><h2>Decisions to look at</h2><ul>${lines.join('\n')}</ul></section>`;
}

function wavesHtml({ waves }: TriageReport): string {
  if (waves.length === 0) return '';
  const cards = waves.map(
    (wave) => `<li><a href="#objects" data-wave="${wave.wave}"><strong>Wave ${wave.wave}</strong>
<span>${plural(wave.objects.length, 'object')}, ${plural(wave.points, 'point')}</span>
${barHtml(wave.objects.length, wave.migrated, wave.ready)}
<span class="quiet">${escaped(wave.owners.join(', '))}</span></a></li>`,
  );
  return `<section aria-label="Waves"><h2>Waves</h2><ol class="waves">${cards.join('\n')}</ol></section>`;
}

/** How many have a model, and how many of these are ready. */
function barHtml(all: number, migrated: number, ready: number): string {
  const share = (part: number) => (all === 0 ? 0 : Math.round((part / all) * 1000) / 10);
  const words = `${count(migrated)} of ${count(all)} with a model, ${count(ready)} ready`;
  return `<span class="bar" role="img" aria-label="${words}" title="${words}"><i class="ready" style="width:${share(ready)}%"></i><i class="migrated" style="width:${share(migrated - ready)}%"></i></span>`;
}

function ownersHtml({ owners }: TriageReport): string {
  const rows = owners.map(
    (
      each,
    ) => `<tr><th scope="row">${each.owner === null ? '<span class="quiet">nobody</span>' : escaped(each.owner)}</th>
<td>${barHtml(each.toMigrate, each.migrated, each.ready)}</td><td class="number">${count(each.toMigrate)}</td><td class="number">${count(each.points)}</td><td class="number">${count(each.migrated)}</td><td class="number">${count(each.tested)}</td><td class="number">${count(each.matching)}</td><td class="number">${count(each.ready)}</td><td class="number">${count(each.decided)} of ${count(each.objects)}</td></tr>`,
  );
  return `<section aria-label="Owners"><h2>Owners</h2><div class="scroll"><table>
<thead><tr><th scope="col">owner</th><th scope="col">progress</th><th scope="col">to migrate</th><th scope="col">points</th><th scope="col">with a model</th><th scope="col">tested</th><th scope="col">matching</th><th scope="col">ready</th><th scope="col">decided</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div></section>`;
}

function dropsHtml(report: TriageReport): string {
  const { drops } = report;
  if (drops === null)
    return `<section aria-label="What could go"><h2>What could go</h2><p class="quiet">${escaped(windowWords(report))}</p></section>`;
  if (drops.length === 0) return '';
  const rows = drops.map(
    (drop) =>
      `<tr><th scope="row">${escaped(drop.object)}</th><td class="wraps">${drop.with.map(escaped).join(', ')}</td><td class="number">${count(drop.points)}</td><td>${drop.weakest}</td></tr>`,
  );
  return `<section aria-label="What could go"><h2>What could go</h2>
<p>No read of these was seen, nor of anything that needs them. ${escaped(windowWords(report))}</p>
<div class="scroll"><table><thead><tr><th scope="col">object</th><th scope="col">would go with it</th><th scope="col">points</th><th scope="col">understood</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div></section>`;
}
