import type { SourceFilter } from '../ports/index.ts';
import type { ContractColumn, ContractRelation } from '../project/index.ts';
import type { CompiledSourceRead } from './compiled-project.ts';
import { isNode, nodesOf, type SyntaxNode, textOf } from './sql/syntax-tree.ts';

/**
 * What a query needs of the sources that it reads. Columns and filters are narrowed only where that is plain: one source, no other table, no
 * subquery. Everything else reads the whole relation, which is never wrong: the query itself runs over what was read.
 */
export function sourceReads(query: SyntaxNode, relations: readonly ContractRelation[]): CompiledSourceRead[] {
  const whole = relations.map((relation) => ({ relation: relation.name, columns: null, filters: [] }));
  const [relation] = relations;
  const from = query.from_table;
  if (relations.length !== 1 || relation === undefined || query.type !== 'SELECT_NODE' || !isNode(from))
    return whole;
  if (from.type !== 'BASE_TABLE' || Array.isArray(from.column_name_alias) || holdsQuery(query, true))
    return whole;
  const table = (textOf(from.alias) || textOf(from.table_name)).toLowerCase();
  const columns = neededColumns(query, relation, table);
  // A sample is taken before WHERE: fewer rows would be another sample.
  const filters =
    isNode(from.sample) || isNode(query.sample) ? [] : filtersOf(query.where_clause, relation, table);
  return [{ relation: relation.name, columns, filters }];
}

/** Whether a query stands somewhere below `node`. */
function holdsQuery(node: unknown, isRoot = false): boolean {
  if (Array.isArray(node)) return node.some((item) => holdsQuery(item));
  if (!isNode(node)) return false;
  if (!isRoot && (/_NODE$/.test(textOf(node.type)) || node.type === 'SUBQUERY')) return true;
  return Object.values(node).some((child) => typeof child === 'object' && holdsQuery(child));
}

/** Every part of every name that could be a column counts: a name too many costs little. null: all. */
function neededColumns(query: SyntaxNode, relation: ContractRelation, table: string): string[] | null {
  const named = new Set<string>();
  let all = false;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      if (value.type === 'STAR') all = true;
      if (value.type === 'COLUMN_REF' && Array.isArray(value.column_names)) {
        const names = value.column_names.map((part) => textOf(part).toLowerCase());
        // The table's own name alone is its whole row.
        if (names.at(-1) === table) all = true;
        for (const part of names) named.add(part);
      }
      for (const child of Object.values(value)) if (typeof child === 'object') visit(child);
    }
  };
  visit(query);
  if (all) return null;
  const needed = relation.columns.filter((column) => named.has(column.name.toLowerCase()));
  const chosen = needed.length > 0 ? needed : relation.columns.slice(0, 1);
  return chosen.map((column) => column.name);
}

const operators: Readonly<Record<string, [SourceFilter['operator'], SourceFilter['operator']]>> = {
  COMPARE_EQUAL: ['=', '='],
  COMPARE_NOTEQUAL: ['<>', '<>'],
  COMPARE_LESSTHAN: ['<', '>'],
  COMPARE_LESSTHANOREQUALTO: ['<=', '>='],
  COMPARE_GREATERTHAN: ['>', '<'],
  COMPARE_GREATERTHANOREQUALTO: ['>=', '<='],
};

/** The conditions that all rows must meet and that every source understands alike, or more widely. */
function filtersOf(where: unknown, relation: ContractRelation, table: string): SourceFilter[] {
  if (!isNode(where)) return [];
  if (where.type === 'CONJUNCTION_AND')
    return nodesOf(where.children).flatMap((child) => filtersOf(child, relation, table));
  if (where.type === 'OPERATOR_IS_NULL' || where.type === 'OPERATOR_IS_NOT_NULL') {
    const column = columnOf(nodesOf(where.children)[0], relation, table);
    const operator = where.type === 'OPERATOR_IS_NULL' ? 'is null' : 'is not null';
    return column === null ? [] : [{ column: column.name, operator, value: null }];
  }
  const pair = operators[textOf(where.type)];
  if (pair === undefined || !isNode(where.left) || !isNode(where.right)) return [];
  const left = columnOf(where.left, relation, table);
  const right = left === null ? columnOf(where.right, relation, table) : null;
  const column = left ?? right;
  if (column === null) return [];
  const operator = left === null ? pair[1] : pair[0];
  const value = comparable(column, operator, left === null ? where.left : where.right);
  return value === null ? [] : [{ column: column.name, operator, value }];
}

function columnOf(
  node: SyntaxNode | undefined,
  relation: ContractRelation,
  table: string,
): ContractColumn | null {
  const names =
    node?.type === 'COLUMN_REF' && Array.isArray(node.column_names) ? node.column_names.map(textOf) : [];
  if (names.length === 0 || names.length > 2) return null;
  if (names.length === 2 && names[0]!.toLowerCase() !== table) return null;
  return relation.columns.find((column) => column.name.toLowerCase() === names.at(-1)!.toLowerCase()) ?? null;
}

/**
 * The constant that a source may compare with. Numbers and dates compare alike everywhere. Text does so only for equality, and there a source may find
 * more (padding, collation), never fewer; `<>` and `<` on text would lose rows.
 */
function comparable(
  column: ContractColumn,
  operator: SourceFilter['operator'],
  node: SyntaxNode,
): string | number | null {
  const type = column.type.toUpperCase();
  const isCast =
    node.type === 'OPERATOR_CAST' && node.try_cast !== true && isNode(node.child) && isNode(node.cast_type);
  const constant = isCast ? (node.child as SyntaxNode) : node;
  const literal = constant.type === 'VALUE_CONSTANT' && isNode(constant.value) ? constant.value : null;
  if (literal === null || literal.is_null === true || !isNode(literal.type)) return null;
  const literalType = isCast ? textOf((node.cast_type as SyntaxNode).id) : textOf(literal.type.id);
  const { value } = literal;
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|DECIMAL\b.*)$/.test(type))
    return !isCast && ['INTEGER', 'BIGINT'].includes(literalType) && Number.isSafeInteger(value)
      ? (value as number)
      : null;
  if (typeof value !== 'string') return null;
  if (type === 'DATE')
    return ['DATE', 'VARCHAR'].includes(literalType) && (isBound(value) || /^\d{4}-\d\d-\d\d$/.test(value))
      ? value
      : null;
  if (type === 'TIMESTAMP') {
    // A day is compared as its first moment.
    if (literalType === 'DATE' && /^\d{4}-\d\d-\d\d$/.test(value)) return `${value} 00:00:00`;
    const isMoment = isBound(value) || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
    return ['DATE', 'TIMESTAMP', 'VARCHAR'].includes(literalType) && isMoment ? value : null;
  }
  return type === 'VARCHAR' && operator === '=' && literalType === 'VARCHAR' && !isCast ? value : null;
}

/** The symbol of an interval's end: whoever reads the source puts its value in its place. */
function isBound(value: string): boolean {
  return value === '{{start}}' || value === '{{end}}';
}
