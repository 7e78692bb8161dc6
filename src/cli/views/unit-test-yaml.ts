import type { SqlValue } from '../../ports/index.ts';

export interface YamlRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface GeneratedTest {
  readonly name: string;
  readonly model: string;
  readonly description: string;
  readonly now: string | null;
  readonly given: readonly (YamlRows & { readonly relation: string })[];
  readonly expected: YamlRows;
}

/** A unit test as YAML, indented as an entry below `tests:`. In given rows NULL is left out. */
export function unitTestYaml({ name, model, description, now, given, expected }: GeneratedTest): string {
  const withRows = given.filter(({ rows }) => rows.length > 0);
  const lines = [
    `  ${name}:`,
    `    model: ${model}`,
    `    description: ${text(description)}`,
    ...(now === null ? [] : [`    now: ${text(now)}`]),
    ...(withRows.length === 0 ? [] : ['    given:']),
    ...withRows.flatMap((each) => [
      `      ${text(each.relation)}:`,
      ...each.rows.map((row) => `        - ${mapping(each.columns, row, false)}`),
    ]),
    '    expect:',
    ...(expected.rows.length === 0
      ? ['      rows: []']
      : ['      rows:', ...expected.rows.map((row) => `        - ${mapping(expected.columns, row, true)}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function mapping(columns: YamlRows['columns'], row: readonly SqlValue[], withNull: boolean): string {
  const cells = columns.flatMap(({ name, type }, index) => {
    const value = row[index] ?? null;
    return value === null && !withNull ? [] : [`${text(name)}: ${scalar(value, type)}`];
  });
  return `{${cells.join(', ')}}`;
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\b.*)$/;

function scalar(value: SqlValue, type: string): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value !== 'string') return String(value);
  // A number of DECIMAL(18,4) is written as people write it.
  if (numeric.test(type) && /^-?\d+(\.\d+)?$/.test(value))
    return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  if (
    /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:\d\d)?)?)?$/.test(value) &&
    /^(DATE|TIMESTAMP)/.test(type)
  )
    return value;
  return text(value);
}

/** Plain where nobody can take it for anything else; else in double quotes, as JSON writes it. */
function text(value: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{N}_./+-]*( [\p{L}\p{N}_./+-]+)*$/u.test(value);
  const meansSomething = /^(null|true|false|yes|no|on|off|y|n|nan|inf)$/i.test(value);
  return isPlain && !meansSomething ? value : JSON.stringify(value);
}
