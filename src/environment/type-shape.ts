/** As much of an engine type as decides how its values are hashed. */
export type TypeShape =
  /** Equal values are the same value. */
  | { readonly kind: 'plain' }
  | { readonly kind: 'float' }
  /** Whole numbers and decimals of 128 bits. */
  | { readonly kind: 'wide' }
  /** Compared by its text, which tells all values apart. */
  | { readonly kind: 'text' }
  | { readonly kind: 'list'; readonly element: TypeShape }
  | { readonly kind: 'array'; readonly element: TypeShape; readonly elementType: string }
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly shape: TypeShape }[];
    }
  | { readonly kind: 'map'; readonly key: TypeShape; readonly value: TypeShape };

const plain: TypeShape = { kind: 'plain' };
const text: TypeShape = { kind: 'text' };

/** The shape of a type in the engine's words, e.g. `STRUCT(a DOUBLE, "b c" INTEGER[])`. */
export function typeShape(type: string): TypeShape {
  const trimmed = type.trim();
  const suffix = /\[(\d*)\]$/.exec(trimmed);
  if (suffix !== null) {
    const elementType = trimmed.slice(0, suffix.index);
    const element = typeShape(elementType);
    return suffix[1] === '' ? { kind: 'list', element } : { kind: 'array', element, elementType };
  }
  const inner = /^([A-Za-z]+)\s*\(([\s\S]*)\)$/.exec(trimmed);
  switch ((inner?.[1] ?? trimmed).toUpperCase()) {
    case 'STRUCT':
      return inner === null ? text : structShape(splitTopLevel(inner[2]!));
    case 'MAP': {
      const [key, value] = inner === null ? [] : splitTopLevel(inner[2]!);
      return key === undefined || value === undefined
        ? text
        : { kind: 'map', key: typeShape(key), value: typeShape(value) };
    }
    case 'DOUBLE':
    case 'FLOAT':
    case 'FLOAT4':
    case 'FLOAT8':
    case 'REAL':
      return { kind: 'float' };
    case 'HUGEINT':
    case 'UHUGEINT':
      return { kind: 'wide' };
    case 'DECIMAL':
      return Number.parseInt(inner?.[2] ?? '18', 10) > 18 ? { kind: 'wide' } : plain;
    case 'UUID':
    // hash() takes one month for 30 days; the members of a union and of a variant have types of their own.
    case 'INTERVAL':
    case 'UNION':
    case 'VARIANT':
      return text;
    default:
      return plain;
  }
}

function structShape(fields: readonly string[]): TypeShape {
  const named = fields.map((field) => /^\s*(?:"((?:[^"]|"")*)"|([^\s"]+))\s+([\s\S]+)$/.exec(field));
  if (named.some((field) => field === null)) return text;
  return {
    kind: 'struct',
    fields: named.map((field) => ({
      name: field![1]?.replaceAll('""', '"') ?? field![2]!,
      shape: typeShape(field![3]!),
    })),
  };
}

/** The parts of a list in a type's text, cut at the commas that stand in no parentheses and in no quotes. */
export function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const letter = list[at]!;
    if (quote !== null) {
      // A doubled quote ends and begins again: the same.
      if (letter === quote) quote = null;
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === ',' && depth === 0) {
      parts.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(list.slice(start).trim());
  return parts;
}
