import { type Document, isMap, isScalar, YAMLMap } from 'yaml';

/** Maps of a YAML document by their keys as written, edited in place so that comments and order stay. */

export function mapIn(document: Document, node: unknown): YAMLMap {
  return isMap(node) ? node : newMap(document);
}

export function newMap(document: Document): YAMLMap {
  return new YAMLMap(document.schema);
}

/** The map under `key`, made where there is none. */
export function childMap(document: Document, parent: YAMLMap, key: string): YAMLMap {
  const pair = parent.items.find((item) => keyText(item.key) === key);
  if (pair !== undefined && isMap(pair.value)) return pair.value;
  const child = newMap(document);
  if (pair !== undefined) pair.value = child;
  else addPair(document, parent, key, child, parent.items.length);
  return child;
}

export function addPair(
  document: Document,
  map: YAMLMap,
  key: string,
  value: YAMLMap,
  position: number,
): void {
  map.items.splice(position, 0, document.createPair(key, value));
}

/**
 * The keys of `map` that mean the source's `names`: the same, or the only one left that differs in case alone. Names without a key are not in the result.
 */
export function matchKeys(map: YAMLMap, names: readonly string[]): ReadonlyMap<string, string> {
  const keys = keysOf(map);
  const matched = new Map(names.filter((name) => keys.includes(name)).map((name) => [name, name]));
  const free = keys.filter((key) => !matched.has(key));
  for (const name of names) {
    if (matched.has(name)) continue;
    const folded = free.filter((key) => key.toLowerCase() === name.toLowerCase());
    const rivals = names.filter(
      (other) => !keys.includes(other) && other.toLowerCase() === name.toLowerCase(),
    );
    if (folded.length === 1 && rivals.length === 1) matched.set(name, folded[0]!);
  }
  return matched;
}

export function keysOf(map: YAMLMap): string[] {
  return map.items.map((pair) => keyText(pair.key));
}

export function removeKey(map: YAMLMap, key: string): void {
  map.items = map.items.filter((pair) => keyText(pair.key) !== key);
}

/** A key as it is written: `007` and `NULL` are names, not a number and nothing. */
function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key);
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}
