import { type LegacyObject, type LegacyStatement, readPythonScript } from '../../../src/triage/index.ts';
import { readTables } from './read-tables.ts';

/** The objects of a script in the text given. */
export function readScript(text: string): readonly LegacyObject[] {
  return readPythonScript(text, 'jobs/a.py', { dialect: null, readSql: readTables }).objects;
}

/** Each statement of a script in a line: `line kind: reads -> writes`. */
export function scriptLines(text: string): readonly string[] {
  return readScript(text)[0]!.statements.map(
    ({ place, kind, understanding, reads, writes }) =>
      `${place.line} ${kind}${understanding === 'parsed' ? '' : ` (${understanding})`}: ${told(reads)} -> ${told(writes)}`,
  );
}

/** `relation(column,column)`, `*` for all columns, side by side. */
export function told(uses: LegacyStatement['reads']): string {
  return uses.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`).join(' ');
}
