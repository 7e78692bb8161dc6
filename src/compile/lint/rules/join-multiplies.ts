import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { columnParts, type FromTable, fromTables } from '../../sql/select-queries.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from '../../sql/syntax-tree.ts';
import type { LintRule, LintSubject } from '../lint-rule.ts';

/**
 * Joins by columns that name a row on neither side, though both sides have a declared key: rows are multiplied on both, and sums over them count
 * twice.
 */
export const joinMultiplies: LintRule = (subject) =>
  subject.queries.flatMap(({ node }) => joinsOf(node.from_table).flatMap((join) => check(subject, join)));

function joinsOf(from: unknown): SyntaxNode[] {
  if (!isNode(from) || from.type !== 'JOIN') return [];
  return [...joinsOf(from.left), ...joinsOf(from.right), from];
}

function check(subject: LintSubject, join: SyntaxNode): Diagnostic[] {
  if (!['INNER', 'LEFT', 'RIGHT', 'OUTER', ''].includes(textOf(join.join_type)) || join.ref_type === 'CROSS')
    return [];
  const left = fromTables(join.left);
  const right = fromTables(join.right);
  const [other] = right;
  // Of a subquery or CTE no key is declared.
  if (other === undefined || right.length !== 1 || left.length === 0 || !isSimple(join.left)) return [];
  const columns = joinColumns(join, [...left, other]);
  if (columns === null) return [];
  const covers = (table: FromTable): boolean =>
    subject
      .keysOf(table.relation)
      .some((key) => [...key].every((column) => columns.get(table.alias)?.has(column)));
  const known = [...left, other].every((table) => subject.keysOf(table.relation).length > 0);
  if (!known || covers(other) || left.some(covers)) return [];
  const keys = subject.keysOf(other.relation).map((key) => [...key]);
  const place = placed(placeOfByte(subject.statement.text, locationOf(other.node)));
  return [
    diagnose(
      'join-multiplies',
      { left: left.map((table) => table.relation), right: other.relation, keys },
      place,
    ),
  ];
}

/** Whether a FROM clause holds tables of the project only. */
function isSimple(from: unknown): boolean {
  if (!isNode(from)) return false;
  if (from.type === 'JOIN') return isSimple(from.left) && isSimple(from.right);
  return from.type === 'BASE_TABLE' && textOf(from.schema_name) !== '';
}

/** By alias, the columns that the join compares for equality; null where the condition holds something else. */
function joinColumns(join: SyntaxNode, tables: readonly FromTable[]): Map<string, Set<string>> | null {
  const columns = new Map(tables.map((table) => [table.alias, new Set<string>()]));
  if (Array.isArray(join.using_columns)) {
    for (const column of join.using_columns)
      for (const set of columns.values()) set.add(textOf(column).toLowerCase());
    return columns;
  }
  const add = (condition: unknown): boolean => {
    if (!isNode(condition)) return false;
    if (condition.type === 'CONJUNCTION_AND') return nodesOf(condition.children).every(add);
    if (condition.type !== 'COMPARE_EQUAL') return false;
    return [condition.left, condition.right].every((side) => {
      const parts = columnParts(side);
      const set = parts.length === 2 ? columns.get(parts[0]!) : undefined;
      set?.add(parts[1]!);
      return set !== undefined;
    });
  };
  return add(join.condition) ? columns : null;
}
