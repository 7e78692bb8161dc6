import { type SourceFile, type Span, spanOf } from '../../text/index.ts';
import { entryOf, type YamlNode } from '../yaml/yaml-node.ts';

/** The span of a mapping's key; of the mapping's beginning where it has no such key. */
export function keySpanOf(file: SourceFile, mapping: YamlNode | undefined, key: string): Span {
  const entry = entryOf(mapping, key);
  if (entry !== undefined) return spanOf(file, entry.keyStart, entry.keyEnd);
  return spanOf(file, mapping?.start ?? 0, mapping?.start ?? 0);
}

/** The span of a node; `end` of YAML's block collections includes the line break after them, which is left out. */
export function nodeSpan(file: SourceFile, node: YamlNode): Span {
  const trimmed = file.text.slice(node.start, node.end).trimEnd().length;
  return spanOf(file, node.start, node.start + trimmed);
}

/** Key → span of its value, for the mapping's own keys; `key.0`, `key.1` … for the entries of lists. */
export function valueSpans(file: SourceFile, mapping: YamlNode): Record<string, Span> {
  if (mapping.kind !== 'mapping') return {};
  return Object.fromEntries(
    mapping.entries.flatMap((entry): [string, Span][] => [
      [
        entry.key,
        entry.value.end > entry.value.start
          ? nodeSpan(file, entry.value)
          : spanOf(file, entry.keyStart, entry.keyEnd),
      ],
      ...(entry.value.kind === 'sequence' ? entry.value.items : []).map((item, index): [string, Span] => [
        `${entry.key}.${index}`,
        nodeSpan(file, item),
      ]),
    ]),
  );
}
