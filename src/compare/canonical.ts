import type { ColumnPair } from './column-pairs.ts';
import type { CompareSide, TextForm } from './options.ts';
import { hasZone, isText, readable } from './readable.ts';
import { quoted, textLiteral } from './sql.ts';
import type { Conversion } from './types/common-type.ts';

/**
 * The value that stands for a cell: two cells match, tolerances aside, exactly where these do not differ. `asText`: some text of the pair cannot be read as the common
 * type, so that both are compared as text, what can be read in the one form that its type is written in.
 */
export function canonical(
  pair: ColumnPair,
  side: 'left' | 'right',
  from: CompareSide,
  asText: boolean,
): string {
  const column = pair[side];
  const conversion = pair.common[side];
  const { type } = pair.common;
  const own = withForms(quoted(column.name), column.type, pair.forms);
  const raw = zoned(own, column.type, type, from.timeZone);
  const value = rounded(convert(raw, column.type, type, conversion), pair);
  if (!asText) return value;
  const text = `CAST(${value} AS VARCHAR)`;
  return conversion === 'read'
    ? `CASE WHEN ${readable(own, column.type, type)} THEN ${text} ELSE CAST(${own} AS VARCHAR) END`
    : text;
}

/** How many cells of a side cannot be read as the pair's type; for pairs that are read only. */
export function unreadableCount(pair: ColumnPair, side: 'left' | 'right'): string {
  const column = pair[side];
  const raw = withForms(quoted(column.name), column.type, pair.forms);
  return `count(*) FILTER (${raw} IS NOT NULL AND NOT ${readable(raw, column.type, pair.common.type)})`;
}

function convert(raw: string, from: string, type: string, conversion: Conversion): string {
  switch (conversion) {
    case 'cast':
      return from === type ? raw : asFloat(raw, from, type);
    case 'read':
      return `TRY_CAST(${raw} AS ${type})`;
    case 'text':
      return `CAST(${raw} AS VARCHAR)`;
    case 'json':
      return `CAST(to_json(${raw}) AS VARCHAR)`;
  }
}

/**
 * A cast; to the nearest floating-point number, where the engine's own cast adds up a whole and a fraction, or two halves, and misses it. Up to where the digits are a whole number that the
 * floating-point type holds, its cast is a single division.
 */
function asFloat(raw: string, from: string, type: string): string {
  const cast = `CAST(${raw} AS ${type})`;
  if (type !== 'DOUBLE' && type !== 'FLOAT') return cast;
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/i.exec(from);
  if (decimal === null && !/^U?HUGEINT$/.test(from)) return cast;
  const [width, scale] = decimal === null ? [39, 0] : [Number(decimal[1]), Number(decimal[2])];
  const most = type === 'DOUBLE' ? '9007199254740992' : '16777216';
  if (width < most.length) return cast;
  const near = `CAST(CAST(${raw} AS VARCHAR) AS ${type})`;
  // Ten to this power is the last that a double holds.
  if (scale > (type === 'DOUBLE' ? 22 : 10)) return near;
  const digits = most.padStart(scale + 1, '0');
  const bound = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return `CASE WHEN ${raw} BETWEEN ${from.startsWith('U') ? '0' : `-${bound}`} AND ${bound} THEN ${cast} ELSE ${near} END`;
}

/** A time without a zone that meets one with a zone: it is of the side's zone. */
function zoned(raw: string, from: string, type: string, zone: string | null): string {
  if (zone === null || type !== 'TIMESTAMP WITH TIME ZONE') return raw;
  const inZone = (value: string) => `(${value} AT TIME ZONE ${textLiteral(zone)})`;
  if (/^(TIMESTAMP(_S|_MS|_NS)?|DATE)$/.test(from)) return inZone(`CAST(${raw} AS TIMESTAMP)`);
  return isText(from)
    ? `CASE WHEN ${hasZone(raw)} THEN TRY_CAST(${raw} AS ${type}) ELSE ${inZone(`TRY_CAST(${raw} AS TIMESTAMP)`)} END`
    : raw;
}

