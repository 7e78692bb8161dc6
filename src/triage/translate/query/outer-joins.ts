import { type Fields, identifierOf, type Node, nodeOf } from '../tree.ts';
import { refuse, type Work } from '../work.ts';

/** A condition that stood in WHERE with (+), as the join that it means. */
export interface MarkedJoin {
  /** The index of the relation of FROM that may be missing. */
  readonly relation: number;
  readonly conditions: readonly Node[];
}

/** Oracle's joins by (+), out of WHERE: what stays there, and what becomes LEFT JOIN. */
export interface Unmarked {
  readonly where: readonly Node[];
  readonly joins: readonly MarkedJoin[];
}

/** The conditions that AND joins. */
export function conjuncts(node: Node | null): Node[] {
  if (node === null) return [];
  if (node.kind === 'paren' && nodeOf(node.fields.this).kind === 'and')
    return conjuncts(nodeOf(node.fields.this));
  return node.kind === 'and'
    ? [...conjuncts(nodeOf(node.fields.left)), ...conjuncts(nodeOf(node.fields.right))]
    : [node];
}

/** Null: there is no (+). */
export function unmarked(work: Work, where: Node | null, from: readonly Node[]): Unmarked | null {
  const parts = conjuncts(where);
  const marks = parts.map((part) => [...new Set(markedTables(part))]);
  if (marks.every((each) => each.length === 0)) return null;
  const aliases = from.map(
    (each) => (identifierOf(each.fields.alias) ?? identifierOf(each.fields.name))?.name.toLowerCase() ?? '',
  );
  const joins = new Map<number, Node[]>();
  const rest: Node[] = [];
  parts.forEach((part, at) => {
    const [mark, ...others] = marks[at]!;
    if (mark === undefined) {
      rest.push(part);
      return;
    }
    const relation = aliases.indexOf(mark);
    if (others.length > 0 || relation < 0) {
      refuse(work, 'An outer join by (+) of several tables at once', part.fields);
      return;
    }
    joins.set(relation, [...(joins.get(relation) ?? []), withoutMarks(part)]);
  });
  return { where: rest, joins: inOrder(work, joins, aliases, from) };
}

/** A join stands behind all that its conditions name. */
function inOrder(
  work: Work,
  joins: ReadonlyMap<number, readonly Node[]>,
  aliases: readonly string[],
  from: readonly Node[],
): MarkedJoin[] {
  const ordered: MarkedJoin[] = [];
  const open = new Map(joins);
  while (open.size > 0) {
    const ready = [...open].find(([relation, conditions]) =>
      conditions.every((each) =>
        tablesIn(each).every(
          (name) => aliases.indexOf(name) === relation || !open.has(aliases.indexOf(name)),
        ),
      ),
    );
    if (ready === undefined) {
      refuse(work, 'Outer joins by (+) in a circle', from[0]?.fields ?? null);
      return ordered;
    }
    ordered.push({ relation: ready[0], conditions: ready[1] });
    open.delete(ready[0]);
  }
  return ordered;
}

function markedTables(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(markedTables);
  const { join_mark: mark, table } = node as Fields;
  if (mark === true) return [identifierOf(table)?.name.toLowerCase() ?? ''];
  return Object.values(node).flatMap(markedTables);
}

function tablesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(tablesIn);
  const { join_mark: mark, table } = node as Fields;
  if (mark !== undefined) return [identifierOf(table)?.name.toLowerCase() ?? ''];
  return Object.values(node).flatMap(tablesIn);
}

function withoutMarks(node: Node): Node {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, name === 'join_mark' ? false : strip(part)]),
    );
  };
  return { kind: node.kind, fields: strip(node.fields) as Fields };
}
