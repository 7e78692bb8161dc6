import type { CompiledSourceRead } from '../compile/index.ts';
import { quoteName } from '../delta/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  beginningOfTime,
  type EffectiveRelation,
  type Interval,
  matchColumn,
  plainType,
} from '../environment/index.ts';
import type { Session, SourceColumn, SourceFilter, SourceRead } from '../ports/index.ts';
import type { OnEvent } from './events.ts';
import type { SourceNeed } from './federation/needs-through-views.ts';
import type { OpenSources } from './open-sources.ts';
import { defineRelation } from './run-database.ts';
import { type StagingPlan, stagingPlan } from './staging-plan.ts';

/** The catalog in which a run that builds keeps source rows: a database file of its own, so that they need not fit into memory. */
export const stagingCatalog = 'lode_staging';

export interface StagingOptions {
  /** Where the rows wait for the models that read them. */
  readonly catalog: string;
  /** What a model computes now, by its name in lower case: a source need not give more. null: not known, or all. */
  readonly rangeOf?: (model: string) => Interval | null;
  /** At most so many rows of each relation; null: all. */
  readonly rowLimit?: number | null;
  /** Relations that may not be read, by lower-case name, and why. */
  readonly refused?: ReadonlyMap<string, Diagnostic>;
  readonly now: () => number;
  readonly onEvent: OnEvent;
}

/** Who reads sources in a run, and what of them: a step itself, or through views. */
export interface SourceReader {
  /** Lower-case name. */
  readonly key: string;
  readonly sourceReads: readonly (CompiledSourceRead & Partial<SourceNeed>)[];
}

/** The source relations of a run; each is read once, when the first model needs it. */
export interface StagedSources {
  stage(relation: string, model: string): Promise<void>;
  /** Rejects where the relation may not be read. */
  check(relation: string): void;
  /** What there is to say of what was read. */
  readonly told: Diagnostic[];
  /** Columns of what was read, by the relation's lower-case name, with values that are none of their types. */
  readonly unfit: ReadonlyMap<string, readonly string[]>;
  /** Makes the relation known, without rows, so that views over it can be defined. */
  declare(relation: string): Promise<void>;
}

/**
 * Reads what the steps of a run need of their sources, no more columns and rows than that, and makes it readable under the contracts' names and types.
 * Rows are left out at the source only where a single step reads the relation.
 */
export function stagedSources(
  session: Session,
  sources: OpenSources,
  relations: readonly EffectiveRelation[],
  readers: readonly SourceReader[],
  options: StagingOptions,
): StagedSources {
  const staged = new Map<string, Promise<void>>();
  const told: Diagnostic[] = [];
  const unfit = new Map<string, readonly string[]>();
  const check = (relation: string): void => {
    const refused = options.refused?.get(relation.toLowerCase());
    if (refused !== undefined) throw new DiagnosticError(refused, refused.code === 'drift-frozen' ? 3 : 1);
  };
  const declared = new Map<string, Promise<void>>();
  const contractOf = (relation: string) =>
    relations.find((each) => each.name.toLowerCase() === relation.toLowerCase())!;
  const declare = (relation: string): Promise<void> => {
    const key = relation.toLowerCase();
    let work = declared.get(key);
    if (work === undefined) {
      const { name, columns } = contractOf(relation);
      const items = columns.map((column) => `CAST(NULL AS ${column.type}) AS ${quoteName(column.name)}`);
      work = defineRelation(session, name, `SELECT ${items.join(', ')} WHERE false`);
      declared.set(key, work);
    }
    return work;
  };
  return {
    declare,
    check,
    told,
    unfit,
    async stage(relation, model) {
      check(relation);
      const contract = contractOf(relation);
      const key = contract.name.toLowerCase();
      let work = staged.get(key);
      if (work === undefined) {
        const need = joinNeeds(contract.name, readers, options.rangeOf ?? (() => null));
        work = declare(contract.name).then(async () => {
          unfit.set(key, await stageRelation(session, sources, contract, need, model, options, told));
        });
        staged.set(key, work);
        // What failed may be tried again.
        work.catch(() => staged.delete(key));
      }
      return work;
    },
  };
}

/** One read that serves all readers of a relation. */
function joinNeeds(
  relation: string,
  readers: readonly SourceReader[],
  rangeOf: (model: string) => Interval | null,
): SourceNeed {
  const needs = readers.flatMap((reader) =>
    reader.sourceReads
      .filter((need) => need.relation === relation)
      .map((need) => ({ limit: null, ...need, filters: withBounds(need.filters, rangeOf(reader.key)) })),
  );
  const [only] = needs;
  if (needs.length === 1 && only !== undefined) return only;
  const columns =
    needs.length === 0 || needs.some((need) => need.columns === null)
      ? null
      : [...new Set(needs.flatMap((need) => need.columns ?? []))];
  return { relation, columns, filters: [], limit: null };
}

/** The filters of a read with the ends of its range in the place of their symbols; without those that have none. */
function withBounds(
  filters: CompiledSourceRead['filters'],
  range: Interval | null,
): CompiledSourceRead['filters'] {
  return filters.flatMap((filter) => {
    if (filter.value !== '{{start}}' && filter.value !== '{{end}}') return [filter];
    const bound = filter.value === '{{start}}' ? range?.start : range?.end;
    return bound === undefined || bound.startsWith(beginningOfTime) ? [] : [{ ...filter, value: bound }];
  });
}

