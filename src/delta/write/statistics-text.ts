import type { DeltaType } from '../types/index.ts';

/** Statistics' strings are cut to this many code points, as Spark cuts them. */
const prefixLength = 32;

/**
 * The JSON of the least value of a column, from the engine's text of it; null where it is left out, which is always allowed:
 * infinities, years that other readers cannot parse, types without an order. Never above the true minimum.
 */
export function minimumJson(type: DeltaType, text: string): string | null {
  return boundJson(type, text, 'minimum');
}

/** The same for the greatest value; never below the true maximum. */
export function maximumJson(type: DeltaType, text: string): string | null {
  return boundJson(type, text, 'maximum');
}

type Bound = 'minimum' | 'maximum';

function boundJson(type: DeltaType, text: string, bound: Bound): string | null {
  if (type.kind === 'decimal') return /^-?\d+(\.\d+)?$/.test(text) ? text : null;
  if (type.kind !== 'primitive') return null;
  switch (type.name) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(text) ? text : null;
    case 'float':
    case 'double':
      return floatJson(text, bound);
    case 'string': {
      const cut = bound === 'minimum' ? cutMinimum(text) : cutMaximum(text);
      return cut === null ? null : JSON.stringify(cut);
    }
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? `"${text}"` : null;
    case 'timestamp':
      return timestampJson(text, bound, 'Z');
    case 'timestamp_ntz':
      return timestampJson(text, bound, '');
    case 'boolean':
    case 'binary':
    case 'variant':
    case 'void':
      return null;
  }
}

/** Zero stands for both zeros: the lower bound is the negative one, the upper the positive, as in Parquet. */
function floatJson(text: string, bound: Bound): string | null {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return null;
  if (/^-?0+(\.0+)?([eE].*)?$/.test(text)) return bound === 'minimum' ? '-0.0' : '0.0';
  return text;
}

const timestampText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00(?::00)?)?$/;

/** Milliseconds, as Spark writes them; a maximum keeps its microseconds, so that readers which do not widen bounds lose nothing. */
function timestampJson(text: string, bound: Bound, zone: 'Z' | ''): string | null {
  const match = timestampText.exec(text);
  if (match === null) return null;
  const micros = (match[3] ?? '').padEnd(6, '0');
  const fraction = bound === 'minimum' || micros.endsWith('000') ? micros.slice(0, 3) : micros;
  return `"${match[1]}T${match[2]}.${fraction}${zone}"`;
}

function cutMinimum(text: string): string {
  return prefixOf(text, prefixLength);
}

/** The greatest character: no string that begins with the prefix is above the prefix followed by it, unless it follows there too. */
const greatest = '\u{10FFFF}';

function cutMaximum(text: string): string | null {
  const prefix = prefixOf(text, prefixLength);
  if (prefix.length === text.length) return text;
  let cut = prefix;
  while (text.startsWith(greatest, cut.length)) {
    cut += greatest;
    if (cut.length > prefix.length + 2 * prefixLength) return null;
  }
  if (cut.length === text.length) return text;
  return (text.codePointAt(cut.length) ?? 0) < 0x7f ? `${cut}\u007f` : `${cut}${greatest}`;
}

function prefixOf(text: string, points: number): string {
  if (text.length <= points) return text;
  let at = 0;
  for (let seen = 0; seen < points && at < text.length; seen++) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, at);
}
