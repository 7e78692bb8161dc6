import type { Seed } from '../seed.ts';

/**
 * The SELECT that reads the seed's file at `path` (absolute), its columns cast to their types. The dialect is given whole, nothing is sniffed:
 * detection reads a ragged file as one column without an error.
 */
export function seedQuery(seed: Pick<Seed, 'columns' | 'dialect'>, path: string): string {
  const texts = seed.columns.map((column) => `${text(column.name)}: 'VARCHAR'`).join(', ');
  const casts = seed.columns.map(
    (column) => `CAST(${name(column.name)} AS ${column.type}) AS ${name(column.name)}`,
  );
  const options = [
    'auto_detect = false',
    'header = true',
    `delim = ${text(seed.dialect.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ${text(seed.dialect.nullText)}`,
    'allow_quoted_nulls = false',
    'strict_mode = true',
    'null_padding = false',
    'max_line_size = 16777216',
    'parallel = false',
    `columns = {${texts}}`,
  ];
  return `SELECT ${casts.join(', ')} FROM read_csv(${text(path)}, ${options.join(', ')})`;
}

function name(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
