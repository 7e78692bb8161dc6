import { shownText } from '../../estate/text-with-holes.ts';
import { weakest } from '../../estate/understanding.ts';
import { readPackageSql } from '../read-sql.ts';
import { columnsOutOf } from '../trace-columns.ts';
import { placeOf, type ReadComponent, readsInto, together } from './flow-reading.ts';

/** SQL that runs once for each row. */
export const readSqlCommand: ReadComponent = (reading, component) => {
  const place = placeOf(reading, component);
  const text = component.expressions.get('SqlCommand') ?? {
    pieces: [component.properties.get('SqlCommand') ?? ''],
    line: component.line,
  };
  const connection = reading.connections.of(component.connection);
  const { statements, isDynamic } = readPackageSql(reading, text, connection, place);
  const { reads, isWhole } = readsInto(reading, component);
  reading.notes.push({
    code: 'row-by-row',
    text: `\`${component.name}\` runs its SQL once for each row`,
    place,
  });
  if (isDynamic || statements.length === 0)
    reading.notes.push({
      code: 'dynamic-sql',
      text: `the SQL of \`${component.name}\` is put together when the package runs`,
      place,
    });
  return {
    kind: 'sql command',
    place,
    understanding:
      statements.length === 0
        ? 'opaque'
        : weakest([...statements.map((each) => each.understanding), isWhole ? 'scanned' : 'bound']),
    reads: together([...statements.flatMap((each) => each.reads), ...reads]),
    writes: statements.flatMap((each) => each.writes),
    text: shownText(text),
  };
};

/** Code of the note and its words: why no query can be written for what a component does. */
const reasons = {
  script: ['script-component', 'is a program: what it makes of its columns is not known'],
  fuzzy_grouping: [
    'inexact-component',
    'puts rows together that are like one another, by a measure of its own: no query gives the same',
  ],
  data_mining: ['inexact-component', 'asks a model of Analysis Services: no query gives the same'],
  sampling: ['inexact-component', 'takes rows by chance'],
  import_column: ['files-by-row', 'reads a file for each row, whose name stands in the row'],
  export_column: ['files-by-row', 'writes a file for each row, whose name stands in the row'],
  unknown: ['unknown-component', 'is of a kind that is not known: what it does with its rows is not known'],
} as const;

const statementKinds: Partial<Record<ProgramKind, string>> = {
  script: 'script component',
  unknown: 'component',
};

export type ProgramKind = keyof typeof reasons;

export function isProgram(kind: string): kind is ProgramKind {
  return Object.hasOwn(reasons, kind);
}

/** A component whose work is not written down where it can be read. */
export const readProgram: ReadComponent = (reading, component) => {
  if (!isProgram(component.kind)) return null;
  const place = placeOf(reading, component);
  const [code, what] = reasons[component.kind];
  reading.notes.push({
    code,
    text: `the component \`${component.name}\`${component.kind === 'unknown' ? ` (${component.title})` : ''} ${what}`,
    place,
  });
  const isEnd = columnsOutOf(component).length === 0;
  return {
    kind: statementKinds[component.kind] ?? component.kind.replaceAll('_', ' '),
    place,
    understanding: 'opaque',
    // What it is given and gives nobody, it does away with by itself.
    reads: isEnd ? readsInto(reading, component).reads : [],
    writes: [],
    text: component.name,
  };
};
