import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { columnParts, findNodes, fromTables, type SelectQuery } from '../../sql/select-queries.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from '../../sql/syntax-tree.ts';
import { windowsOf } from '../../sql/windows-of.ts';
import type { LintRule, LintSubject } from '../lint-rule.ts';

/** Window functions whose result depends on which of two equal rows comes first. */
const ranking = new Set(['row_number', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'ntile']);
const ordered = new Set([
  'string_agg',
  'group_concat',
  'listagg',
  'list',
  'array_agg',
  'first',
  'last',
  'arbitrary',
]);

/** row_number and its like without an order, or with one that leaves ties. */
export const rowNumberTies: LintRule = (subject) =>
  subject.queries.flatMap((query) =>
    windowsOf(query).flatMap((window) => {
      const name = textOf(window.function_name).toLowerCase();
      if (!ranking.has(name)) return [];
      const place = placed(placeOfByte(subject.statement.text, locationOf(window)));
      const orders = nodesOf(window.orders);
      if (orders.length === 0) return [diagnose('row-number-ties', { name, table: null, keys: [] }, place)];
      return tiesOf(subject, query, window, orders, name, place);
    }),
  );

/**
 * Ties are told of where the query is over one table whose key is declared, or whose key nobody declared: what joins and subqueries give, only the
 * bound plan knows.
 */
function tiesOf(
  subject: LintSubject,
  query: SelectQuery,
  window: SyntaxNode,
  orders: readonly SyntaxNode[],
  name: string,
  place: ReturnType<typeof placed>,
): Diagnostic[] {
  const tables = fromTables(query.node.from_table);
  const [table] = tables;
  if (
    table === undefined ||
    tables.length !== 1 ||
    !isNode(query.node.from_table) ||
    query.node.from_table.type !== 'BASE_TABLE'
  )
    return [];
  const grouped =
    Array.isArray(query.node.group_expressions) ||
    textOf(query.node.aggregate_handling) === 'FORCE_AGGREGATES';
  if (grouped) return [];
  const by = [...nodesOf(window.partitions), ...orders.map((order) => order.expression)];
  const columns = new Set(by.map((expression) => columnParts(expression).at(-1) ?? ''));
  const keys = subject.keysOf(table.relation);
  if (keys.some((key) => [...key].every((column) => columns.has(column)))) return [];
  return [
    diagnose('row-number-ties', { name, table: table.relation, keys: keys.map((key) => [...key]) }, place),
  ];
}

/** LIMIT without an order: which rows are kept differs from run to run. */
export const limitWithoutOrder: LintRule = ({ statement, queries }) =>
  queries.flatMap(({ node }) => {
    const types = nodesOf(node.modifiers).map((modifier) => textOf(modifier.type));
    const limit = nodesOf(node.modifiers).find((modifier) => /^LIMIT/.test(textOf(modifier.type)));
    if (limit === undefined || types.includes('ORDER_MODIFIER')) return [];
    const location = isNode(limit.limit) ? locationOf(limit.limit) : null;
    return [diagnose('limit-without-order', {}, placed(placeOfByte(statement.text, location)))];
  });

/** Lists and firsts whose order nobody gave. */
export const unorderedAggregate: LintRule = ({ statement, queries }) =>
  queries.flatMap(({ node }) =>
    findNodes([node.select_list, node.having, node.qualify], (one) => isUnordered(one)).map((call) =>
      diagnose(
        'unordered-aggregate',
        { name: textOf(call.function_name) },
        placed(placeOfByte(statement.text, locationOf(call))),
      ),
    ),
  );

function isUnordered(node: SyntaxNode): boolean {
  if (node.type !== 'FUNCTION' || !ordered.has(textOf(node.function_name).toLowerCase())) return false;
  // `list(x ORDER BY x)` becomes a sort around a call that nobody wrote: it has no place.
  if (locationOf(node) === null) return false;
  return !isNode(node.order_bys) || nodesOf(node.order_bys.orders).length === 0;
}
