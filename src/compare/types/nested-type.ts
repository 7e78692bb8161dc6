import { splitTopLevel } from '../../environment/index.ts';

interface Struct {
  readonly kind: 'struct';
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

type Nested =
  | { readonly kind: 'list'; readonly element: string }
  | { readonly kind: 'map'; readonly key: string; readonly value: string }
  | Struct;

/**
 * The nested type whose parts are the common types of the parts: fields are matched by name, in the left order. null where the shapes differ or a part has no
 * exact common type.
 */
export function nestedType(
  left: string,
  right: string,
  common: (left: string, right: string) => string | null,
): string | null {
  if (left === right) return left;
  const one = parse(left);
  const other = parse(right);
  if (one === null || other === null) return null;
  if (one.kind === 'list' && other.kind === 'list') {
    const element = common(one.element, other.element);
    return element === null ? null : `${element}[]`;
  }
  if (one.kind === 'map' && other.kind === 'map') {
    const key = common(one.key, other.key);
    const value = common(one.value, other.value);
    return key === null || value === null ? null : `MAP(${key}, ${value})`;
  }
  return one.kind === 'struct' && other.kind === 'struct' ? structType(one, other, common) : null;
}

function structType(
  one: Struct,
  other: Struct,
  common: (left: string, right: string) => string | null,
): string | null {
  if (one.fields.length !== other.fields.length) return null;
  const parts: string[] = [];
  for (const field of one.fields) {
    const match = other.fields.find((each) => each.name.toLowerCase() === field.name.toLowerCase());
    const type = match === undefined ? null : common(field.type, match.type);
    if (type === null) return null;
    parts.push(`"${field.name.replaceAll('"', '""')}" ${type}`);
  }
  return `STRUCT(${parts.join(', ')})`;
}

function parse(type: string): Nested | null {
  const suffix = /\[\d*\]$/.exec(type);
  if (suffix !== null) return { kind: 'list', element: type.slice(0, suffix.index) };
  const inner = /^(STRUCT|MAP)\s*\(([\s\S]*)\)$/i.exec(type);
  if (inner === null) return null;
  const parts = splitTopLevel(inner[2]!);
  if (inner[1]!.toUpperCase() === 'MAP')
    return parts.length === 2 ? { kind: 'map', key: parts[0]!, value: parts[1]! } : null;
  const fields = parts.map((part) => /^(?:"((?:[^"]|"")*)"|([^\s"]+))\s+([\s\S]+)$/.exec(part));
  if (fields.some((field) => field === null)) return null;
  return {
    kind: 'struct',
    fields: fields.map((field) => ({
      name: field![1]?.replaceAll('""', '"') ?? field![2]!,
      type: field![3]!,
    })),
  };
}
