import { isNode, nodesOf, type SyntaxNode, textOf } from './syntax-tree.ts';

/** One SELECT somewhere in a statement. */
export interface SelectQuery {
  readonly node: SyntaxNode;
  /** Lower-case names of the CTEs that it sees. */
  readonly commonTables: ReadonlySet<string>;
  /** Whether it only answers EXISTS: its columns do not matter. */
  readonly isExists: boolean;
}

/** All SELECTs of a statement, outer before inner. */
export function selectQueries(query: SyntaxNode): SelectQuery[] {
  const found: SelectQuery[] = [];
  const visit = (value: unknown, visible: ReadonlySet<string>, isExists: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, visible, isExists);
    if (!isNode(value)) return;
    const own = isNode(value.cte_map)
      ? nodesOf(value.cte_map.map).map((entry) => textOf(entry.key).toLowerCase())
      : [];
    const inner = own.length === 0 ? visible : new Set([...visible, ...own]);
    if (value.type === 'SELECT_NODE') found.push({ node: value, commonTables: inner, isExists });
    const isOfExists = value.type === 'SUBQUERY' && /EXISTS$/.test(textOf(value.subquery_type));
    const isWrapper = isExists && value.type !== 'SELECT_NODE';
    for (const child of Object.values(value))
      if (typeof child === 'object') visit(child, inner, isOfExists || isWrapper);
  };
  visit(query, new Set(), false);
  return found;
}

/** A table of the project in a FROM clause. */
export interface FromTable {
  /** Lower-case `layer.name`. */
  readonly relation: string;
  /** Lower case: the alias, else the table's name. */
  readonly alias: string;
  readonly node: SyntaxNode;
}

/** The tables of a FROM clause, CTEs and subqueries left out. */
export function fromTables(from: unknown): FromTable[] {
  if (!isNode(from)) return [];
  if (from.type === 'JOIN') return [...fromTables(from.left), ...fromTables(from.right)];
  if (from.type !== 'BASE_TABLE' || textOf(from.schema_name) === '') return [];
  const table = textOf(from.table_name).toLowerCase();
  return [
    {
      relation: `${textOf(from.schema_name).toLowerCase()}.${table}`,
      alias: (textOf(from.alias) || table).toLowerCase(),
      node: from,
    },
  ];
}

/** All nodes below and with `node` for which `test` holds, outer before inner; queries inside are not entered. */
export function findNodes(node: unknown, test: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      if (test(value)) found.push(value);
      for (const member in value) {
        const child = value[member];
        if (typeof child === 'object' && member !== 'cte_map' && !isQuery(child)) visit(child);
      }
    }
  };
  visit(node);
  return found;
}

function isQuery(value: unknown): boolean {
  return isNode(value) && /_NODE$/.test(textOf(value.type));
}

/** The parts of a column's name, lower case; empty for what is no column. */
export function columnParts(node: unknown): string[] {
  if (!isNode(node) || node.type !== 'COLUMN_REF' || !Array.isArray(node.column_names)) return [];
  return node.column_names.map((part) => textOf(part).toLowerCase());
}
