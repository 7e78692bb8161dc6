import { type Document, isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { diagnose, type Outcome } from '../../diagnostics/index.ts';
import type { SourceColumn, SourceRelation } from '../../ports/index.ts';
import { type SourceFile, spanOf } from '../../text/index.ts';
import { addPair, childMap, keysOf, mapIn, matchKeys, newMap, removeKey } from './yaml-map.ts';

/** What a contract says otherwise than before. */
export type ContractChange =
  | { readonly kind: 'relation-added'; readonly relation: string }
  | { readonly kind: 'column-added'; readonly relation: string; readonly column: string; readonly to: string }
  | {
      readonly kind: 'column-removed';
      readonly relation: string;
      readonly column: string;
      readonly from: string;
    }
  | {
      readonly kind: 'type-changed';
      readonly relation: string;
      readonly column: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'nullability-changed';
      readonly relation: string;
      readonly column: string;
      /** Whether NULL may stand there now. */
      readonly to: boolean;
    }
  | {
      readonly kind: 'key-changed';
      readonly relation: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    };

export interface ContractRequest {
  readonly source: string;
  /** The relations as the source has them now; others in the contract are left as they are. */
  readonly relations: readonly SourceRelation[];
  /** The contract as it stands, if there is one. */
  readonly existing: SourceFile | null;
  /** The class of personal data that a column of a relation is tagged with where it is new to the contract, with the reason, which becomes a comment. What stands in the contract is a person's to tag. */
  readonly personal?: (
    relation: string,
    column: string,
  ) => { readonly class: string; readonly reason: string } | null;
}

/**
 * The text of a source's contract, new or brought up to date, and what changed. Descriptions, PII tags, other names, comments and the order of what stands there are kept; a
 * new column goes behind the one that it follows in the source. Where nothing changed the text is the old one, letter for letter.
 */
export function writeContract(request: ContractRequest): Outcome<{
  readonly text: string;
  readonly changes: readonly ContractChange[];
}> {
  const { source, existing } = request;
  const document = parseDocument(existing?.text ?? '', { version: '1.2', keepSourceTokens: true });
  const unchanged = { text: existing?.text ?? '', changes: [] };
  const problem = document.errors[0];
  if (
    existing !== null &&
    (problem !== undefined || (document.contents !== null && !isMap(document.contents)))
  ) {
    const subject = spanOf(existing, problem?.pos[0] ?? 0, problem?.pos[1] ?? 0);
    const words = problem?.message.split('\n')[0] ?? 'A map with `source` and `relations` was expected.';
    return {
      value: unchanged,
      diagnostics: [diagnose('contract-unreadable', { problem: words }, { subject })],
    };
  }
  const found = document.get('source');
  if (existing !== null && found !== undefined && found !== source) {
    const node = document.get('source', true) as Scalar | undefined;
    const subject = spanOf(existing, node?.range?.[0] ?? 0, node?.range?.[1] ?? 0);
    const parameters = { expected: source, found: String(found) };
    return {
      value: unchanged,
      diagnostics: [diagnose('contract-of-another-source', parameters, { subject })],
    };
  }
  const changes: ContractChange[] = [];
  const root = mapIn(document, document.contents);
  if (document.contents === null) document.contents = root as unknown as typeof document.contents;
  if (found === undefined) root.set('source', source);
  const relations = childMap(document, root, 'relations');
  const keys = matchKeys(
    relations,
    request.relations.map((relation) => relation.name),
  );
  for (const relation of request.relations)
    mergeRelation(
      document,
      relations,
      keys.get(relation.name) ?? null,
      relation,
      changes,
      request.personal ?? (() => null),
    );
  if (changes.length === 0 && existing !== null && found !== undefined)
    return { value: unchanged, diagnostics: [] };
  const padded = existing !== null && /:\s*\{ /.test(existing.text);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: padded });
  return { value: { text, changes }, diagnostics: [] };
}

