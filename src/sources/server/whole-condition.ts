import type { SourceFilter } from '../../ports/index.ts';
import type { Bound } from './condition.ts';

/** The whole units that a type can hold, and how the server writes one. */
export interface Units {
  readonly least: bigint;
  readonly most: bigint;
  literal(units: bigint): string;
}

/** The comparison of a column that has only whole units with a value that may lie between two, or beyond what the server can write. */
export function wholeCondition(
  column: string,
  operator: Exclude<SourceFilter['operator'], 'is null' | 'is not null'>,
  { floor, exact }: Bound,
  { least, most, literal }: Units,
): string {
  const none = '1 = 0';
  const all = `${column} IS NOT NULL`;
  if (operator === '=' || operator === '<>') {
    const possible = exact && floor >= least && floor <= most;
    if (!possible) return operator === '=' ? none : all;
    return `${column} ${operator} ${literal(floor)}`;
  }
  const below = operator === '<' || operator === '<=';
  if (floor < least) return below ? none : all;
  if (floor > most) return below ? all : none;
  const adjusted = exact ? operator : below ? '<=' : '>';
  return `${column} ${adjusted} ${literal(floor)}`;
}
