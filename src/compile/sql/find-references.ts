import { bareFunctions } from './functions.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from './syntax-tree.ts';

/** A table that is named in FROM and is not a CTE. `location` in bytes of the SQL. */
export interface TableReference {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly location: number | null;
}

export interface FunctionReference {
  /** As the parser folds it: lower case. */
  readonly name: string;
  readonly isTable: boolean;
  readonly arity: number;
  readonly location: number | null;
}

/** A construct that models cannot have. */
export interface RefusedConstruct {
  readonly construct: 'collation' | 'show' | 'at-clause' | 'rowid' | 'parameter' | 'ordinality';
  readonly location: number | null;
}

/** A CTE and how often it is read. */
export interface CommonTable {
  readonly name: string;
  readonly location: number | null;
  readonly uses: number;
}

export interface References {
  readonly tables: readonly TableReference[];
  readonly functions: readonly FunctionReference[];
  readonly refused: readonly RefusedConstruct[];
  readonly commonTables: readonly CommonTable[];
  /** Names that the query itself gives to columns and tables, lower case. */
  readonly aliases: ReadonlySet<string>;
}

/** All that a statement names. Unqualified names of visible CTEs are not tables. */
export function findReferences(statement: SyntaxNode): References {
  const finder: Finder = {
    tables: [],
    functions: [],
    refused: [],
    commonTables: [],
    aliases: new Set(),
    rowids: [],
  };
  visit(finder, statement, new Map());
  // `rowid` is refused only where it is the engine's own: not where the query itself gives a column that name.
  if (!finder.aliases.has('rowid')) finder.refused.push(...finder.rowids);
  return finder;
}

interface Finder {
  readonly tables: TableReference[];
  readonly functions: FunctionReference[];
  readonly refused: RefusedConstruct[];
  readonly commonTables: { name: string; location: number | null; uses: number }[];
  readonly aliases: Set<string>;
  readonly rowids: RefusedConstruct[];
}

type Scope = ReadonlyMap<string, { uses: number }>;

function visit(finder: Finder, value: unknown, scope: Scope): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(finder, item, scope);
    return;
  }
  if (!isNode(value)) return;
  const inner = isNode(value.cte_map) ? enterCommonTables(finder, value, scope) : scope;
  look(finder, value, inner);
  for (const member in value) {
    const child = value[member];
    if (member === 'cte_map' || typeof child !== 'object') continue;
    const isCall = value.type === 'TABLE_FUNCTION' && member === 'function' && isNode(child);
    visit(finder, isCall ? child.children : child, inner);
  }
}

/** Each CTE sees those before it; a recursive one also itself. */
function enterCommonTables(finder: Finder, node: SyntaxNode, scope: Scope): Scope {
  let visible = scope;
  for (const entry of nodesOf((node.cte_map as SyntaxNode).map)) {
    const name = textOf(entry.key);
    const query = isNode(entry.value) && isNode(entry.value.query) ? entry.value.query : null;
    const body = query !== null && isNode(query.node) ? query.node : null;
    const common = { name, location: null, uses: 0 };
    finder.commonTables.push(common);
    const after = new Map(visible).set(name.toLowerCase(), common);
    const own = isRecursive(body) ? new Map(visible).set(name.toLowerCase(), { uses: 0 }) : visible;
    visit(finder, entry.value, own);
    visible = after;
  }
  return visible;
}

function isRecursive(body: SyntaxNode | null): boolean {
  return body?.type === 'RECURSIVE_CTE_NODE';
}

function look(finder: Finder, node: SyntaxNode, scope: Scope): void {
  const location = locationOf(node);
  if (typeof node.alias === 'string' && !isRowid(node)) finder.aliases.add(node.alias.toLowerCase());
  for (const alias of Array.isArray(node.column_name_alias) ? node.column_name_alias : [])
    finder.aliases.add(textOf(alias).toLowerCase());
  for (const alias of Array.isArray(node.aliases) ? node.aliases : [])
    finder.aliases.add(textOf(alias).toLowerCase());
  switch (node.type) {
    case 'BASE_TABLE': {
      const table = textOf(node.table_name);
      const schema = textOf(node.schema_name);
      const catalog = textOf(node.catalog_name);
      const common = schema === '' && catalog === '' ? scope.get(table.toLowerCase()) : undefined;
      if (common !== undefined) common.uses++;
      else finder.tables.push({ catalog, schema, table, location });
      if (isNode(node.at_clause)) finder.refused.push({ construct: 'at-clause', location });
      return;
    }
    case 'SHOW_REF':
      finder.refused.push({ construct: 'show', location });
      return;
    case 'TABLE_FUNCTION': {
      const called = isNode(node.function) ? node.function : {};
      addFunction(finder, called, true, location);
      if (node.with_ordinality === 'WITH_ORDINALITY')
        finder.refused.push({ construct: 'ordinality', location });
      return;
    }
    case 'COLLATE':
      finder.refused.push({ construct: 'collation', location });
      return;
    case 'VALUE_PARAMETER':
      finder.refused.push({ construct: 'parameter', location });
      return;
    case 'COLUMN_REF':
      if (isRowid(node)) finder.rowids.push({ construct: 'rowid', location });
      lookBare(finder, node, location);
      return;
    default:
      if (typeof node.collation === 'string' && node.collation !== '')
        finder.refused.push({ construct: 'collation', location });
      if (typeof node.function_name === 'string') addFunction(finder, node, false, location);
  }
}

function addFunction(finder: Finder, call: SyntaxNode, isTable: boolean, location: number | null): void {
  const name = textOf(call.function_name).toLowerCase();
  const arity = Array.isArray(call.children) ? call.children.length : 0;
  finder.functions.push({ name, isTable, arity, location });
}

/** `current_date` without brackets looks like a column. */
function lookBare(finder: Finder, node: SyntaxNode, location: number | null): void {
  const names = Array.isArray(node.column_names) ? node.column_names : [];
  const name = textOf(names[0]).toLowerCase();
  if (names.length === 1 && bareFunctions.has(name))
    finder.functions.push({ name, isTable: false, arity: 0, location });
}

function isRowid(node: SyntaxNode): boolean {
  const names = node.type === 'COLUMN_REF' && Array.isArray(node.column_names) ? node.column_names : [];
  return textOf(names.at(-1)).toLowerCase() === 'rowid';
}
