/** A JSON value in which integers that a double cannot hold are bigints: nothing of a log entry is lost on the way through. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Sixteen digits in a row are the least that a safe integer may not hold. */
const longDigits = /\d{16}/;

/** Parses JSON text; throws SyntaxError as JSON.parse does. Integers beyond 2^53 become bigints. */
export function parseJson(text: string): Json {
  if (!longDigits.test(text)) return JSON.parse(text) as Json;
  return revive(JSON.parse(markLongIntegers(text)));
}

/** The JSON text of a value; properties that are undefined are left out. */
export function printJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => printJson(item as Json)).join(',')}]`;
  const parts: string[] = [];
  for (const [name, item] of Object.entries(value as JsonObject)) {
    if (item !== undefined) parts.push(`${JSON.stringify(name)}:${printJson(item)}`);
  }
  return `{${parts.join(',')}}`;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No string of a log begins with this: U+0000 is escaped in JSON, and a mark is only ever undone where this function put it. */
const mark = '\u0000long:';
const stringOrLong = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

function markLongIntegers(text: string): string {
  return text.replace(stringOrLong, (found, offset: number) => {
    if (found.startsWith('"')) return found;
    const before = text[offset - 1];
    // The digits after a point or an exponent belong to a fraction.
    if (before === '.' || before === '+' || before === 'e' || before === 'E') return found;
    return Number.isSafeInteger(Number(found)) ? found : JSON.stringify(mark + found);
  });
}

function revive(value: unknown): Json {
  if (typeof value === 'string') return value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value;
  if (Array.isArray(value)) return value.map(revive);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revive(item)]));
  }
  return value as Json;
}
