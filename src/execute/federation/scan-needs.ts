import type { SourceFilter } from '../../ports/index.ts';

/** What one scan of a plan needs: the table in the schema, and what is asked of it. */
export interface ScanNeed {
  readonly schema: string;
  readonly table: string;
  /** Names as the table has them; in its order. */
  readonly columns: readonly string[];
  /** They hold for every row that the query uses; it looks at the rows again itself. */
  readonly filters: readonly SourceFilter[];
  /** No more rows than that are ever used; null: not known. */
  readonly limit: number | null;
}

type Json = { readonly [key: string]: unknown };

/**
 * The scans of an optimised plan (`json_serialize_plan(sql, optimize := true)`, DuckDB 1.5), with the columns and the filters that the optimizer moved down to each. Conditions that cannot be said in
 * the words of a source filter are left out: then more rows are read, never fewer.
 */
export function scanNeeds(planJson: string): ScanNeed[] {
  const { plans } = JSON.parse(planJson) as { readonly plans?: readonly Json[] };
  const needs: ScanNeed[] = [];
  for (const plan of plans ?? []) visit(plan, rowLimit(plan), needs);
  return needs;
}

function visit(node: unknown, limit: number | null, needs: ScanNeed[]): void {
  if (Array.isArray(node)) for (const item of node) visit(item, null, needs);
  if (!isObject(node)) return;
  if (node.type === 'LOGICAL_GET') {
    const need = needOf(node, limit);
    if (need !== null) needs.push(need);
  }
  const inner = node.type === 'LOGICAL_LIMIT' || node.type === 'LOGICAL_PROJECTION' ? limit : null;
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== 'object') continue;
    if (key === 'children' && Array.isArray(child) && child.length === 1) visit(child[0], inner, needs);
    else visit(child, null, needs);
  }
}

/** The rows that the top of a plan lets through: all that a scan below it, with nothing but projections between, has to give. */
function rowLimit(plan: Json): number | null {
  if (plan.type !== 'LOGICAL_LIMIT') return null;
  const count = constant(plan.limit_val);
  const skipped = constant(plan.offset_val) ?? 0;
  return count === null ? null : count + skipped;
}

/** The value of a LIMIT or OFFSET; null where it is none, or no constant. */
function constant(value: unknown): number | null {
  if (!isObject(value) || value.type !== 'CONSTANT_VALUE') return null;
  const count = value.constant_integer ?? 0;
  return Number.isSafeInteger(count) ? (count as number) : null;
}

function needOf(scan: Json, limit: number | null): ScanNeed | null {
  const { function_data: data, names, returned_types: types } = scan;
  if (!isObject(data) || typeof data.table !== 'string' || typeof data.schema !== 'string') return null;
  if (!Array.isArray(names) || !Array.isArray(types)) return null;
  const filters: SourceFilter[] = [];
  let exact = true;
  const found = isObject(scan.table_filters) ? scan.table_filters.filters : [];
  for (const entry of Array.isArray(found) ? found : []) {
    const { key, value } = entry as { readonly key: number; readonly value: unknown };
    exact = false;
    filters.push(...filtersOf(value, String(names[key]), types[key]));
  }
  const indexes = Array.isArray(scan.column_indexes) ? scan.column_indexes : [];
  const wanted = new Set(indexes.map((each) => Number((each as Json).index ?? 0)));
  return {
    schema: data.schema,
    table: data.table,
    columns: names.map(String).filter((_, index) => wanted.has(index)),
    filters,
    limit: exact ? limit : null,
  };
}

const operators: Readonly<Record<string, SourceFilter['operator']>> = {
  COMPARE_EQUAL: '=',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

function filtersOf(filter: unknown, column: string, type: unknown): SourceFilter[] {
  if (!isObject(filter)) return [];
  switch (filter.filter_type) {
    case 'CONJUNCTION_AND':
      return (Array.isArray(filter.child_filters) ? filter.child_filters : []).flatMap((child) =>
        filtersOf(child, column, type),
      );
    case 'CONSTANT_COMPARISON': {
      const operator = operators[String(filter.comparison_type)];
      const value = operator === undefined ? null : valueText(filter.constant, type);
      if (operator === undefined || value === null) return [];
      // Sources order texts in other ways.
      return typeOf(type) === 'VARCHAR' && operator !== '=' ? [] : [{ column, operator, value }];
    }
    case 'IS_NULL':
      return [{ column, operator: 'is null', value: null }];
    case 'IS_NOT_NULL':
      return [{ column, operator: 'is not null', value: null }];
    case 'EXPRESSION_FILTER':
      return nullTest(filter.expr, column);
    default:
      return [];
  }
}

function nullTest(expression: unknown, column: string): SourceFilter[] {
  if (!isObject(expression) || !Array.isArray(expression.children)) return [];
  const [operand] = expression.children;
  if (!isObject(operand) || operand.expression_class !== 'BOUND_REF') return [];
  if (expression.type === 'OPERATOR_IS_NULL') return [{ column, operator: 'is null', value: null }];
  if (expression.type === 'OPERATOR_IS_NOT_NULL') return [{ column, operator: 'is not null', value: null }];
  return [];
}

const numbers = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT']);
const microsecondsPerDay = 86_400_000_000;

/** A constant as the engine writes it; null for types and values that are left to the query. It has the type of its column, else it is not what it seems. */
function valueText(constant: unknown, type: unknown): string | number | null {
  if (!isObject(constant) || constant.is_null !== false || typeOf(constant.type) !== typeOf(type))
    return null;
  const { value } = constant;
  const name = typeOf(type);
  if (name === 'VARCHAR') return typeof value === 'string' ? value : null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
  if (numbers.has(name)) return value;
  if (name === 'DECIMAL') return decimalText(value, scaleOf(constant.type), scaleOf(type));
  if (name === 'DATE') return dateText(value);
  if (name === 'TIMESTAMP') {
    const day = dateText(Math.floor(value / microsecondsPerDay));
    return day === null ? null : `${day} ${timeText(modulo(value, microsecondsPerDay))}`;
  }
  return null;
}

function decimalText(digits: number, scale: number | null, columnScale: number | null): string | null {
  if (scale === null || scale !== columnScale) return null;
  const text = String(Math.abs(digits)).padStart(scale + 1, '0');
  const sign = digits < 0 ? '-' : '';
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Days since 1970, of years with four digits. */
function dateText(days: number): string | null {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

/** Microseconds since midnight. */
function timeText(microseconds: number): string {
  const whole = new Date(Math.floor(microseconds / 1000)).toISOString().slice(11, 19);
  const rest = microseconds % 1_000_000;
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(6, '0')}`;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function typeOf(type: unknown): string {
  return isObject(type) && typeof type.id === 'string' ? type.id : '';
}

function scaleOf(type: unknown): number | null {
  const info = isObject(type) ? type.type_info : null;
  const scale = isObject(info) ? (info.scale ?? 0) : null;
  return typeof scale === 'number' ? scale : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
