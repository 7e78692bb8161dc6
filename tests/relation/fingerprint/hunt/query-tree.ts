import type { Type } from './tables.ts';

/** A piece of a query. `kind` says how it is written, `value` is its word, `parts` what it is made of. */
export interface Tree {
  readonly kind: TreeKind;
  readonly value: string;
  readonly parts: readonly Tree[];
  /** Of an expression. */
  readonly type?: Type;
  /** Of a select: the columns that its expressions may read, and the types of its own. */
  readonly scope?: readonly Column[];
  readonly types?: readonly Type[];
}

export interface Column {
  readonly text: string;
  readonly type: Type;
}

export type TreeKind =
  | 'text'
  | 'nothing'
  | 'infix'
  | 'prefix'
  | 'suffix'
  | 'call'
  | 'case'
  | 'cast'
  | 'in'
  | 'between'
  | 'exists'
  | 'in_query'
  | 'scalar'
  | 'aggregate'
  | 'window'
  | 'items'
  | 'select'
  | 'set'
  | 'with'
  | 'table'
  | 'subquery'
  | 'join';

export const nothing: Tree = { kind: 'nothing', value: '', parts: [] };

export function tree(kind: TreeKind, value: string, parts: readonly Tree[] = [], type?: Type): Tree {
  return { kind, value, parts, type };
}

export function text(value: string, type?: Type): Tree {
  return tree('text', value, [], type);
}

/** A select with the first of its parts: items, FROM, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT. */
export function plainSelect(parts: readonly Tree[], type?: Type): Tree {
  return tree('select', '', [...parts, ...Array.from({ length: 8 - parts.length }, () => nothing)], type);
}

export function write(node: Tree): string {
  const { kind, value, parts } = node;
  const [a = nothing, b = nothing, c = nothing, d = nothing] = parts;
  switch (kind) {
    case 'text':
      return value;
    case 'nothing':
      return '';
    case 'infix':
      return `(${write(a)} ${value} ${write(b)})`;
    case 'prefix':
      return `(${value} ${write(a)})`;
    case 'suffix':
      return `(${write(a)} ${value})`;
    case 'call':
      return `${value}(${parts.map(write).join(', ')})`;
    case 'case':
      return `CASE WHEN ${write(a)} THEN ${write(b)} ELSE ${write(c)} END`;
    case 'cast':
      return `(${write(a)})::${value}`;
    case 'in':
      return `(${write(a)} ${value} (${parts.slice(1).map(write).join(', ')}))`;
    case 'between':
      return `(${write(a)} BETWEEN ${write(b)} AND ${write(c)})`;
    case 'exists':
      return `(${value} (${write(a)}))`;
    case 'in_query':
      return `(${write(a)} ${value} (${write(b)}))`;
    case 'scalar':
      return `(${write(a)})`;
    case 'aggregate': {
      const order = c.kind === 'nothing' ? '' : ` ORDER BY ${write(c)}`;
      const filter = b.kind === 'nothing' ? '' : ` FILTER (WHERE ${write(b)})`;
      const [name, distinct = ''] = value.split(' ');
      return `${name}(${distinct} ${write(a)}${order})${filter}`;
    }
    case 'window': {
      const [word, ...frame] = value.split(' ');
      const name = c.kind === 'nothing' ? (instead[word!] ?? word) : word;
      const partition = b.kind === 'nothing' ? '' : `PARTITION BY ${write(b)} `;
      const order = c.kind === 'nothing' ? '' : `ORDER BY ${write(c)} `;
      const filter = d.kind === 'nothing' ? '' : ` FILTER (WHERE ${write(d)})`;
      return `${name}(${write(a)})${filter} OVER (${partition}${order}${frame.join(' ')})`;
    }
    case 'items':
      return parts.map((part) => write(part)).join(', ');
    case 'select':
      return writeSelect(node);
    case 'set':
      return `(${write(a)}) ${value} (${write(b)})`;
    case 'with':
      return `WITH ${value} AS (${write(a)}) ${write(b)}`;
    case 'table':
      return value;
    case 'subquery':
      return `(${write(a)}) ${value}`;
    case 'join':
      return value === ','
        ? `${write(a)}, ${write(b)}`
        : `(${write(a)} ${value} ${write(b)}${c.kind === 'nothing' ? '' : ` ON ${write(c)}`})`;
    default:
      return kind satisfies never;
  }
}

/** What the lint `window-without-order` warns of: without ORDER BY, DuckDB 1.5.6 ends the process on one and gives rows twice for the other. */
const instead: Readonly<Record<string, string>> = { dense_rank: 'rank', lead: 'lag' };

function writeSelect({ value, parts }: Tree): string {
  const [items, from, where, group, having, qualify, order, limit] = parts;
  const list = items!.parts.map((item, index) => `${write(item)} AS c${index}`).join(', ');
  const part = (word: string, node: Tree | undefined) =>
    node === undefined || node.kind === 'nothing' ? '' : ` ${word} ${write(node)}`;
  return `SELECT ${value} ${list}${part('FROM', from)}${part('WHERE', where)}${part('GROUP BY', group)}${part('HAVING', having)}${part('QUALIFY', qualify)}${part('ORDER BY', order)}${part('LIMIT', limit)}`;
}
