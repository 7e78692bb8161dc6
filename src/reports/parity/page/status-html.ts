import {
  daysBetween,
  type Night,
  type NightMark,
  nightText,
  type ParityRecord,
  type ParityStatus,
  type RecordedSide,
  weekdayOf,
} from '../../../compare/parity/index.ts';
import { escaped } from '../../page/escaped.ts';
import { htmlPage } from '../../page/html-page.ts';
import { printable } from '../../plan/printable.ts';
import { bytes, count, plural } from '../../units.ts';
import { markOf, markWords } from '../marks.ts';
import { noteOf } from '../status-text.ts';

type PairStatus = ParityStatus['pairs'][number];
type TheNight = PairStatus['nights'][number];

const legendMarks: readonly NightMark[] = [
  'matched',
  'accepted',
  'differs',
  'failed',
  'missing',
  'pending',
  'off',
];

/** The status of a parallel run as one HTML file that needs nothing else and runs nothing. */
export function statusHtml(status: ParityStatus): string {
  const { pairs, night, from, timeZone } = status;
  const required = pairs.filter((pair) => pair.required);
  const matching = required.filter(
    (pair) => noteOf(pair, night) === null || pair.last?.verdict === 'accepted',
  );
  const shortest = Math.min(...required.map((pair) => pair.streak));
  const isGood = matching.length === required.length && required.length > 0;
  return htmlPage({
    title: `Parallel run: ${night}`,
    styles: new URL('status-page.css', import.meta.url),
    bodyClass: isGood ? 'good' : 'bad',
    body: `<header>
  <h1>Parallel run <span class="quiet">${escaped(nightText(from))} to ${escaped(nightText(night))}, ${escaped(timeZone)}</span></h1>
  <p class="verdict">${escaped(summary(required.length, matching.length, shortest))}</p>
</header>
<main>
<section aria-label="Nights">
<div class="scroll">
<table class="chart">
<thead>${rulerHtml(pairs[0]?.nights.map((each) => each.night) ?? [])}</thead>
<tbody>
${pairs.map(rowHtml).join('\n')}
</tbody>
</table>
</div>
<p class="legend">${legendMarks.map((mark) => `<span><b class="mark ${mark}">${escaped(markOf(mark))}</b> ${escaped(markWords(mark))}</span>`).join('\n')}</p>
</section>
${pairs.map((pair) => pairHtml(pair, night)).join('\n')}
</main>
`,
  });
}

function summary(required: number, matching: number, shortest: number): string {
  if (required === 0) return 'No pair is required.';
  const last =
    matching === required
      ? required === 1
        ? 'The required pair matched last.'
        : `All ${count(required)} required pairs matched last.`
      : `${count(matching)} of ${plural(required, 'required pair')} matched last.`;
  return `${last} The shortest streak is ${plural(shortest, 'night')}.`;
}

/** Months over their nights, and the days of Mondays. */
function rulerHtml(nights: readonly Night[]): string {
  const months: { name: string; nights: number }[] = [];
  for (const night of nights) {
    const name = new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'short' }).format(
      Date.parse(`${night}T00:00:00Z`),
    );
    const last = months.at(-1);
    if (last?.name === name) last.nights++;
    else months.push({ name, nights: 1 });
  }
  const monthCells = months.map(
    ({ name, nights: wide }) => `<th colspan="${wide}" class="month">${wide > 1 ? name : ''}</th>`,
  );
  const dayCells = nights.map(
    (night) => `<th class="day">${weekdayOf(night) === 'mon' ? Number(night.slice(8)) : ''}</th>`,
  );
  return `<tr><th></th>${monthCells.join('')}<th></th></tr>
<tr><th scope="col" class="name">pair</th>${dayCells.join('')}<th scope="col" class="streak">streak</th></tr>`;
}

