import type { ComparedColumn, ComparedSide, Comparison, RowSample } from '../../../compare/index.ts';
import { escaped } from '../../page/escaped.ts';
import { htmlPage } from '../../page/html-page.ts';
import { count } from '../../units.ts';
import {
  columnName,
  headline,
  keyWords,
  kindText,
  percent,
  periodWords,
  readings,
  ruleWords,
  schemaWords,
  sideWords,
  valueText,
} from '../comparison-words.ts';
import { explanationHtml } from './explanation-html.ts';

/** One HTML file that needs nothing else and runs nothing. */
export function comparisonHtml(result: Comparison): string {
  const title = `${result.left.name} and ${result.right.name}`;
  const { rows } = result;
  return htmlPage({
    title: `${title}: comparison`,
    styles: new URL('comparison-page.css', import.meta.url),
    bodyClass: result.verdict,
    body: `<header>
  <h1>${escaped(result.left.name)} <span class="quiet">and</span> ${escaped(result.right.name)}</h1>
  <p class="verdict">${escaped(headline(result))}</p>
</header>
<main>
<section class="tiles" aria-label="Counts">
${tile('score', percent(result.score), result.method === 'bag' ? 'of rows match' : 'of cells match')}
${tile('both', count(rows.both), 'rows in both')}
${result.method === 'bag' ? '' : tile('changed', count(rows.changed), 'of them different')}
${tile('only-left', count(rows.onlyLeft), 'only left')}
${tile('only-right', count(rows.onlyRight), 'only right')}
</section>
<dl>
${fact('Left', sideHtml(result.left))}
${fact('Right', sideHtml(result.right))}
${fact('Key', escaped(keyWords(result.key)))}
${periodWords(result)
  .map((words) => fact('Only', escaped(words)))
  .join('\n')}
${result.materialized === null ? '' : fact('Differing rows', `<code>${escaped(result.materialized)}</code>`)}
</dl>
${notes(result)}
${result.method === 'bag' ? '' : columnsHtml(result)}
${rowsHtml('Rows only left', result.rowSamples.onlyLeft, rows.onlyLeft)}
${rowsHtml('Rows only right', result.rowSamples.onlyRight, rows.onlyRight)}
${explanationHtml(result)}
${listHtml('Columns of both sides', schemaWords(result))}
${readings(result)
  .map(({ name, words }) => listHtml(`How ${name} was read`, words))
  .join('\n')}
</main>
`,
  });
}

export function tile(name: string, value: string, label: string): string {
  return `  <div class="tile ${name}"><strong>${escaped(value)}</strong><span>${escaped(label)}</span></div>`;
}

function fact(name: string, html: string): string {
  return `  <div><dt>${escaped(name)}</dt><dd>${html}</dd></div>`;
}

function sideHtml(side: ComparedSide): string {
  return `<code>${escaped(side.name)}</code> <span class="quiet">${escaped(sideWords(side))}</span>`;
}

function notes({ diagnostics }: Comparison): string {
  if (diagnostics.length === 0) return '';
  const items = diagnostics.map(
    ({ summary, detail }) =>
      `  <li>${escaped(summary)}${detail === undefined ? '' : ` <span class="quiet">${escaped(detail)}</span>`}</li>`,
  );
  return `<section class="notes"><h2>To know</h2>\n<ul>\n${items.join('\n')}\n</ul></section>`;
}

export function columnsHtml(result: Comparison): string {
  const columns = [...result.columns].sort((a, b) => b.different - a.different);
  const body = columns.map((column) => {
    const share = column.compared === 0 ? 0 : column.different / column.compared;
    const kinds = [...column.kinds.map(kindText), ...(ruleWords(column) === '' ? [] : [ruleWords(column)])];
    return `<tr${column.different > 0 ? ' class="differs"' : ''}>
  <th scope="row">${escaped(columnName(column))}${column.key ? ' <small>key</small>' : ''}${column.personal ? ' <small class="personal">personal</small>' : ''}</th>
  <td><code>${escaped(column.comparedAs)}</code></td>
  <td class="number">${count(column.matching)}</td>
  <td class="number">${count(column.different)}<span class="bar" style="--share:${column.different === 0 ? 0 : Math.max(2, Math.round(share * 100))}%"></span></td>
  <td class="number">${escaped(column.largest?.difference ?? '')}</td>
  <td>${escaped(kinds.join('; '))}</td>
</tr>${samplesHtml(result, column)}`;
  });
  return `<section><h2>Columns</h2>
<table>
<thead><tr><th scope="col">column</th><th scope="col">compared as</th><th scope="col" class="number">match</th><th scope="col" class="number">differ</th><th scope="col" class="number">farthest apart</th><th scope="col">kinds and rules</th></tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></section>`;
}

/** Longer lists would push the columns below them out of sight. */
const mostOpen = 10;

function samplesHtml({ key }: Comparison, column: ComparedColumn): string {
  if (column.samples.length === 0) return '';
  const head = [...key.columns, 'left', 'right']
    .map((name) => `<th scope="col">${escaped(name)}</th>`)
    .join('');
  const body = column.samples.map(
    (sample) =>
      `<tr>${sample.key.map((value) => `<td>${escaped(valueText(value))}</td>`).join('')}<td class="left">${escaped(valueText(sample.left))}</td><td class="right">${escaped(valueText(sample.right))}</td></tr>`,
  );
  return `
<tr class="samples"><td colspan="6"><details${column.samples.length > mostOpen ? '' : ' open'}><summary>some of the cells of ${escaped(columnName(column))}</summary>
<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></details></td></tr>`;
}

export function rowsHtml(title: string, samples: readonly RowSample[], all: number): string {
  if (all === 0) return '';
  const names = Object.keys(samples[0]?.values ?? {});
  const times = samples.some((sample) => sample.times > 1);
  const body = samples.map(
    (sample) =>
      `<tr>${names.map((name) => `<td>${escaped(valueText(sample.values[name] ?? null))}</td>`).join('')}${times ? `<td class="number">${count(sample.times)}</td>` : ''}</tr>`,
  );
  return `<section><h2>${escaped(title)} <span class="quiet">${count(all)}</span></h2>
<table><thead><tr>${names.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}${times ? '<th scope="col" class="number">times more</th>' : ''}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></section>`;
}

function listHtml(title: string, words: readonly string[]): string {
  if (words.length === 0) return '';
  return `<section><h2>${escaped(title)}</h2>\n<ul>\n${words.map((line) => `  <li>${escaped(line)}</li>`).join('\n')}\n</ul></section>`;
}
