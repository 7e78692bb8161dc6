import type { Cause, Comparison, Hint } from '../../../compare/index.ts';
import { escaped, sentence } from '../../page/escaped.ts';
import {
  capital,
  causePlaces,
  causeWords,
  type ExplainedGroup,
  explainedGroups,
  explanationTitle,
  hintWords,
  placeText,
  placeWords,
  sourceWords,
  wayWords,
} from '../explanation-words.ts';

/** Where differences come from, a part of the page; empty where nobody asked. */
export function explanationHtml({ explanation }: Comparison): string {
  if (explanation === null || explanation.columns.length === 0) return '';
  const title = capital(explanationTitle(explanation));
  return `<section class="causes"><h2>${title}</h2>
${explainedGroups(explanation).map(columnHtml).join('\n')}
</section>`;
}

function columnHtml(explained: ExplainedGroup): string {
  const way = wayWords(explained);
  const sources = sourceWords(explained);
  return `<article>
<h3>${escaped(explained.names)}</h3>
<p>${sentence(explained.conclusion)}</p>
${way === null ? '' : `<p class="quiet">${sentence(way)}</p>`}
${sources === null ? '' : `<p class="quiet">Comes from ${sentence(sources)}.</p>`}
${list([...explained.causes.map(causeHtml), ...explained.hints.map(hintHtml)])}
</article>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ol>\n${items.map((item) => `  <li>${item}</li>`).join('\n')}\n</ol>`;
}

function causeHtml(cause: Cause): string {
  const places = causePlaces(cause);
  const table =
    places.length === 0
      ? ''
      : `\n<table class="places"><tbody>${places
          .map(
            ({ side, place, text }) =>
              `<tr><th scope="row">${side}</th><td class="quiet">${escaped(place)}</td><td class="${side}"><code>${escaped(text)}</code></td></tr>`,
          )
          .join('')}</tbody></table>`;
  return sentence(causeWords(cause)) + table;
}

function hintHtml(hint: Hint): string {
  const place =
    hint.place === null
      ? ''
      : `<br><span class="quiet">${escaped(placeWords(hint.place)!)}</span> <code>${escaped(placeText(hint.place))}</code>`;
  return sentence(hintWords(hint)) + place;
}
