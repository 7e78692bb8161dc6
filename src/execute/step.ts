import {
  type CompiledModel,
  type CompiledProject,
  type CompiledSourceRead,
  outputQuery,
} from '../compile/index.ts';
import type { Definition, ModelKind } from '../environment/index.ts';
import { type Audit, seedQuery } from '../project/index.ts';

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
    personal: definition.columns.filter((column) => column.pii !== null).map((column) => column.name),
    audits,
    sourceReads,
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

/** Whether the model has rows of its own in the lake. */
export function isStored(kind: ModelKind): boolean {
  return kind !== 'view' && kind !== 'embedded';
}
