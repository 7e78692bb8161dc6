import type { ComparedModel, EnvironmentComparison } from '../../../compare/index.ts';
import { escaped } from '../../page/escaped.ts';
import { htmlPage } from '../../page/html-page.ts';
import { count } from '../../units.ts';
import {
  differenceWords,
  environmentsHeadline,
  environmentWords,
  notEqual,
  scoreWords,
  verdictWords,
} from '../environments-words.ts';
import { columnsHtml, rowsHtml, tile } from './comparison-html.ts';
import { explanationHtml } from './explanation-html.ts';

/** One HTML file that needs nothing else and runs nothing. */
export function environmentsHtml(result: EnvironmentComparison): string {
  const { left, right, summary } = result;
  const models = notEqual(result);
  return htmlPage({
    title: `${left.environment} and ${right.environment}: comparison`,
    styles: new URL('comparison-page.css', import.meta.url),
    bodyClass: result.verdict,
    body: `<header>
  <h1>${escaped(left.environment)} <span class="quiet">and</span> ${escaped(right.environment)}</h1>
  <p class="verdict">${escaped(environmentsHeadline(result))}</p>
</header>
<main>
<section class="tiles" aria-label="Counts">
${tile('equal-models', count(summary.equal), 'models equal')}
${tile('changed', count(summary.different), 'models differ')}
${tile('only-left', count(summary.onlyLeft), 'only left')}
${tile('only-right', count(summary.onlyRight), 'only right')}
${summary.defects === 0 ? '' : tile('defects', count(summary.defects), 'against a verdict')}
</section>
<dl>
  <div><dt>Left</dt><dd>${escaped(environmentWords(left))}</dd></div>
  <div><dt>Right</dt><dd>${escaped(environmentWords(right))}</dd></div>
</dl>
${notes(result)}
${models.length === 0 ? '' : modelTable(models)}
${models.map(modelHtml).join('\n')}
</main>
`,
  });
}

function notes({ diagnostics }: EnvironmentComparison): string {
  if (diagnostics.length === 0) return '';
  const items = diagnostics.map(
    ({ summary, detail }) =>
      `  <li>${escaped(summary)}${detail === undefined ? '' : ` <span class="quiet">${escaped(detail)}</span>`}</li>`,
  );
  return `<section class="notes"><h2>Against a verdict</h2>\n<ul>\n${items.join('\n')}\n</ul></section>`;
}

function modelTable(models: readonly ComparedModel[]): string {
  const body = models.map((model) => {
    const name = `<code>${escaped(model.name)}</code>`;
    const link = model.comparison === null ? name : `<a href="#${escaped(model.name)}">${name}</a>`;
    return `<tr class="differs"><th scope="row">${link}</th><td>${escaped(verdictWords(model))}</td><td class="number">${escaped(scoreWords(model))}</td><td>${escaped(differenceWords(model))}</td></tr>`;
  });
  return `<section><h2>Models that are not equal</h2>
<table>
<thead><tr><th scope="col">model</th><th scope="col">verdict</th><th scope="col" class="number">match</th><th scope="col">what differs</th></tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></section>`;
}

function modelHtml({ name, comparison }: ComparedModel): string {
  if (comparison === null) return '';
  const { rows, rowSamples } = comparison;
  return `<section class="model" id="${escaped(name)}"><h2><code>${escaped(name)}</code></h2>
${explanationHtml(comparison)}
${comparison.method === 'key' ? columnsHtml(comparison) : ''}
${rowsHtml('Rows only left', rowSamples.onlyLeft, rows.onlyLeft)}
${rowsHtml('Rows only right', rowSamples.onlyRight, rows.onlyRight)}
</section>`;
}