function rowHtml(pair: PairStatus): string {
  const cells = pair.nights.map(({ night, mark, reason, attempts }) => {
    const words = [
      `${nightText(night)}: ${markWords(mark)}`,
      ...(reason === null ? [] : [printable(reason)]),
      ...(attempts > 1 ? [`compared ${attempts} times`] : []),
    ].join('\n');
    return `<td><span class="mark ${mark}" title="${escaped(words)}">${escaped(markOf(mark)).trim()}</span></td>`;
  });
  const accepted =
    pair.acceptedInStreak === 0 ? '' : ` <span class="quiet">${count(pair.acceptedInStreak)} accepted</span>`;
  return `<tr><th scope="row" class="name"><a href="#${escaped(pair.pair)}">${escaped(pair.pair)}</a>${pair.required ? '' : ' <small>not required</small>'}</th>${cells.join('')}<td class="streak"><strong>${count(pair.streak)}</strong>${accepted}</td></tr>`;
}

function pairHtml(pair: PairStatus, night: Night): string {
  const { last, description, owner } = pair;
  const note = noteOf(pair, night);
  const told = pair.nights
    .filter(
      ({ mark, attempts }) =>
        !['off', 'before', 'pending'].includes(mark) && (mark !== 'matched' || attempts > 1),
    )
    .reverse();
  return `<section class="pair" id="${escaped(pair.pair)}">
<h2>${escaped(pair.pair)}${note === null ? ' <span class="mark matched">=</span>' : ` <span class="mark ${note.mark}">${escaped(markOf(note.mark))}</span>`}</h2>
${description === null ? '' : `<p>${escaped(printable(description))}</p>`}
<dl>
${note === null ? fact('Last', 'matched') : fact('Last', note.words)}
${pair.since === null ? '' : fact('Streak', `${plural(pair.streak, 'night')} since ${nightText(pair.since)}`)}
${owner === null ? '' : fact('Owner', printable(owner))}
${last === null ? '' : lastFacts(last)}
</dl>
${last?.detail == null ? '' : `<details><summary>What was found on ${escaped(nightText(last.night))}</summary>\n<pre>${escaped(last.detail)}</pre></details>`}
${told.length === 0 ? '' : historyHtml(told)}
</section>`;
}

function lastFacts(last: ParityRecord): string {
  return [
    ...(last.left.name === ''
      ? []
      : [fact('Left', sideWords(last.left)), fact('Right', sideWords(last.right))]),
    ...(last.differences === null ? [] : [fact('Rows', last.differences)]),
  ].join('\n');
}

function sideWords(side: RecordedSide): string {
  return [
    printable(side.name),
    ...(side.rows === null ? [] : [plural(side.rows, side.kind === 'file' ? 'line' : 'row')]),
    ...(side.environment === null ? [] : [`${side.environment} version ${side.environmentVersion}`]),
    ...(side.tableVersion === null ? [] : [`table version ${side.tableVersion}`]),
    ...side.files
      .slice(0, 1)
      .map((file) => `${bytes(file.size)} of ${file.modified.slice(0, 19).replace('T', ' ')} UTC`),
  ].join(', ');
}

/** Every night that did not simply match, the last ones first; what was the same on nights that follow each other stands once. */
function historyHtml(nights: PairStatus['nights']): string {
  const groups: { from: TheNight; to: TheNight }[] = [];
  for (const night of nights) {
    const group = groups.at(-1);
    const { from } = group ?? {};
    const isSame =
      from !== undefined &&
      from.mark === night.mark &&
      from.reason === night.reason &&
      Math.max(from.attempts, night.attempts) < 2 &&
      daysBetween(night.night, from.night) === 1;
    if (isSame) group!.from = night;
    else groups.push({ from: night, to: night });
  }
  const rows = groups.map(({ from, to }) => {
    const { mark, reason, attempts } = from;
    const when = from === to ? nightText(to.night) : `${nightText(from.night)} to ${nightText(to.night)}`;
    return `<tr><th scope="row">${escaped(when)}</th><td><span class="mark ${mark}">${escaped(markOf(mark))}</span> ${escaped(markWords(mark))}</td><td>${escaped(printable(reason ?? ''))}${attempts > 1 ? ` <span class="quiet">compared ${attempts} times</span>` : ''}</td></tr>`;
  });
  return `<table class="nights"><thead><tr><th scope="col">night</th><th scope="col"></th><th scope="col">why</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`;
}

function fact(name: string, text: string): string {
  return `  <div><dt>${escaped(name)}</dt><dd>${escaped(text)}</dd></div>`;
}
