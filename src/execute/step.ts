import {
  type CompiledModel,
  type CompiledProject,
  type CompiledSourceRead,
  type DecisiveColumn,
  outputQuery,
  usesInterval,
  validityColumns,
  withInterval,
} from '../compile/index.ts';
import { quoteName } from '../delta/index.ts';
import {
  type Definition,
  loadColumns,
  loadOf,
  type ModelKind,
  personalColumns,
  type RelationDrift,
} from '../environment/index.ts';
import { type Audit, seedQuery } from '../project/index.ts';
import { timeColumnOf } from './kinds/interval-sql.ts';

/** A model or seed as a commit needs it: its definition is enough. */
export interface DefinedModel {
  readonly name: string;
  readonly key: string;
  readonly layer: string;
  readonly kind: ModelKind;
  readonly definition: Definition;
  readonly definitionHash: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A model or seed, ready to run: what `execute` needs of a compiled project, the same for both. */
export interface Step extends DefinedModel {
  /** A SELECT that gives the columns in the types in which they are stored. */
  readonly select: string;
  readonly personal: readonly string[];
  readonly audits: readonly Audit[];
  readonly sourceReads: readonly CompiledSourceRead[];
  /** In what its sources differ from their contracts, as it is to be recorded with its rows. */
  readonly drift: readonly RelationDrift[];
  /** Columns whose values come from nothing but columns that a source no longer has. */
  readonly gone: readonly string[];
  /** Columns that a source no longer has as the model needs them, and on which its rows hang. */
  readonly decisive: readonly DecisiveColumn[];
  /** The hash of its definition over the contracts alone; null: it is that. */
  readonly contracted: string | null;
  /** What it computed before its sources' schemas moved since its last load (a computation's hash); null: they have not. */
  readonly evolvedFrom: string | null;
  /** The query's bound plan; null for a seed. */
  readonly planJson: string | null;
}

/** The project's seeds and models as steps, upstream first. `folder` is the project's, absolute. */
export function stepsOf(compiled: CompiledProject, folder: string): Step[] {
  const seeds = compiled.seeds.map((seed) =>
    step(seed.definition, seed.definitionHash, seedQuery(seed.seed, `${folder}/${seed.path}`), [], [], null),
  );
  return [...seeds, ...compiled.models.map(modelStep)];
}

function modelStep(model: CompiledModel): Step {
  const { definition, definitionHash, audits, sourceReads, planJson } = model;
  return step(definition, definitionHash, outputQuery(model), audits, sourceReads, planJson);
}

function step(
  definition: Definition,
  definitionHash: string,
  select: string,
  audits: readonly Audit[],
  sourceReads: readonly CompiledSourceRead[],
  planJson: string | null,
): Step {
  return {
    ...definedModel(definition, definitionHash),
    select,
    personal: personalColumns(definition),
    audits,
    sourceReads,
    drift: [],
    gone: [],
    decisive: [],
    contracted: null,
    evolvedFrom: null,
    planJson,
  };
}

export function definedModel(definition: Definition, definitionHash: string): DefinedModel {
  return {
    name: definition.name,
    key: definition.name.toLowerCase(),
    layer: definition.layer,
    kind: definition.kind,
    definition,
    definitionHash,
    columns: definition.columns.map(({ name, type }) => ({ name, type })),
  };
}

/**
 * What the model's table would hold if it were made now and whole: all time where it is computed by interval, each row as its first version where it keeps versions. For looking at a
 * model without a table.
 */
export function wholeSelect({ definition, select, columns }: Step): string {
  const time = timeColumnOf(definition);
  if (usesInterval(select))
    return withInterval(select, { start: '0001-01-01', end: '9999-12-31' }, time?.grain ?? 'day');
  if (loadOf(definition) !== null) {
    const [loadedAt, runId, change] = loadColumns;
    return `SELECT *, now() AS ${loadedAt}, CAST(NULL AS VARCHAR) AS ${runId}, 'insert' AS ${change} FROM (\n${select}\n)`;
  }
  if (definition.kind !== 'scd_type_2') return select;
  const { updatedAt } = definition.header;
  const [from, to] = validityColumns;
  const type = columns.at(-1)!.type;
  const began = typeof updatedAt === 'string' ? quoteName(updatedAt) : `CAST(now() AS ${type})`;
  return `SELECT *, ${began} AS ${from}, CAST(NULL AS ${type}) AS ${to} FROM (\n${select}\n)`;
}

/** Whether the model has rows of its own in the lake. */
export function isStored(kind: ModelKind): boolean {
  return kind !== 'view' && kind !== 'embedded';
}