function withForms(raw: string, type: string, forms: readonly TextForm[]): string {
  if (!isText(type)) return raw;
  // In a fixed order: composed letters first, so that what follows sees them.
  const steps: readonly (readonly [TextForm, (text: string) => string])[] = [
    ['unicode', (text) => `nfc_normalize(${text})`],
    ['spaces', (text) => `regexp_replace(${text}, '\\s+', ' ', 'g')`],
    ['trim', (text) => `trim(${text}, E' \\t\\r\\n')`],
    ['padding', (text) => `rtrim(${text}, ' ')`],
    ['case', (text) => `lower(${text})`],
    ['empty', (text) => `nullif(${text}, '')`],
  ];
  const start = /^VARCHAR/i.test(type) ? raw : `CAST(${raw} AS VARCHAR)`;
  return steps.reduce((text, [form, apply]) => (forms.includes(form) ? apply(text) : text), start);
}

function rounded(value: string, { tolerance, common }: ColumnPair): string {
  const { decimals } = tolerance;
  if (decimals === null) return value;
  // DECIMAL(p,s) has nothing to round to beyond its own scale.
  const scale = Number(/,\s*(\d+)\)$/.exec(common.type)?.[1] ?? Number.POSITIVE_INFINITY);
  return decimals >= scale ? value : `round(${value}, ${decimals})`;
}

/** Whether two canonical values differ by more than the pair's tolerance. */
export function differs(
  pair: ColumnPair,
  left: string,
  right: string,
  asText: boolean,
  signedZero: boolean,
): string {
  const { absolute, relative, time } = pair.tolerance;
  const { family, type } = pair.common;
  const unequal = `${left} IS DISTINCT FROM ${right}`;
  const strict =
    signedZero && family === 'float' && !asText
      ? `(${unequal} OR signbit(${left}) <> signbit(${right}))`
      : unequal;
  const near: string[] = [];
  // What is compared as text has numbers only where both can be read.
  const [one, other] = asText ? [left, right].map((value) => `TRY_CAST(${value} AS ${type})`) : [left, right];
  if (absolute !== null || relative !== null) {
    const exact = family !== 'float';
    const finite = exact ? '' : `isfinite(${one}) AND isfinite(${other}) AND `;
    const distance = numericDistance(one!, other!, type);
    const larger = `greatest(abs(CAST(${one} AS DOUBLE)), abs(CAST(${other} AS DOUBLE)))`;
    // The difference of two doubles is off by a few units in the last place of the larger.
    const slack = exact ? '' : ` + 8.9e-16 * ${larger}`;
    if (absolute !== null)
      near.push(`(${finite}${distance} <= ${exact ? absolute : `CAST(${absolute} AS DOUBLE)`}${slack})`);
    if (relative !== null)
      near.push(
        `(${finite}CAST(${distance} AS DOUBLE) <= CAST(${relative} AS DOUBLE) * ${larger} + 8.9e-16 * ${larger})`,
      );
  }
  if (time !== null)
    near.push(`(abs(${microseconds(one!, pair)} - ${microseconds(other!, pair)}) <= ${time})`);
  return near.length === 0 ? `(${strict})` : `(${strict} AND NOT coalesce(${near.join(' OR ')}, false))`;
}

/** The distance of two numbers of `type`; NULL where no type of the engine holds it. */
export function numericDistance(left: string, right: string, type: string): string {
  if (type === 'FLOAT' || type === 'DOUBLE') return `abs(CAST(${left} AS DOUBLE) - CAST(${right} AS DOUBLE))`;
  if (/^DECIMAL/.test(type))
    return `try(abs(CAST(${left} AS ${roomier(type)}) - CAST(${right} AS ${roomier(type)})))`;
  return `try(abs(CAST(${left} AS HUGEINT) - CAST(${right} AS HUGEINT)))`;
}

/** One more digit before the point where there is room for it. */
function roomier(type: string): string {
  const [width = 18, scale = 0] = (/\((\d+),\s*(\d+)\)/.exec(type) ?? []).slice(1).map(Number);
  return `DECIMAL(${Math.min(38, width + 1)},${scale})`;
}

/** NULL for an infinite time. */
export function microseconds(value: string, { common }: ColumnPair): string {
  return `epoch_us(${common.family === 'date' ? `CAST(${value} AS TIMESTAMP)` : value})`;
}
