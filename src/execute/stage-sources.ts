import type { CompiledSourceRead } from '../compile/index.ts';
import { quoteName } from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { beginningOfTime, type Interval } from '../environment/index.ts';
import type { Session, SourceColumn } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';
import type { OnEvent } from './events.ts';
import type { OpenSources } from './open-sources.ts';
import { defineRelation } from './run-database.ts';
import type { Step } from './step.ts';

/** The catalog in which a run that builds keeps source rows: a database file of its own, so that they need not fit into memory. */
export const stagingCatalog = 'lode_staging';

export interface StagingOptions {
  /** Where the rows wait for the models that read them. */
  readonly catalog: string;
  /** What a model computes now, by its name in lower case: a source need not give more. null: not known, or all. */
  readonly rangeOf?: (model: string) => Interval | null;
  /** At most so many rows of each relation; null: all. */
  readonly rowLimit?: number | null;
  readonly now: () => number;
  readonly onEvent: OnEvent;
}

/** The source relations of a run; each is read once, when the first model needs it. */
export interface StagedSources {
  stage(relation: string, model: string): Promise<void>;
}

/**
 * Reads what the steps of a run need of their sources, no more columns and rows than that, and makes it readable under the contracts' names and types.
 * Rows are left out at the source only where a single step reads the relation.
 */
export function stagedSources(
  session: Session,
  sources: OpenSources,
  relations: readonly ContractRelation[],
  steps: readonly Step[],
  options: StagingOptions,
): StagedSources {
  const staged = new Map<string, Promise<void>>();
  return {
    stage(relation, model) {
      let work = staged.get(relation);
      if (work === undefined) {
        const contract = relations.find((each) => each.name === relation)!;
        work = stageRelation(
          session,
          sources,
          contract,
          joinNeeds(relation, steps, options.rangeOf ?? (() => null)),
          model,
          options,
        );
        staged.set(relation, work);
        // What failed may be tried again.
        work.catch(() => staged.delete(relation));
      }
      return work;
    },
  };
}

/** One read that serves all readers of a relation. */
function joinNeeds(
  relation: string,
  steps: readonly Step[],
  rangeOf: (model: string) => Interval | null,
): CompiledSourceRead {
  const needs = steps.flatMap((step) =>
    step.sourceReads
      .filter((need) => need.relation === relation)
      .map((need) => ({ ...need, filters: withBounds(need.filters, rangeOf(step.key)) })),
  );
  const [only] = needs;
  if (needs.length === 1 && only !== undefined) return only;
  const columns = needs.some((need) => need.columns === null)
    ? null
    : [...new Set(needs.flatMap((need) => need.columns ?? []))];
  return { relation, columns, filters: [] };
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
  contract: ContractRelation,
  need: CompiledSourceRead,
  model: string,
  { catalog, now, onEvent, rowLimit = null }: StagingOptions,
): Promise<void> {
  const started = now();
  const source = await sources.session(contract.source);
  const found = await source.schema(contract.sourceName);
  const wanted = contract.columns.filter(
    (column) => need.columns === null || need.columns.includes(column.name),
  );
  const columns = wanted.map((column) => matchColumn(contract, column, found.columns));
  const table = `${catalog}.main.${quoteName(contract.name)}`;
  const rows = await session.createTable(
    table,
    wanted.map((column) => ({ name: column.name, type: column.type })),
    source.read({
      relation: contract.sourceName,
      columns: columns.map((column) => column.name),
      filters: need.filters.map((filter) => ({
        ...filter,
        column: contract.columns.find((column) => column.name === filter.column)?.sourceName ?? filter.column,
        value: valueFor(contract, filter),
      })),
      limit: rowLimit,
    }),
  );
  const items = contract.columns.map((column) => {
    const name = quoteName(column.name);
    return wanted.includes(column) ? name : `CAST(NULL AS ${column.type}) AS ${name}`;
  });
  await defineRelation(session, contract.name, `SELECT ${items.join(', ')} FROM ${table}`);
  onEvent({ kind: 'source-read', model, relation: contract.name, rows, seconds: (now() - started) / 1000 });
}

/** Bounds of intervals are written for the model's grain; a filter's value is for its column. */
function valueFor(contract: ContractRelation, filter: CompiledSourceRead['filters'][number]) {
  const type = contract.columns.find((column) => column.name === filter.column)?.type.toUpperCase();
  const { value } = filter;
  if (typeof value !== 'string') return value;
  if (type === 'TIMESTAMP' && /^\d{4}-\d\d-\d\d$/.test(value)) return `${value} 00:00:00`;
  return type === 'DATE' ? value.slice(0, 10) : value;
}

/** The source's column for a contract's; a name is matched as written, else without case. */
function matchColumn(
  contract: ContractRelation,
  column: ContractRelation['columns'][number],
  found: readonly SourceColumn[],
): SourceColumn {
  const match =
    found.find((each) => each.name === column.sourceName) ??
    found.find((each) => each.name.toLowerCase() === column.sourceName.toLowerCase());
  const expected = `${column.sourceName} ${column.type}`;
  if (match === undefined) {
    const names = found.map((each) => each.name).join(', ');
    throw moved(contract, column.sourceName, expected, `no such column among ${names}`, column.span);
  }
  if (!fits(match.type, column.type)) {
    throw moved(contract, column.sourceName, expected, `${match.name} ${match.type}`, column.span);
  }
  return match;
}

function moved(
  contract: ContractRelation,
  column: string,
  expected: string,
  found: string,
  subject: ContractRelation['span'],
) {
  return new DiagnosticError(
    diagnose('source-relation-moved', { relation: contract.name, column, expected, found }, { subject }),
  );
}

/** Types are compared as the engine spells them; where they differ the contract has to be brought up to date first. */
function fits(found: string, contract: string): boolean {
  const fold = (type: string) => type.toUpperCase().replaceAll(' ', '');
  return fold(found) === fold(contract);
}
