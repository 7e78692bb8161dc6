import { corpusTable } from '../corpus/corpus-case.ts';

/** The rows over which the originals and their translations are compared: NULL, halves, blanks, cases, accents, ends of months, a leap day, a change of clocks. */
export const rows = [
  [1, 7, 2, '7.55', '2.5', "'Ann Lee'", "'2024-01-31'", "'2024-01-31 10:30:15'", "'eel'"],
  [2, -7, 2, '-2.50', '-2.5', "'ann lee  '", "'2024-02-29'", "'2024-02-29 23:59:59'", "''"],
  [3, 10, 4, '3.10', '0.1', "'Zoë'", "'2023-12-31'", "'2023-12-31 00:00:00'", "' e'"],
  [4, 'NULL', 3, 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
  [5, 0, 1, '0.05', '1e10', "'ANN LEE'", "'2024-03-31'", "'2024-03-31 02:30:00'", "'Ann Lee'"],
  [6, -8, 3, '-0.25', '-0.5', "'a_b%c'", "'2021-01-03'", "'2021-01-03 12:00:00.250'", "'A'"],
  [7, 3, 5, '12345.65', '1234567.125', "'42'", "'2000-02-29'", "'1999-12-31 23:59:59'", 'NULL'],
] as const;

export const schema = (double: string): string =>
  `CREATE TABLE t (k INTEGER NOT NULL PRIMARY KEY, i INTEGER, j INTEGER, n DECIMAL(10,2), f ${double}, s VARCHAR(20), d DATE, ts TIMESTAMP NULL, e VARCHAR(20))`.replace(
    'TIMESTAMP NULL',
    double === 'DOUBLE' ? 'DATETIME(3)' : 'TIMESTAMP',
  );

export const inserts = rows.map((row) => `INSERT INTO t VALUES (${row.join(', ')});`).join('\n');

export const known = {
  ...corpusTable,
  columns: [{ name: 'k', type: 'INTEGER' }, ...corpusTable.columns],
};
