/** A count of failing rows, or their share of all that were looked at (between 0 and 1), compared with a bound. */
export interface RowThreshold {
  readonly operator: '>' | '>=' | '<' | '<=' | '=' | '!=';
  readonly value: number;
  readonly unit: 'rows' | 'share';
}

/** An SQL macro of the project's as an audit takes it along. */
export interface AuditMacro {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

const threshold = /^\s*(>=|<=|!=|<>|==|>|<|=)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/;

/** `> 10` or `>= 0.5%`; null where it is neither. */
export function parseThreshold(text: string): RowThreshold | null {
  const match = threshold.exec(text);
  if (match === null) return null;
  const [, written, number, percent] = match;
  const operator = written === '<>' ? '!=' : written === '==' ? '=' : (written as RowThreshold['operator']);
  return percent === '%'
    ? { operator, value: Number(number) / 100, unit: 'share' }
    : { operator, value: Number(number), unit: 'rows' };
}

/** Whether `failures` of `rows` are what the threshold speaks of. Of no rows no share fails. */
export function isReached({ operator, value, unit }: RowThreshold, failures: number, rows: number): boolean {
  const found = unit === 'rows' ? failures : rows === 0 ? 0 : failures / rows;
  switch (operator) {
    case '>':
      return found > value;
    case '>=':
      return found >= value;
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '=':
      return found === value;
    case '!=':
      return found !== value;
  }
}

/** A threshold as it is written: `> 0.1%`. */
export function thresholdText({ operator, value, unit }: RowThreshold): string {
  return unit === 'share' ? `${operator} ${percentText(value)}` : `${operator} ${value}`;
}

/** 0.001 → `0.1%`, without what binary fractions add. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** `5%` as 0.05, `0.05` as it is; null where it is neither, or no share. */
export function parseShare(value: string | number): number | null {
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : null;
  const match = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(value);
  const share = match === null ? Number.NaN : Number(match[1]) / 100;
  return share >= 0 && share <= 1 ? share : null;
}

/** `-10%`, `+50%`, `-200`; a number is so many rows. */
export function parseChange(value: string | number): { value: number; unit: 'rows' | 'share' } | null {
  if (typeof value === 'number') return { value, unit: 'rows' };
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value);
  if (match === null) return null;
  return match[2] === '%'
    ? { value: Number(match[1]) / 100, unit: 'share' }
    : { value: Number(match[1]), unit: 'rows' };
}

/** `0.01` as it is, `0.1%` as a share of the other sum. */
export function parseTolerance(value: string | number): { value: number; unit: 'absolute' | 'share' } | null {
  if (typeof value === 'number') return value >= 0 ? { value, unit: 'absolute' } : null;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value);
  if (match === null) return null;
  return match[2] === '%'
    ? { value: Number(match[1]) / 100, unit: 'share' }
    : { value: Number(match[1]), unit: 'absolute' };
}

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/** `36 hours` in seconds; null where it is no length of time. */
export function parseAge(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(second|minute|hour|day|week)s?\s*$/.exec(text);
  return match === null ? null : Number(match[1]) * seconds[match[2]!]!;
}
