import type { UnitTestResult } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { printValue, renderTable } from './table.ts';
import { textWidth } from './text-width.ts';

/** So many rows of each kind are shown; JSON has them all. */
const mostShown = 20;

/** A failed test cell by cell: `expected → found` where a cell differs, whole rows where one has no counterpart. */
export function renderTestDifference(result: UnitTestResult, width: number, style: Style): string {
  const { difference, columns } = result;
  if (difference === null) return '';
  const { changed, missing, unexpected, misplaced } = difference;
  const rows = [
    ...changed
      .slice(0, mostShown)
      .map((row) => [
        '≠',
        ...row.expected.map((value, index) =>
          row.differing.includes(index)
            ? `${printValue(value)} → ${printValue(row.found[index] ?? null)}`
            : printValue(value),
        ),
      ]),
    ...missing.slice(0, mostShown).map((row) => ['missing', ...row.map(printValue)]),
    ...unexpected.slice(0, mostShown).map((row) => ['unexpected', ...row.map(printValue)]),
    ...misplaced
      .slice(0, mostShown)
      .flatMap(({ position, expected, found }) => [
        [`row ${position}`, ...expected.map(printValue)],
        ...(found === null ? [] : [['  found', ...found.map(printValue)]]),
      ]),
  ];
  const differing = new Set(changed.flatMap((row) => row.differing.map((index) => index + 1)));
  const shown = fitting(['', ...columns], rows, differing, width - 4);
  const heads = shown.map((index) => ({ name: ['', ...columns][index]!, align: 'left' as const }));
  const cells = rows.map((row) => shown.map((index) => row[index] ?? ''));
  const lines = [renderTable(heads, cells, width - 4, style)];
  const hidden = columns.filter((_, index) => !shown.includes(index + 1));
  if (hidden.length > 0) lines.push(style.dim(`Not shown, without a difference: ${hidden.join(', ')}`));
  if (changed.length > 0) lines.push(style.dim('≠: expected → found'));
  if (misplaced.length > 0)
    lines.push(
      style.dim(
        misplaced.some((row) => row.found === null)
          ? 'The rows are there, but not in this order: this one does not come behind those before it.'
          : 'The rows are the right ones, in another order.',
      ),
    );
  const left = [changed, missing, unexpected, misplaced].reduce(
    (sum, list) => sum + Math.max(0, list.length - mostShown),
    0,
  );
  if (left > 0) lines.push(style.dim(`… and ${left} more; \`--json\` shows all.`));
  return lines
    .join('\n')
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Indexes of the columns that are shown: all where they fit, else those that differ and, from the left, as many others as fit. */
function fitting(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  differing: ReadonlySet<number>,
  width: number,
): number[] {
  const widths = columns.map((name, index) =>
    Math.max(textWidth(name), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  const all = columns.map((_, index) => index);
  // Rows without a counterpart differ as a whole.
  if (differing.size === 0) return all;
  let left = width;
  for (const index of [0, ...differing]) left -= widths[index]! + 2;
  const kept = new Set([0, ...differing]);
  for (const index of all) {
    if (kept.has(index)) continue;
    left -= widths[index]! + 2;
    if (left < 0) break;
    kept.add(index);
  }
  return all.filter((index) => kept.has(index));
}
