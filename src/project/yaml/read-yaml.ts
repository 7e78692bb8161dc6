import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLError } from 'yaml';
import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { type SourceFile, spanOf } from '../../text/index.ts';
import type { YamlEntry, YamlMapping, YamlNode } from './yaml-node.ts';

/**
 * The YAML that stands in `file` from `start` to `end` (the whole file if not given). null where it cannot be read at all; an empty text is an
 * empty mapping. Anchors and aliases are refused: a form is short, and a place must name one thing.
 */
export function readYaml(
  file: SourceFile,
  start = 0,
  end: number = file.text.length,
): Outcome<YamlNode | null> {
  const text = file.text.slice(start, end);
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, keepSourceTokens: false });
  const diagnostics: Diagnostic[] = [];
  if (document.errors.length > 0) {
    const error = document.errors[0]!;
    return { value: null, diagnostics: [syntaxError(file, start, text, error)] };
  }
  const reader: Reader = { file, offset: start, diagnostics };
  if (document.contents === null)
    return { value: { kind: 'mapping', entries: [], start, end: start }, diagnostics };
  const value = convert(reader, document.contents as Node);
  const isWhole = !diagnostics.some((diagnostic) => diagnostic.code === 'yaml-alias');
  return { value: isWhole ? value : null, diagnostics };
}

interface Reader {
  readonly file: SourceFile;
  readonly offset: number;
  readonly diagnostics: Diagnostic[];
}

function convert(reader: Reader, node: Node | null, at = 0): YamlNode {
  const start = reader.offset + (node?.range?.[0] ?? at);
  const end = reader.offset + (node?.range?.[1] ?? at);
  if (node === null) return { kind: 'scalar', value: null, start, end };
  if (isAlias(node) || ('anchor' in node && node.anchor)) {
    reader.diagnostics.push(
      diagnose('yaml-alias', {}, { subject: spanOf(reader.file, start, Math.max(end, start + 1)) }),
    );
  }
  if (isMap(node)) return convertMapping(reader, node, start, end);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(reader, item as Node | null, node.range?.[0] ?? at));
    return { kind: 'sequence', items, start, end };
  }
  if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node.value, node.source), start, end };
  return { kind: 'scalar', value: null, start, end };
}

/** Whole numbers that JavaScript cannot hold stay the text that they are. */
function scalarValue(value: unknown, source: string | undefined): string | number | boolean | null {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value))) return value;
    return source ?? String(value);
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return source ?? String(value);
}

function convertMapping(
  reader: Reader,
  node: { readonly items: readonly unknown[]; readonly range?: readonly number[] | null },
  start: number,
  end: number,
): YamlMapping {
  const entries: YamlEntry[] = [];
  const byKey = new Map<string, YamlEntry>();
  for (const item of node.items as readonly { key: unknown; value: unknown }[]) {
    const keyNode = item.key as Node | null;
    const keyStart = reader.offset + (keyNode?.range?.[0] ?? start - reader.offset);
    const keyEnd = reader.offset + (keyNode?.range?.[1] ?? start - reader.offset);
    const place = () => ({ subject: spanOf(reader.file, keyStart, keyEnd) });
    if (keyNode !== null && !isScalar(keyNode)) {
      reader.diagnostics.push(diagnose('yaml-key', {}, place()));
      continue;
    }
    const key = keyNode === null ? '' : keyText(keyNode);
    const previous = entries.at(-1);
    if (item.value === null && previous !== undefined && cutAtComma(previous, key)) {
      const value = previous.value as { value: string };
      const whole = `${value.value},${key}`;
      reader.diagnostics.push(
        diagnose('yaml-comma', { whole }, { subject: spanOf(reader.file, previous.value.start, keyEnd) }),
      );
      // Read as it was meant, so that nothing else is said of it.
      entries[entries.length - 1] = { ...previous, value: { ...previous.value, value: whole } as YamlNode };
      continue;
    }
    const first = byKey.get(key);
    if (first !== undefined) {
      const related = [{ message: 'first here', span: spanOf(reader.file, first.keyStart, first.keyEnd) }];
      reader.diagnostics.push(diagnose('yaml-duplicate-key', { key }, { ...place(), related }));
      continue;
    }
    const value = convert(reader, item.value as Node | null, keyEnd - reader.offset);
    const entry = { key, keyStart, keyEnd, value };
    entries.push(entry);
    byKey.set(key, entry);
  }
  return { kind: 'mapping', entries, start, end };
}

function keyText(node: { readonly value: unknown; readonly source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''));
}

/** Whether `{type: DECIMAL(18,4)}` was cut in two: YAML ends a plain value at a comma inside `{…}`. */
function cutAtComma(previous: YamlEntry, key: string): boolean {
  if (previous.value.kind !== 'scalar' || typeof previous.value.value !== 'string') return false;
  return /\([^)]*$/.test(previous.value.value) && /^[^(]*\)/.test(key);
}

function syntaxError(file: SourceFile, offset: number, text: string, error: YAMLError): Diagnostic {
  const [from, to] = error.pos;
  const at = Math.min(from, text.length);
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 40);
  const reason = error.message.split('\n')[0] ?? error.code;
  const braces = /\{[^}]*\$\{/.test(line);
  const tab = error.code === 'TAB_AS_INDENT' || /^\s*\t/.test(line);
  const subject = spanOf(file, offset + at, offset + Math.max(at + 1, Math.min(to, text.length)));
  return diagnose('yaml-syntax', { reason, cause: braces ? 'braces' : tab ? 'tab' : 'other' }, { subject });
}
