import { createCutter, defaultDialect, fieldForms, unescapeField } from '../csv/index.ts';
import type { GivenRow } from './unit-test.ts';

export interface TestCsv {
  readonly columns: readonly string[];
  readonly rows: readonly GivenRow[];
}

/** Rows from CSV text: names in the first line, an empty field is NULL, `""` is empty text. A text says what is wrong and in which line. */
export function readTestCsv(text: string): TestCsv | string {
  const bytes = new TextEncoder().encode(text.replace(/^\uFEFF/, ''));
  const decoder = new TextDecoder();
  const records: { line: number; cells: (string | null)[] }[] = [];
  let problem: string | null = null;
  createCutter(defaultDialect).cut(bytes, 0, bytes.length, true, (record) => {
    if (record.problem !== null) {
      problem = `line ${record.line}: ${record.problem === 'unclosed' ? 'a quote is not closed' : 'text stands behind a closing quote'}`;
      return false;
    }
    if (record.isBlank) return true;
    const cells = Array.from({ length: record.count }, (_, index) => {
      const form = record.forms[index];
      const field = bytes.subarray(record.starts[index], record.ends[index]);
      const cell = decoder.decode(form === fieldForms.escaped ? unescapeField(field, defaultDialect) : field);
      return cell === '' && form === fieldForms.plain ? null : cell;
    });
    records.push({ line: record.line, cells });
    return true;
  });
  if (problem !== null) return problem;
  const [head, ...rest] = records;
  if (head === undefined) return 'there is no line with the names of columns';
  const columns = head.cells.map((cell) => (cell ?? '').trim());
  if (columns.includes('')) return `line ${head.line}: a column has no name`;
  const twice = columns.find((column, index) =>
    columns.some((other, at) => at > index && other.toLowerCase() === column.toLowerCase()),
  );
  if (twice !== undefined) return `line ${head.line}: column ${twice} stands twice`;
  const uneven = rest.find(({ cells }) => cells.length !== columns.length);
  if (uneven !== undefined)
    return `line ${uneven.line} has ${uneven.cells.length} fields, the first line has ${columns.length}`;
  return {
    columns,
    rows: rest.map(({ cells }) =>
      Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null])),
    ),
  };
}
