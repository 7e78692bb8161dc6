import { isMoment, isNumber } from '../family.ts';
import type { Scope } from '../scope.ts';
import { type Node, nodeOf, nodesOf } from '../tree.ts';
import { ranks, refuse, type Work, type Written, whole, within } from '../work.ts';

/** Tells, where texts that differ in case or in spaces at their end are one to the dialect, that they are two here. */
export function tellSameText(work: Work, at: unknown): void {
  const { caseless, padded, title } = work.facts;
  if (caseless || padded) work.tell('translate-text-comparison', { dialect: title, caseless, padded }, at);
}

/** Tells what two values that are compared may hide: text by collation, and conversions. */
export function tellComparison(work: Work, sides: readonly Written[], isOrdered: boolean, at: unknown): void {
  const { facts } = work;
  const families = sides.map((side) => side.family);
  const texts = families.filter((family) => family === 'text').length;
  if (families.includes('null') && families.length === 2) return;
  // A literal beside a column of unknown type is text most likely.
  if (texts > 0 && families.every((family) => ['text', 'unknown', 'null'].includes(family))) {
    tellSameText(work, at);
    if (isOrdered) work.tell('translate-text-order', { dialect: facts.title }, at);
    return;
  }
  if (texts > 0 && families.some(isNumber))
    work.tell('translate-implicit-cast', { dialect: facts.title, from: 'text', to: 'a number' }, at);
  if (families.some(isMoment) && families.some(isNumber)) {
    // Teradata's dates are numbers inside, T-SQL's are days since 1900: DuckDB compares neither.
    refuse(work, 'A date compared with a number', at);
    return;
  }
  const isPlainMoment = sides.every(
    (side) => isMoment(side.family) || /^'\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?'$/.test(side.sql),
  );
  if (texts > 0 && families.some(isMoment) && !isPlainMoment)
    work.tell('translate-implicit-cast', { dialect: facts.title, from: 'text', to: 'a date' }, at);
}

/** A comparison of two values. */
export function compare(work: Work, left: Written, right: Written, sign: string, at: unknown): Written {
  tellComparison(work, [left, right], !['=', '<>'].includes(sign) && !sign.startsWith('IS'), at);
  return {
    sql: `${within(left, ranks.other)} ${sign} ${within(right, ranks.other)}`,
    family: 'boolean',
    rank: ranks.comparison,
  };
}

/** The values of a row value; null: it is none. */
export function rowOf(node: Node): Node[] | null {
  if (node.kind === 'paren') return rowOf(nodeOf(node.fields.this));
  return node.kind === 'tuple' ? nodesOf(node.fields.expressions) : null;
}

/** Rows value by value: DuckDB's own rows take NULL for equal to NULL, and for the largest value. */
export function compareRows(
  work: Work,
  scope: Scope,
  left: readonly Node[],
  right: readonly Node[],
  sign: string,
  at: unknown,
): Written {
  if (left.length !== right.length || left.length === 0)
    return refuse(work, 'A comparison of rows that are not equally long', at);
  const pairs = left.map(
    (each, index) => [work.expression(scope, each), work.expression(scope, right[index]!)] as const,
  );
  const by = (index: number, word: string): string =>
    within(compare(work, pairs[index]![0], pairs[index]![1], word, at), ranks.comparison);
  const all = (word: string, joint: string): string => pairs.map((_, index) => by(index, word)).join(joint);
  if (sign === '=' || sign === 'IS NOT DISTINCT FROM') return whole(`(${all(sign, ' AND ')})`, 'boolean');
  if (sign === '<>' || sign === 'IS DISTINCT FROM') return whole(`(${all(sign, ' OR ')})`, 'boolean');
  const strict = sign.replace('=', '');
  const ordered = pairs.reduceRight<string>(
    (rest, _, index) =>
      rest === '' ? by(index, sign) : `${by(index, strict)} OR (${by(index, '=')} AND (${rest}))`,
    '',
  );
  return whole(`(${ordered})`, 'boolean');
}

/** Values of which one is given: text and numbers among them are all text in MySQL, and DuckDB mixes them nowhere. */
export function unified(work: Work, values: readonly Written[], at: unknown): readonly Written[] {
  const families = new Set(values.map((each) => each.family));
  const literals = values.filter(({ sql }) => /^'(?:[^']|'')*'$/.test(sql));
  if (
    work.dialect === 'firebird' &&
    values.every((each) => literals.includes(each) || each.family === 'null') &&
    new Set(literals.map(({ sql }) => sql.replaceAll("''", "'").length)).size > 1
  )
    work.tell(
      'translate-meaning',
      { what: 'Literals of several lengths, of which one is given, are filled up with blanks in Firebird' },
      at,
    );
  if (!families.has('text') || ![...families].some(isNumber)) return values;
  const { dialect, facts } = work;
  if (dialect !== 'mysql') {
    work.tell('translate-implicit-cast', { dialect: facts.title, from: 'text', to: 'a number' }, at);
    return values;
  }
  work.tell('translate-implicit-cast', { dialect: facts.title, from: 'a number', to: 'text' }, at);
  return values.map((each) => (isNumber(each.family) ? whole(`CAST(${each.sql} AS VARCHAR)`, 'text') : each));
}
