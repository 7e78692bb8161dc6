/** The rows that broke an audit in a run. */
export interface FailedRows {
  readonly model: string;
  readonly audit: string;
  readonly runId: string;
  readonly foundAt: string;
  /** How many rows broke it, kept or not. */
  readonly failures: number;
}

/** One block for each audit: what failed, when, and its rows as a table. */
export function failedRowsText(
  found: readonly (FailedRows & { readonly rows: readonly Readonly<Record<string, unknown>>[] })[],
): string {
  return found
    .map(({ model, audit, foundAt, failures, rows }) => {
      const some = rows.length < failures ? `, ${rows.length} shown` : '';
      const head = `${model}  ${audit}  ${foundAt}  ${failures.toLocaleString('en-US')} failing${some}`;
      return `${head}\n${table(rows)}`;
    })
    .join('\n\n')
    .concat('\n');
}

function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => [...line[index]!].length)));
  return lines
    .map((line) =>
      `  ${line.map((text, index) => text + ' '.repeat(widths[index]! - [...text].length)).join('  ')}`.trimEnd(),
    )
    .join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const letters = [...text.replaceAll(/[\r\n\t]/g, ' ')];
  return letters.length <= 40 ? letters.join('') : `${letters.slice(0, 39).join('')}…`;
}
