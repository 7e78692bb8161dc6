import { longColumn, type Mapping, rulesOf } from './mapping.ts';

/** What a unit test of the model should show, a line for each rule that can be wrong. */
export function rulesToShow({ form }: Mapping): string[] {
  return [
    ...(form.filters ?? []).map((filter) => `a row with ${oneLine(filter)}, and one that is left out`),
    ...(form.joins ?? []).map((join) =>
      join.type === 'left' || join.type === 'full'
        ? `${join.source}: a row that finds its partner, and one that does not`
        : `${join.source}: a row that finds its partner`,
    ),
    ...Object.entries(form.columns ?? {}).flatMap(([column, rule]) => {
      const [kind] = rulesOf(rule);
      const { expression, lookup, aggregate } = longColumn(rule);
      if (kind === 'expression') return [`${column}: ${oneLine(expression ?? '')}`];
      if (kind === 'lookup') return [`${column}: a key that ${lookup?.in} has, and one that it lacks`];
      if (kind === 'aggregate') return [`${column}: ${aggregate?.function} over several rows, and over NULL`];
      return [];
    }),
  ];
}

function oneLine(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** The same value for all columns of a type, so that rows of two relations find each other. */
export function sampleOf(type: string): string | number | boolean | null {
  const base = type.toUpperCase();
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(base)) return 1;
  if (/^(DECIMAL|DOUBLE|FLOAT|REAL)/.test(base)) return 1.5;
  if (base === 'BOOLEAN') return true;
  if (base === 'DATE') return '2024-01-01';
  if (base.startsWith('TIMESTAMP')) return '2024-01-01 00:00:00';
  if (base === 'TIME') return '00:00:00';
  if (base === 'UUID') return '00000000-0000-0000-0000-000000000001';
  return base === 'VARCHAR' ? 'a' : null;
}
