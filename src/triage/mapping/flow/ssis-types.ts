import { type FlowFamily, familyOfType } from '../../ssis/index.ts';
import { type KnownValue, known, unfit } from './flow-value.ts';

const plainTypes: Readonly<Record<string, string>> = {
  I1: 'TINYINT',
  I2: 'SMALLINT',
  I4: 'INTEGER',
  I8: 'BIGINT',
  UI1: 'UTINYINT',
  UI2: 'USMALLINT',
  UI4: 'UINTEGER',
  UI8: 'UBIGINT',
  R4: 'FLOAT',
  R8: 'DOUBLE',
  CY: 'DECIMAL(19,4)',
  BOOL: 'BOOLEAN',
  DBDATE: 'DATE',
  DBTIMESTAMP: 'TIMESTAMP',
  DBTIMESTAMP2: 'TIMESTAMP',
  STR: 'VARCHAR',
  WSTR: 'VARCHAR',
};

/** DuckDB's name of a type without its `DT_`, and what its values are. */
export function duckType(
  name: string,
  parameters: readonly string[],
): { readonly type: string; readonly family: FlowFamily } {
  const bare = name.toUpperCase().replace(/^DT_/, '');
  if (bare === 'NUMERIC' && parameters.length === 2)
    return { type: `DECIMAL(${parameters.join(',')})`, family: 'number' };
  if (bare === 'DECIMAL' && parameters.length === 1)
    return { type: `DECIMAL(28,${parameters[0]})`, family: 'number' };
  const type = plainTypes[bare];
  if (type === undefined) unfit(`the type \`${name}\` has no counterpart that is known to be the same`);
  return { type, family: familyOfType(bare) };
}

/** A conversion, where DuckDB's gives the same; what may differ is noted. */
export function converted(
  value: KnownValue,
  name: string,
  parameters: readonly string[],
  note: (text: string) => void,
): KnownValue {
  const { type, family } = duckType(name, parameters);
  const from = value.family;
  if (family === 'text') {
    if (from !== 'text' && from !== 'integer')
      unfit(
        from === 'unknown'
          ? `a value of an unknown type is turned into text`
          : `how SSIS writes a ${from} as text is not known to be the same`,
      );
    note(
      `Text that is longer than ${parameters[0]} characters stops the package or is cut there; here it stays whole.`,
    );
    return from === 'text'
      ? value
      : known(`CAST(${value.sql} AS VARCHAR)`, 'text', undefined, value.isCertain);
  }
  if (family === 'integer' && (from === 'number' || from === 'unknown'))
    note('Halves are rounded by DuckDB’s rules where decimals become whole numbers.');
  if (family === 'date' && (from === 'text' || from === 'unknown'))
    note(
      'Text that becomes a date must be written as 2024-12-31 here; a package also takes the forms of its locale.',
    );
  if ((family === 'date') !== (from === 'date') && from !== 'text' && from !== 'unknown')
    unfit(`a ${from} is turned into \`${name}\``);
  return known(`CAST(${value.sql} AS ${type})`, family, undefined, value.isCertain);
}
