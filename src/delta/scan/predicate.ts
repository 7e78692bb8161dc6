import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** A condition as far as skipping understands it; `unknown` may be true of any row. */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Predicate[] }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly column: readonly string[];
      readonly literal: Literal;
    }
  | { readonly kind: 'is-null' | 'is-not-null'; readonly column: readonly string[] }
  | { readonly kind: 'starts-with'; readonly column: readonly string[]; readonly prefix: string }
  | { readonly kind: 'unknown' };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A constant, as SQL, with the family of its type: which decides whether bounds of a column can be compared with it. */
export interface Literal {
  readonly sql: string;
  readonly family: 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz';
}

const unknown: Predicate = { kind: 'unknown' };

const operators: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const negated: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** The predicate of DuckDB's serialised expression. What it does not know is `unknown`, so that nothing is skipped for it. */
export function predicateOf(node: Json | undefined, not = false): Predicate {
  if (!isJsonObject(node)) return unknown;
  const children = Array.isArray(node.children) ? (node.children as readonly Json[]) : [];
  switch (node.type) {
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR': {
      const kind = (node.type === 'CONJUNCTION_AND') !== not ? 'and' : 'or';
      return { kind, parts: children.map((child) => predicateOf(child, not)) };
    }
    case 'OPERATOR_NOT':
      return predicateOf(children[0], !not);
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL': {
      const column = columnOf(children[0]);
      if (column === null) return unknown;
      return { kind: (node.type === 'OPERATOR_IS_NULL') !== not ? 'is-null' : 'is-not-null', column };
    }
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN': {
      const equal = (node.type === 'COMPARE_IN') !== not;
      const parts = children.slice(1).map((child) => compare(equal ? '=' : '<>', children[0], child));
      return { kind: equal ? 'or' : 'and', parts };
    }
    case 'COMPARE_BETWEEN': {
      const lower = compare(not ? '<' : '>=', node.input, node.lower);
      const upper = compare(not ? '>' : '<=', node.input, node.upper);
      return { kind: not ? 'or' : 'and', parts: [lower, upper] };
    }
    case 'FUNCTION':
      return not ? unknown : functionPredicate(node, children);
    default: {
      const operator = operators[String(node.type)];
      return operator === undefined
        ? unknown
        : compare(not ? negated[operator] : operator, node.left, node.right);
    }
  }
}

function compare(operator: Comparison, left: Json | undefined, right: Json | undefined): Predicate {
  const column = columnOf(left);
  const literal = literalOf(right);
  if (column !== null && literal !== null) return { kind: 'compare', operator, column, literal };
  const other = columnOf(right);
  const first = literalOf(left);
  if (other !== null && first !== null) {
    return { kind: 'compare', operator: mirrored[operator], column: other, literal: first };
  }
  return unknown;
}

/** `LIKE 'abc%'` and its like: DuckDB names them `~~`, `prefix`, `starts_with`. */
function functionPredicate(node: JsonObject, children: readonly Json[]): Predicate {
  const column = columnOf(children[0]);
  const argument = children[1];
  const text = isJsonObject(argument) ? constantText(argument) : null;
  if (column === null || text === null) return unknown;
  switch (node.function_name) {
    case '~~': {
      const prefix = /^[^%_\\]*/.exec(text)![0];
      return prefix === '' ? unknown : { kind: 'starts-with', column, prefix };
    }
    case 'prefix':
    case 'starts_with':
    case '^@':
      return { kind: 'starts-with', column, prefix: text };
    default:
      return unknown;
  }
}

function columnOf(node: Json | undefined): readonly string[] | null {
  if (!isJsonObject(node) || node.type !== 'COLUMN_REF' || !Array.isArray(node.column_names)) return null;
  return node.column_names as readonly string[];
}

function constantText(node: JsonObject): string | null {
  const value = node.type === 'VALUE_CONSTANT' && isJsonObject(node.value) ? node.value : null;
  return isJsonObject(value?.type) && value?.type.id === 'VARCHAR' && typeof value.value === 'string'
    ? value.value
    : null;
}

const castFamilies: Readonly<Record<string, Literal['family']>> = {
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  BOOLEAN: 'boolean',
  INTEGER: 'number',
  BIGINT: 'number',
  DOUBLE: 'number',
};

function literalOf(node: Json | undefined): Literal | null {
  if (!isJsonObject(node)) return null;
  if (node.type === 'OPERATOR_CAST' && isJsonObject(node.cast_type)) {
    const inner = literalOf(node.child);
    const type = String(node.cast_type.id);
    const family = castFamilies[type];
    return inner === null || family === undefined ? null : { sql: `CAST(${inner.sql} AS ${type})`, family };
  }
  if (node.type !== 'VALUE_CONSTANT' || !isJsonObject(node.value)) return null;
  const { type, is_null: isNull, value } = node.value;
  if (isNull === true || !isJsonObject(type)) return null;
  switch (type.id) {
    case 'VARCHAR':
      return typeof value === 'string' ? { sql: `'${value.replaceAll("'", "''")}'`, family: 'text' } : null;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? { sql: String(value), family: 'boolean' } : null;
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
      return typeof value === 'number' || typeof value === 'bigint'
        ? { sql: `(${value})`, family: 'number' }
        : null;
    case 'DOUBLE':
      return typeof value === 'number' ? { sql: `CAST('${value}' AS DOUBLE)`, family: 'number' } : null;
    case 'DECIMAL':
      return decimalLiteral(type.type_info, value);
    default:
      return null;
  }
}

function decimalLiteral(info: Json | undefined, value: Json | undefined): Literal | null {
  if (!isJsonObject(info) || (typeof value !== 'number' && typeof value !== 'bigint')) return null;
  const scale = Number(info.scale);
  const digits = String(value)
    .replace('-', '')
    .padStart(scale + 1, '0');
  const text = `${value < 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
  return { sql: `CAST('${text}' AS DECIMAL(${Number(info.width)},${scale}))`, family: 'number' };
}