function mergeRelation(
  document: Document,
  relations: YAMLMap,
  standing: string | null,
  relation: SourceRelation,
  changes: ContractChange[],
  personal: NonNullable<ContractRequest['personal']>,
): void {
  const changesOf: ContractChange[] = [];
  const entry = standing === null ? newMap(document) : childMap(document, relations, standing);
  if (standing === null) {
    const folded = otherName(relation.name, keysOf(relations));
    if (folded !== null) entry.set('as', folded);
    addPair(document, relations, relation.name, entry, relations.items.length);
    changes.push({ kind: 'relation-added', relation: relation.name });
  }
  if (standing === null && relation.description) entry.set('description', relation.description);
  mergeKey(document, entry, relation, changesOf);
  if (standing === null && relation.csv !== undefined)
    entry.set('csv', document.createNode(relation.csv, { flow: true }));
  const columns = childMap(document, entry, 'columns');
  const keys = matchKeys(
    columns,
    relation.columns.map((column) => column.name),
  );
  const kept = new Set(keys.values());
  for (const name of keysOf(columns)) {
    if (kept.has(name)) continue;
    const from = String(childMap(document, columns, name).get('type') ?? '');
    changesOf.push({ kind: 'column-removed', relation: relation.name, column: name, from });
    removeKey(columns, name);
  }
  let position = 0;
  for (const column of relation.columns) {
    const key = keys.get(column.name) ?? null;
    if (key === null) {
      const tag = personal(relation.name, column.name);
      addPair(document, columns, column.name, newColumn(document, columns, column, tag), position);
      changesOf.push({ kind: 'column-added', relation: relation.name, column: column.name, to: column.type });
      position++;
    } else {
      mergeColumn(childMap(document, columns, key), relation.name, column, changesOf);
      position = keysOf(columns).indexOf(key) + 1;
    }
  }
  if (standing !== null) changes.push(...changesOf);
}

/** A source without keys, a view for instance, leaves alone what a person has written. */
function mergeKey(
  document: Document,
  entry: YAMLMap,
  { name, key = [] }: SourceRelation,
  changes: ContractChange[],
): void {
  if (key.length === 0) return;
  const found = entry.get('key');
  const from = isSeq(found) ? found.items.map((item) => String(isScalar(item) ? item.value : item)) : [];
  if (from.join('\n') === key.join('\n')) return;
  const node = document.createNode([...key], { flow: true });
  const standing = entry.items.find((pair) => isScalar(pair.key) && pair.key.value === 'key');
  if (standing !== undefined) standing.value = node;
  else {
    const columns = entry.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === 'columns');
    entry.items.splice(columns < 0 ? entry.items.length : columns, 0, document.createPair('key', node));
  }
  changes.push({ kind: 'key-changed', relation: name, from, to: key });
}

function mergeColumn(
  entry: YAMLMap,
  relation: string,
  column: SourceColumn,
  changes: ContractChange[],
): void {
  const from = String(entry.get('type') ?? '');
  if (!sameType(from, column.type)) {
    entry.set('type', column.type);
    changes.push({ kind: 'type-changed', relation, column: column.name, from, to: column.type });
  }
  if ((entry.get('nullable') ?? true) !== column.nullable) {
    if (column.nullable) entry.delete('nullable');
    else entry.set('nullable', false);
    changes.push({ kind: 'nullability-changed', relation, column: column.name, to: column.nullable });
  }
}

/** Blanks and case outside of quotes do not make another type. */
function sameType(a: string, b: string): boolean {
  const plain = (type: string) =>
    type.replaceAll(/"(?:[^"]|"")*"|[^"]+/g, (part) =>
      part.startsWith('"') ? part : part.replaceAll(/\s*([(),])\s*/g, '$1').toUpperCase(),
    );
  return plain(a) === plain(b);
}

function newColumn(
  document: Document,
  columns: YAMLMap,
  column: SourceColumn,
  tag: { readonly class: string; readonly reason: string } | null,
): YAMLMap {
  const entry = newMap(document);
  entry.flow = true;
  entry.set('type', column.type);
  if (!column.nullable) entry.set('nullable', false);
  if (column.format != null) entry.set('format', column.format);
  if (column.description !== null) entry.set('description', column.description);
  if (tag !== null) {
    entry.set('pii', tag.class);
    entry.comment = ` proposed: ${tag.reason}`;
  }
  const folded = otherName(column.name, keysOf(columns));
  if (folded !== null) entry.set('as', folded);
  return entry;
}

/** A name for SQL where another one differs from `name` in case only; null where none does. */
function otherName(name: string, taken: readonly string[]): string | null {
  const folded = new Set(taken.map((each) => each.toLowerCase()));
  if (!folded.has(name.toLowerCase())) return null;
  let number = 2;
  while (folded.has(`${name}_${number}`.toLowerCase())) number++;
  return `${name}_${number}`;
}
