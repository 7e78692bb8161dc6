import type { SourceFilter } from '../../ports/index.ts';

/** A value on a scale of whole units: it is `floor`, or where it is not exact something between that and the next. */
export interface Bound {
  readonly floor: bigint;
  readonly exact: boolean;
}

/** What the units are: 10^-scale, days or hundreds of microseconds since 1970 or midnight. */
export type Units =
  | { readonly kind: 'number'; readonly scale: number }
  | { readonly kind: 'date' | 'timestamp' | 'time' };

/** The comparison of a column that has only whole units with a value that may lie between two, or beyond what Firebird can write. */
export function wholeCondition(
  column: string,
  operator: Exclude<SourceFilter['operator'], 'is null' | 'is not null'>,
  { floor, exact }: Bound,
  units: Units,
): string {
  const { least, most } = ranges[units.kind];
  const none = '1 = 0';
  const all = `${column} IS NOT NULL`;
  if (operator === '=' || operator === '<>') {
    const possible = exact && floor >= least && floor <= most;
    if (!possible) return operator === '=' ? none : all;
    return `${column} ${operator} ${literal(floor, units)}`;
  }
  const below = operator === '<' || operator === '<=';
  if (floor < least) return below ? none : all;
  if (floor > most) return below ? all : none;
  const adjusted = exact ? operator : below ? '<=' : '>';
  return `${column} ${adjusted} ${literal(floor, units)}`;
}

const ticksADay = 864_000_000n;
const firstDay = -719_162n; // 0001-01-01
const lastDay = 2_932_896n; // 9999-12-31

const ranges: Readonly<Record<Units['kind'], { readonly least: bigint; readonly most: bigint }>> = {
  number: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
  date: { least: firstDay, most: lastDay },
  timestamp: { least: firstDay * ticksADay, most: (lastDay + 1n) * ticksADay - 1n },
  time: { least: 0n, most: ticksADay - 1n },
};

function literal(units: bigint, { kind, ...rest }: Units): string {
  switch (kind) {
    case 'number': {
      const { scale } = rest as { scale: number };
      if (scale === 0) return `CAST('${units}' AS BIGINT)`;
      const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
      const sign = units < 0n ? '-' : '';
      return `CAST('${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}' AS NUMERIC(18,${scale}))`;
    }
    case 'date':
      return `CAST('${dayText(units)}' AS DATE)`;
    case 'time':
      return `CAST('${clockText(units)}' AS TIME)`;
    case 'timestamp': {
      const day = units < 0n && units % ticksADay !== 0n ? units / ticksADay - 1n : units / ticksADay;
      return `CAST('${dayText(day)} ${clockText(units - day * ticksADay)}' AS TIMESTAMP)`;
    }
  }
}

function dayText(day: bigint): string {
  return new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
}

function clockText(ticks: bigint): string {
  const seconds = ticks / 10_000n;
  const two = (part: bigint) => part.toString().padStart(2, '0');
  const fraction = (ticks % 10_000n).toString().padStart(4, '0');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}
