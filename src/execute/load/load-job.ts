import type { CompiledSourceRead } from '../../compile/index.ts';
import { quoteName } from '../../delta/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type DefinedLoad,
  type EffectiveRelation,
  hashArguments,
  type LoadPosition,
  measuredColumns,
} from '../../environment/index.ts';
import type { SourceSession } from '../../ports/index.ts';
import type { OnEvent } from '../events.ts';
import type { ApplicationJob } from '../kinds/job.ts';
import { keyOf } from '../kinds/unique-key.ts';
import type { OpenSources } from '../open-sources.ts';
import type { Step } from '../step.ts';

/** What a load knows besides the model that it loads. */
export interface LoadContext {
  readonly sources: OpenSources;
  readonly relation: EffectiveRelation;
  /** Where rows wait that were read. */
  readonly catalog: string;
  readonly runId: string;
  /** At most so many rows, for a look; null: all. */
  readonly rowLimit: number | null;
  /** How far the rows that stand have followed the source; null: not known, or by another rule. */
  readonly position: LoadPosition | null;
  readonly now: () => number;
  readonly onEvent: OnEvent;
  /** What there is to say of what was read. */
  readonly told: Diagnostic[];
}

export interface LoadJob extends ApplicationJob {
  readonly load: LoadContext;
  readonly rule: DefinedLoad;
  readonly source: SourceSession;
  /** The columns whose values count, as stored. */
  readonly measured: Step['columns'];
  /** The columns of the key as the model has them; empty for `append`. */
  readonly key: readonly string[];
}

export async function loadJob(job: ApplicationJob, load: LoadContext, rule: DefinedLoad): Promise<LoadJob> {
  return {
    ...job,
    load,
    rule,
    source: await load.sources.session(load.relation.source),
    measured: measuredColumns(job.step.definition, job.step.columns),
    key: keyOf(job.step),
  };
}

/** A hash of a row's values, 64 bits; equal rows have equal ones, whatever their types. */
export function rowHash({ measured }: LoadJob, alias: string): string {
  const parts = measured.flatMap(({ name, type }) => hashArguments(`${alias}.${quoteName(name)}`, type));
  return `hash(${parts.join(', ')})`;
}

/** The source's column that a key or a cursor of the model is. */
export function originOf(
  { rule, load, step }: LoadJob,
  column: string,
): EffectiveRelation['columns'][number] {
  const own = Object.entries(rule.origins).find(([name]) => name.toLowerCase() === column.toLowerCase());
  const found = load.relation.columns.find(({ name }) => name.toLowerCase() === own?.[1].toLowerCase());
  if (found === undefined) throw new Error(`${step.name}: nothing says what ${column} is at the source`);
  return found;
}

/** What the model's query reads of its source. */
export function neededOf({ step, load }: LoadJob): CompiledSourceRead {
  const [need] = step.sourceReads;
  return need ?? { relation: load.relation.name, columns: null, filters: [] };
}

/** Rejects with `load-column-gone` where the source no longer gives what the load works by. A column that the query computes is looked at with the rows. */
export function mustStandAtSource(job: LoadJob): void {
  const { rule, load, step, key } = job;
  const cursor = rule.by === 'cursor' && rule.column !== null ? [rule.column] : [];
  for (const name of [...cursor, ...key]) {
    const own = Object.entries(rule.origins).find(([model]) => model.toLowerCase() === name.toLowerCase());
    const column = load.relation.columns.find((each) => each.name.toLowerCase() === own?.[1].toLowerCase());
    if (column === undefined) continue;
    // Values of another type stand in a column of their own: by this one such rows would be looked for in vain.
    const retyped = load.relation.columns.some((each) => each.variantOf === column.name && !each.gone);
    if (!column.gone && !retyped) continue;
    throw new DiagnosticError(
      diagnose('load-column-gone', {
        model: step.name,
        relation: load.relation.name,
        column: column.name,
        type: column.gone ? null : column.type,
        role: cursor.includes(name) ? 'cursor' : 'key',
      }),
    );
  }
}

let numbers = 0;

/** A name that nothing else in this process has. */
export function freshName(job: ApplicationJob): string {
  numbers += 1;
  return `lode_load_${numbers}_${job.lake.clock.uuid().replaceAll('-', '')}`;
}
