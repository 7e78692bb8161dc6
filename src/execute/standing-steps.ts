import type { CompiledSourceRead } from '../compile/index.ts';
import { queryColumns } from '../compile/index.ts';
import { quoteName } from '../delta/index.ts';
import { type Definition, type Manifest, personalColumns } from '../environment/index.ts';
import { type Audit, type ContractRelation, evolveAll } from '../project/index.ts';
import { spanOf } from '../text/index.ts';
import type { Lake } from './lake.ts';
import { readDefinitions } from './read-environment.ts';
import { definedModel, type Step } from './step.ts';

/**
 * What an environment holds as steps that can be run again, upstream first. Where the project still says the same, its own steps serve, since they know what they need of their sources; else
 * the stored definition does, which is closed. Tables of rows that were put aside have no query of their own, and are among them only `withSides`.
 */
export async function standingSteps(
  lake: Lake,
  manifest: Manifest,
  project: readonly Step[],
  withSides = false,
): Promise<readonly Step[]> {
  const known = new Map(project.map((step) => [step.definitionHash, step]));
  const models = [...manifest.models.values()].filter(({ sideOf }) => withSides || sideOf === undefined);
  const missing = models.flatMap(({ definition }) => (known.has(definition) ? [] : [definition]));
  const stored = await readDefinitions(lake, missing);
  const steps = new Map(
    models.map(({ name, definition, contracted }): [string, Step] => [
      name.toLowerCase(),
      known.get(definition) ?? storedStep(stored.get(definition)!, definition, contracted),
    ]),
  );
  const ordered = new Map<string, Step>();
  const visit = (key: string): void => {
    const step = steps.get(key);
    if (step === undefined || ordered.has(key)) return;
    for (const input of step.definition.inputs) visit(input.relation.toLowerCase());
    ordered.set(key, step);
  };
  for (const key of [...steps.keys()].sort()) visit(key);
  return [...ordered.values()];
}

function storedStep(definition: Definition, hash: string, contracted: string | null): Step {
  const defined = definedModel(definition, hash);
  const columns = queryColumns({ kind: definition.kind, load: definition.header.load }, defined.columns).map(
    ({ name, type }) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  const span = spanOf({ path: definition.file, text: definition.source }, 0, 0);
  const audits = (definition.header.audits ?? []) as unknown as readonly Omit<Audit, 'span'>[];
  return {
    ...defined,
    select: `SELECT ${columns.join(', ')} FROM (\n${definition.sql}\n)`,
    personal: personalColumns(definition),
    audits: audits.map((audit) => ({ ...audit, span }) as Audit),
    sourceReads: definition.inputs
      .filter((input) => input.kind === 'source')
      .map((input): CompiledSourceRead => ({ relation: input.relation, columns: null, filters: [] })),
    drift: [],
    gone: [],
    decisive: [],
    contracted,
    evolvedFrom: null,
    planJson: null,
  };
}

/** The source relations that steps read: the project's, and such as only stored definitions know. */
export function sourceRelations(
  steps: readonly Pick<Step, 'definition'>[],
  project: readonly ContractRelation[],
): readonly ContractRelation[] {
  const known = new Map(project.map((relation) => [relation.name, relation]));
  for (const { definition } of steps)
    for (const input of definition.inputs) {
      if (input.kind !== 'source') continue;
      const relation = known.get(input.relation);
      const fits = input.columns.every(({ name }) =>
        relation?.columns.some((column) => column.name === name),
      );
      if (relation === undefined || !fits)
        known.set(input.relation, storedRelation(definition, input, relation));
    }
  return [...known.values()];
}

function storedRelation(
  definition: Definition,
  input: Definition['inputs'][number],
  known: ContractRelation | undefined,
): ContractRelation {
  const file = { path: definition.file, text: definition.source };
  const span = spanOf(file, 0, 0);
  const dot = input.relation.indexOf('.');
  return {
    name: input.relation,
    source: input.relation.slice(0, dot),
    sourceName: input.origin ?? input.relation.slice(dot + 1),
    description: null,
    key: [],
    columns: input.columns.map(({ name, type, nullable }) => ({
      name,
      sourceName: name,
      type,
      nullable,
      description: null,
      pii: null,
      tags: [],
      format: null,
      policy: null,
      span,
    })),
    policy: known?.policy ?? evolveAll,
    csv: known?.csv ?? null,
    file,
    span,
  };
}
