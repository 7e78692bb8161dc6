import type { Audit } from '../project/index.ts';
import { holdsPersonalData } from './personal-text.ts';
import { identifier, textLiteral, valueLiteral } from './sql-text.ts';

const names = [
  'not_null',
  'accepted_values',
  'not_accepted_values',
  'accepted_range',
  'expression',
  'match_regex',
  'not_match_regex',
  'relationships',
  'no_personal_data',
] as const;

/** An audit that looks at one row at a time. */
export type RowAudit = Extract<Audit, { name: (typeof names)[number] }>;

export function isRowAudit(audit: Audit): audit is RowAudit {
  return (names as readonly string[]).includes(audit.name);
}

/** What conditions need to know of the relations around them. */
export interface Surroundings {
  /** A column's type by its name in any case. */
  readonly typeOf: (column: string) => string;
  /** What stands after FROM for another relation. */
  readonly sqlOf: (relation: string) => string;
}

/**
 * The condition that is true for the rows that break the audit, and never NULL where it is not. A NULL breaks `not_null` alone. Rows that `where` leaves out break nothing.
 */
export function brokenRows(audit: RowAudit, around: Surroundings): string {
  const broken = brokenBy(audit, around);
  return audit.where === undefined ? broken : `(${lookedAt(audit)} AND ${broken})`;
}

/** The condition for the rows that an audit looks at. A comment at the end of what the user wrote must not swallow the bracket. */
export function lookedAt(audit: Audit): string {
  return audit.where === undefined ? 'true' : `coalesce((\n${audit.where}\n), false)`;
}

function brokenBy(audit: RowAudit, { typeOf, sqlOf }: Surroundings): string {
  switch (audit.name) {
    case 'not_null':
      return anyOf(audit.columns.map((column) => `${identifier(column)} IS NULL`));
    case 'accepted_values':
    case 'not_accepted_values': {
      const name = identifier(audit.columns[0]!);
      const literals = audit.arguments.values.map((value) => valueLiteral(value, typeOf(audit.columns[0]!)));
      const isIn = audit.name === 'not_accepted_values';
      if (literals.length === 0) return isIn ? 'false' : `${name} IS NOT NULL`;
      return `coalesce(${name} ${isIn ? 'IN' : 'NOT IN'} (${literals.join(', ')}), false)`;
    }
    case 'accepted_range': {
      const [column] = audit.columns;
      const { min, max, inclusive = true } = audit.arguments;
      const [below, above] = inclusive ? ['<', '>'] : ['<=', '>='];
      const outside = [
        ...(min === null ? [] : [`${identifier(column!)} ${below} ${valueLiteral(min, typeOf(column!))}`]),
        ...(max === null ? [] : [`${identifier(column!)} ${above} ${valueLiteral(max, typeOf(column!))}`]),
      ];
      return outside.length === 0 ? 'false' : `coalesce(${outside.join(' OR ')}, false)`;
    }
    case 'expression':
      return `coalesce(NOT (\n${audit.arguments.sql}\n), false)`;
    case 'match_regex':
    case 'not_match_regex': {
      const found = `regexp_matches(${identifier(audit.columns[0]!)}, ${textLiteral(audit.arguments.pattern)})`;
      return `coalesce(${audit.name === 'match_regex' ? `NOT ${found}` : found}, false)`;
    }
    case 'relationships': {
      const { to, fields } = audit.arguments;
      const own = audit.columns.map(identifier);
      const theirs = fields.map(identifier);
      const present = own.map((name) => `${name} IS NOT NULL`).join(' AND ');
      const whole = theirs.map((name) => `${name} IS NOT NULL`).join(' AND ');
      const [one, other] =
        own.length === 1 ? [own[0]!, theirs[0]!] : [`(${own.join(', ')})`, `(${theirs.join(', ')})`];
      // A row of several columns is compared as one value, for which the engine has a hash; EXISTS with two conditions takes four times as long.
      return `(${present} AND coalesce(${one} NOT IN (SELECT ${other} FROM ${sqlOf(to)} WHERE ${whole}), false))`;
    }
    case 'no_personal_data':
      return holdsPersonalData(audit, sqlOf);
    default:
      return audit satisfies never;
  }
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}
