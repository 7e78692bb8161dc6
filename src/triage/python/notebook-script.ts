import type { CellLine } from './notebook-cells.ts';

/** What IPython’s commands become, which are no Python: functions that the follower knows. */
const sqlFunction = 'ipython_sql';
const runFunction = 'ipython_run';

/** Commands of a cell whose body is SQL. */
const sqlCell = /^%%(?:\w*sql|bigquery|snowflake|oracle|postgres|duckdb)\b(.*)$/i;
/** Those whose body is Python all the same. */
const pythonCell = /^%%(?:time|timeit|capture|prun|memit|local|spark|pyspark|python3?|py)\b/i;

/** The cells of a notebook as a script of Python, line for line: SQL of `%sql` and `%%sql` is the text of a call, other commands of the notebook do nothing. */
export function cellsAsScript(cells: readonly (readonly CellLine[])[]): readonly CellLine[] {
  return cells.flatMap((cell) => [...scriptOfCell(cell), { text: '', line: cell.at(-1)?.line ?? 1 }]);
}

function scriptOfCell(cell: readonly CellLine[]): readonly CellLine[] {
  const first = cell.findIndex(({ text }) => text.trim() !== '');
  const command = cell[first]?.text.trim() ?? '';
  if (!command.startsWith('%%')) return cell.map((each) => ({ ...each, text: plainLine(each.text) }));
  const sql = sqlCell.exec(command);
  if (sql !== null) return sqlCall(cell, first, sql[1]!);
  // What is timed may be SQL.
  const rest = pythonCell.test(command) ? scriptOfCell(cell.slice(first + 1)) : [];
  return cell.map((each, index) => rest[index - first - 1] ?? { ...each, text: '' });
}

/** `%%bigquery table`, `%%sql table <<`: the rows get a name. */
function sqlCall(cell: readonly CellLine[], first: number, options: string): readonly CellLine[] {
  const name = /(\w+)\s*<</.exec(options)?.[1] ?? /^\s+([A-Za-z_]\w*)\s*(?:--.*)?$/.exec(options)?.[1];
  const body = cell.slice(first + 1);
  const text = quoted(body.map((each) => each.text).join('\n')).split('\n');
  const begin = `${name === undefined ? '' : `${name} = `}${sqlFunction}(`;
  return cell.map((each, index) => {
    if (index < first) return { ...each, text: '' };
    if (index === first) return { ...each, text: body.length === 0 ? '' : begin };
    return { ...each, text: `${text[index - first - 1]!}${index === cell.length - 1 ? ')' : ''}` };
  });
}

/** A literal of Python: what the notebook puts in, `{name}`, is put in. */
function quoted(sql: string): string {
  const plain = sql.replaceAll('"""', '" "');
  const filled = /\{\{?\s*[A-Za-z_]\w*\s*\}?\}/;
  if (!filled.test(plain)) return `r"""${plain} """`;
  const parts = plain.split(/(\{\{?\s*[A-Za-z_]\w*\s*\}?\})/);
  const written = parts.map((part, index) =>
    index % 2 === 1
      ? `{${part.replaceAll(/[{}\s]/g, '')}}`
      : part.replaceAll('{', '{{').replaceAll('}', '}}'),
  );
  return `rf"""${written.join('')} """`;
}

/** One line, which may be a command of the notebook. */
function plainLine(text: string): string {
  const sql = /^(\s*(?:\w+\s*=\s*)?)%(?:\w*sql|bigquery)\s+(.+)$/i.exec(text);
  if (sql !== null)
    return /^\S*:\/\/\S*$|^--/.test(sql[2]!.trim())
      ? indented(text)
      : `${sql[1]!}${sqlFunction}(${quoted(sql[2]!)})`;
  const run = /^(\s*)(?:%run\s+|!\s*(?=python\b))(.+)$/.exec(text);
  if (run !== null) return `${run[1]!}${runFunction}(r"""${run[2]!.replaceAll('"', '')}""")`;
  return /^\s*(?:[%!?]|\w+\s*=\s*[!%]|[\w.]+\?+\s*$)/.test(text) ? indented(text) : text;
}

function indented(text: string): string {
  return `${/^\s*/.exec(text)![0]}pass`;
}

/** A notebook of Databricks that is kept as a script: its other cells are comments, `# MAGIC %sql`. Line for line. */
export function withMagicCells(text: string): string {
  if (!/^# Databricks notebook source/.test(text)) return text;
  const lines = text.split('\n');
  const made: string[] = [];
  for (let i = 0; i < lines.length; ) {
    if (!/^# MAGIC\b/.test(lines[i]!)) {
      made.push(lines[i++]!);
      continue;
    }
    const cell: CellLine[] = [];
    for (; i < lines.length && /^# MAGIC\b/.test(lines[i]!); i++)
      cell.push({ text: lines[i]!.replace(/^# MAGIC ?/, ''), line: i + 1 });
    made.push(...scriptOfMagic(cell).map((each) => each.text));
  }
  return made.join('\n');
}

/** `%sql` begins a cell there, with or without SQL behind it. */
function scriptOfMagic(cell: readonly CellLine[]): readonly CellLine[] {
  const [first, ...others] = cell;
  const found = /^\s*%(\w+)\s*(.*)$/.exec(first?.text ?? '');
  if (first === undefined || found === null) return cell.map((each) => ({ ...each, text: '' }));
  const [, command, rest] = found;
  if (command === 'run')
    return [{ ...first, text: plainLine(first.text) }, ...others.map((each) => ({ ...each, text: '' }))];
  if (command === 'python') return [{ ...first, text: rest! }, ...others];
  if (!/sql$/.test(command!)) return cell.map((each) => ({ ...each, text: '' }));
  const sql = quoted([rest, ...others.map((each) => each.text)].join('\n')).split('\n');
  return cell.map((each, index) => ({
    ...each,
    text: `${index === 0 ? `${sqlFunction}(` : ''}${sql[index]!}${index === cell.length - 1 ? ')' : ''}`,
  }));
}