async function stageRelation(
  session: Session,
  sources: OpenSources,
  contract: EffectiveRelation,
  need: SourceNeed,
  model: string,
  options: StagingOptions,
  told: Diagnostic[],
): Promise<readonly string[]> {
  const table = `${options.catalog}.main.${quoteName(contract.name)}`;
  const rows = await readRelation(session, sources, contract, need, model, table, { ...options, told });
  await defineRelation(session, contract.name, rows.select);
  return rows.unfit;
}

export interface StagedRows {
  /** Gives them under the contract's names and types; columns that were not read are NULL. */
  readonly select: string;
  readonly rows: number;
  /** Columns with values that are none of their types. */
  readonly unfit: readonly string[];
}

/** Reads rows of a relation into a table of its own. `only`: which of them a source that can tell may leave out. */
export async function readRelation(
  session: Session,
  sources: OpenSources,
  contract: EffectiveRelation,
  need: SourceNeed,
  model: string,
  table: string,
  {
    now,
    onEvent,
    rowLimit = null,
    told,
  }: Pick<StagingOptions, 'now' | 'onEvent' | 'rowLimit'> & Pick<StagedSources, 'told'>,
  only: Pick<SourceRead, 'writtenSince' | 'partners'> = {},
): Promise<StagedRows> {
  const started = now();
  const source = await sources.session(contract.source);
  const found = await source.schema(contract.sourceName);
  const wanted = contract.columns.filter(
    (column) => need.columns === null || need.columns.includes(column.name),
  );
  const plan = stagingPlan(contract, found.columns, wanted);
  // Of what the source no longer has at all only the number of rows can be told.
  const read =
    plan.read.length > 0
      ? plan.read
      : found.columns.slice(0, 1).map((column) => ({ ...column, staged: column.name }));
  const rows = await session.createTable(
    table,
    read.map(({ staged, type }) => ({ name: staged, type })),
    source.read({
      relation: contract.sourceName,
      columns: read.map((column) => column.name),
      filters: filtersFor(contract, need.filters, found.columns),
      limit: smaller(rowLimit, need.limit),
      ...only,
    }),
  );
  const items = contract.columns.map((column) => {
    const value = plan.items.get(column.name) ?? `CAST(NULL AS ${column.type})`;
    const name = quoteName(column.name);
    return value === name ? name : `${value} AS ${name}`;
  });
  const unfit = await countUnfit(session, table, plan);
  for (const { column, into, rows: values } of unfit) {
    const type = contract.columns.find(({ name }) => name === column)!.type;
    const { name: relation } = contract;
    if (into === null) told.push(diagnose('drift-values-left-out', { relation, column, type, values }));
    else told.push(diagnose('drift-values-elsewhere', { relation, column, type, values, into }));
  }
  const seconds = (now() - started) / 1000;
  const aside = source.setAside?.(contract.sourceName) ?? null;
  const setAside = aside === null ? null : { ...aside, relation: `${contract.source}.${aside.relation}` };
  onEvent({ kind: 'source-read', model, relation: contract.name, rows, seconds, unfit, setAside });
  return {
    select: `SELECT ${items.join(', ')} FROM ${table}`,
    rows,
    unfit: unfit.map(({ column }) => column),
  };
}

/** How many values could not stand in their columns. */
async function countUnfit(session: Session, table: string, { unfit }: StagingPlan) {
  if (unfit.length === 0) return [];
  const counts = unfit.map(({ condition }, index) => `count(*) FILTER (WHERE ${condition}) AS c${index}`);
  const [row] = await session.rows(`SELECT ${counts.join(', ')} FROM ${table}`);
  return unfit
    .map(({ column, into }, index) => ({ column, into, rows: Number(row![`c${index}`]) }))
    .filter(({ rows }) => rows > 0);
}

/** The filters that the source can apply to columns as it has them now; the others are applied here, by the model's own SQL. */
function filtersFor(
  contract: EffectiveRelation,
  filters: CompiledSourceRead['filters'],
  found: readonly SourceColumn[],
): SourceFilter[] {
  return filters.flatMap((filter) => {
    const column = contract.columns.find((each) => each.name === filter.column);
    const match = column === undefined ? undefined : matchColumn(column.sourceName, found);
    if (column === undefined || match === undefined || column.variantOf !== null) return [];
    if (plainType(match.type) !== plainType(column.type)) return [];
    return [{ ...filter, column: match.name, value: valueFor(contract, filter) }];
  });
}

function smaller(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** Bounds of intervals are written for the model's grain; a filter's value is for its column. */
function valueFor(contract: EffectiveRelation, filter: CompiledSourceRead['filters'][number]) {
  const type = contract.columns.find((column) => column.name === filter.column)?.type.toUpperCase();
  const { value } = filter;
  if (typeof value !== 'string') return value;
  if (type === 'TIMESTAMP' && /^\d{4}-\d\d-\d\d$/.test(value)) return `${value} 00:00:00`;
  return type === 'DATE' ? value.slice(0, 10) : value;
}
