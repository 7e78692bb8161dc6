import type { Audit } from '../project/index.ts';
import type { Surroundings } from './broken-rows.ts';

export interface QualityColumn {
  readonly name: string;
  /** In the engine's words, as the column is stored. */
  readonly type: string;
  /** Whether its values may not be shown. */
  readonly pii: boolean;
}

export interface CheckRequest {
  /** What stands after FROM: a quoted name, or a query in parentheses. */
  readonly relation: string;
  /** All of its columns, in order. */
  readonly columns: readonly QualityColumn[];
  readonly audits: readonly Audit[];
  /** Whether the content is wanted. */
  readonly content: boolean;
  /** What stands after FROM for another relation that an audit names; left out: its quoted name. */
  readonly sqlOf?: (relation: string) => string;
  /** What stands after FROM for the rows of the version before; null or left out: there is none. */
  readonly previous?: string | null;
  /** Audits of the request that cannot be compared with the version before, since it has not their columns. */
  readonly uncompared?: ReadonlySet<Audit>;
  /** Milliseconds since 1970 against which freshness is measured. */
  readonly now?: number;
  /** Whether what one scan could tell is asked apart, see `asksApart`. Default: no. */
  readonly apart?: boolean;
}

const manyRows = 500_000;

/**
 * Whether the questions about rows that stand in Parquet files, in so many of them, are better asked one by one: from their statistics the engine answers most for nothing, where one scan for all reads every column that
 * is named. Of small files, looking into each of them for each question costs more than reading them.
 */
export function asksApart(files: number, rows: number): boolean {
  return rows >= manyRows && rows / files >= manyRows / 10;
}

/** A column's type by its name in any case. */
export function typesByName(columns: readonly QualityColumn[]): (name: string) => string {
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]));
  return (name) => types.get(name.toLowerCase()) ?? 'VARCHAR';
}

export function surroundingsOf(request: Pick<CheckRequest, 'columns' | 'sqlOf'>): Surroundings {
  return { typeOf: typesByName(request.columns), sqlOf: request.sqlOf ?? quotedName };
}

function quotedName(relation: string): string {
  const dot = relation.indexOf('.');
  return [relation.slice(0, dot), relation.slice(dot + 1)]
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
