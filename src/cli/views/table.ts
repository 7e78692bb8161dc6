import type { SqlResult, SqlValue } from '../../ports/index.ts';
import type { Style } from './style.ts';
import { fitText, padText, textWidth } from './text-width.ts';

export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

/**
 * A table of texts that fits `width` columns: the widest columns give way first, and a cell that is cut ends with `…`.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
  style: Style,
): string {
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? '')));
  const names = columns.map((column) => oneLine(column.name));
  const widths = names.map((name, index) =>
    Math.max(textWidth(name), ...cells.map((row) => textWidth(row[index]!)), 1),
  );
  shrink(widths, width - 2 * Math.max(0, columns.length - 1));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => padText(fitText(cell, widths[index]!), widths[index]!, columns[index]!.align))
      .join('  ')
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join('  ');
  return [style.bold(line(names)), style.dim(rule), ...cells.map(line)].join('\n');
}

/** A query's result as a table; numbers to the right, NULL as `NULL`. */
export function renderResult(result: SqlResult, width: number, style: Style): string {
  const columns = result.columns.map(
    (column): TableColumn => ({ name: column.name, align: isNumeric(column.type) ? 'right' : 'left' }),
  );
  const rows = result.rows.map((row) => row.map(printValue));
  const count = `(${result.rows.length.toLocaleString('en')} row${result.rows.length === 1 ? '' : 's'})`;
  return `${renderTable(columns, rows, width, style)}\n${style.dim(count)}`;
}

export function printValue(value: SqlValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isNumeric(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type);
}

function oneLine(text: string): string {
  // data must not steer the terminal
  return text
    .replace(/\r\n|\n|\r/g, '⏎')
    .replaceAll('\t', ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

function shrink(widths: number[], room: number): void {
  const least = 4;
  for (let total = widths.reduce((sum, each) => sum + each, 0); total > room; total--) {
    const widest = Math.max(...widths);
    if (widest <= least) return;
    widths[widths.lastIndexOf(widest)]!--;
  }
}
