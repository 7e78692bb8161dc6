import type { ColumnField } from './column-plan.ts';

/** A type as Firebird writes it, for people. */
export function typeWords({ type, characters, array }: ColumnField): string {
  const name = names[type] ?? `Firebird's type ${type}`;
  const words = type === 14 || type === 37 ? `${name}(${characters})` : name;
  return array ? `an array of ${words}` : words;
}

const names: Readonly<Record<number, string>> = {
  7: 'SMALLINT',
  8: 'INTEGER',
  10: 'FLOAT',
  12: 'DATE',
  13: 'TIME',
  14: 'CHAR',
  16: 'BIGINT',
  23: 'BOOLEAN',
  24: 'DECFLOAT(16)',
  25: 'DECFLOAT(34)',
  26: 'INT128',
  27: 'DOUBLE PRECISION',
  28: 'TIME WITH TIME ZONE',
  29: 'TIMESTAMP WITH TIME ZONE',
  35: 'TIMESTAMP',
  37: 'VARCHAR',
  261: 'BLOB',
};
