/**
 * A YAML value with the places of its parts. Offsets are UTF-16 in the file, end exclusive. Keys are the text of the file (`007`, `NULL`),
 * not what YAML would make of it.
 */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

interface Located {
  readonly start: number;
  readonly end: number;
}

export interface YamlScalar extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface YamlSequence extends Located {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface YamlMapping extends Located {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

export type YamlPath = readonly PropertyKey[];

/** The node as plain data. */
export function yamlValue(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(yamlValue);
    case 'mapping':
      // Own properties by definition, so that a key `__proto__` is a key like another.
      return Object.fromEntries(node.entries.map((entry) => [entry.key, yamlValue(entry.value)]));
  }
}

/** The node at `path`, or undefined where the path leaves the document. */
export function yamlAt(node: YamlNode, path: YamlPath): YamlNode | undefined {
  let at: YamlNode | undefined = node;
  for (const step of path) {
    if (at?.kind === 'sequence') at = at.items[Number(step)];
    else if (at?.kind === 'mapping') at = entryOf(at, String(step))?.value;
    else return undefined;
  }
  return at;
}

export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key === key) : undefined;
}
