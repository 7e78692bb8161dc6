import { nothingKnown } from '../estate/bare-object.ts';
import type { LegacyColumn } from '../estate/legacy-object.ts';
import type { FileReading } from '../estate/sql-reader.ts';
import { csvRecords } from '../usage/logs/csv-records.ts';

/** So many rows show the types of a seed's columns. */
const sampledRows = 1000;

/** A seed of dbt: a table of the name of its CSV file, with the columns of its first line, and types that its rows have, as dbt guesses them. */
export function readDbtSeed(text: string, file: string): FileReading {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const place = { file, line: 1, endLine: 1 };
  const [head, ...rows] = recordsOf(text);
  if (head === undefined || head.some((column) => column.trim() === ''))
    return {
      objects: [],
      notes: [{ code: 'not-parsed', text: 'Its first line does not name all of its columns.', place }],
    };
  const columns = head.map((column, index): LegacyColumn => {
    const values = rows.map((row) => row[index]?.trim() ?? '').filter((value) => value !== '');
    return { name: column.trim(), type: typeOf(values), nullable: null };
  });
  return {
    objects: [
      {
        id: name.toLowerCase(),
        name,
        kind: 'table',
        dialect: null,
        place,
        understanding: 'parsed',
        ...nothingKnown,
        columns,
      },
    ],
    notes: [],
  };
}

function recordsOf(text: string): (readonly string[])[] {
  const [first = ''] = text.split('\n', 1);
  const separator = [',', ';', '\t', '|'].find((each) => first.includes(each)) ?? ',';
  const records: (readonly string[])[] = [];
  const reader = csvRecords(
    separator,
    () => false,
    (_, fields) => {
      if (fields !== null) records.push(fields);
    },
  );
  let line = 0;
  for (let from = 0; from < text.length && records.length <= sampledRows; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    reader.push(++line, text.slice(from, to).replace(/\r$/, ''));
    from = to + 1;
  }
  reader.end();
  return records.slice(0, sampledRows + 1);
}

const shapes: readonly (readonly [type: string, shape: RegExp])[] = [
  ['integer', /^[-+]?\d{1,9}$/],
  ['bigint', /^[-+]?\d{1,18}$/],
  ['decimal(38,9)', /^[-+]?\d{1,29}(?:\.\d{1,9})?$/],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['timestamp', /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/],
  ['boolean', /^(?:true|false)$/i],
];

function typeOf(values: readonly string[]): string | null {
  if (values.length === 0) return null;
  return shapes.find(([, shape]) => values.every((value) => shape.test(value)))?.[0] ?? 'varchar(255)';
}
