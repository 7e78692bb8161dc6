/** One term of a selector: `2+tag:nightly+1`, `@gold.kpis`. Infinity: however far. */
export interface SelectorTerm {
  readonly text: string;
  readonly method: SelectorMethod;
  readonly value: string;
  readonly upstream: number;
  readonly downstream: number;
  /** `@`: all that reads it, and all that these need. */
  readonly whole: boolean;
}

export const selectorMethods = ['name', 'tag', 'path', 'kind', 'source', 'layer', 'state', 'column'] as const;
export type SelectorMethod = (typeof selectorMethods)[number];

/** A union of intersections of terms. */
export type Selector = readonly (readonly (SelectorTerm | UnknownMethod)[])[];

export interface UnknownMethod {
  readonly method: 'unknown';
  readonly text: string;
  readonly name: string;
}

/** Spaces unite, commas intersect. */
export function parseSelector(text: string): Selector {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) =>
      part
        .split(',')
        .filter((term) => term !== '')
        .map(parseTerm),
    );
}

function parseTerm(text: string): SelectorTerm | UnknownMethod {
  const [, at, before, body = '', after] = /^(@)?(?:(\d*)\+)?(.*?)(?:\+(\d*))?$/.exec(text) ?? [];
  const colon = body.indexOf(':');
  const prefix = colon < 0 ? 'name' : body.slice(0, colon);
  const method = selectorMethods.find((one) => one === prefix.toLowerCase());
  if (method === undefined) return { method: 'unknown', text, name: prefix };
  return {
    text,
    method,
    value: colon < 0 ? body : body.slice(colon + 1),
    upstream: distance(before),
    downstream: distance(after),
    whole: at !== undefined,
  };
}

/** undefined: no `+`; empty: as far as it goes. */
function distance(digits: string | undefined): number {
  if (digits === undefined) return 0;
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits);
}
