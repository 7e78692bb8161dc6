import { expect } from 'vitest';
import {
  type Change,
  type Judgements,
  judgeProject,
  type Overrule,
  plansNeeded,
} from '../../src/change/index.ts';
import { bindDefinitions, type CompiledProject } from '../../src/compile/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { type Definition, definitionHash } from '../../src/environment/index.ts';
import { compileTexts, options } from '../compile/support.ts';

export type ProjectTexts = Readonly<Record<string, string>>;

/** Judges the change from one set of files to another, the old definitions bound again from what is stored of them. */
export async function judge(
  before: ProjectTexts,
  after: ProjectTexts,
  overrules: ReadonlyMap<string, Overrule> = new Map(),
  stored: (definition: Definition) => Definition = (definition) => definition,
  kept: ReadonlySet<string> = new Set(),
): Promise<Judgements> {
  const [old, next] = [await compiled(before), await compiled(after)];
  const standing = new Map(
    definitionsOf(old).map((definition) => [definition.name.toLowerCase(), stored(definition)]),
  );
  const definitions = definitionsOf(next).map((definition) =>
    kept.has(definition.name) ? standing.get(definition.name)! : definition,
  );
  const plans = new Map(next.models.map((model) => [model.name, model.planJson]));
  const oldPlans = await bindAgain(plansNeeded(standing, definitions));
  return judgeProject({
    old: standing,
    next: definitions,
    oldPlan: (definition) => oldPlans.get(definitionHash(definition)) ?? null,
    nextPlan: (definition) => plans.get(definition.name) ?? null,
    forms: new Map(),
    overrules,
    kept,
  });
}

/** The change of one model. */
export async function changeOf(
  model: string,
  before: ProjectTexts,
  after: ProjectTexts,
  overrules?: ReadonlyMap<string, Overrule>,
): Promise<Change> {
  return (await judge(before, after, overrules)).get(model)!.change;
}

async function compiled(files: ProjectTexts): Promise<CompiledProject> {
  const { compiled: value, diagnostics } = await compileTexts(files);
  expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
  return value!;
}

function definitionsOf({ seeds, models }: CompiledProject): Definition[] {
  return [...seeds, ...models].map(({ definition }) => definition);
}

async function bindAgain(definitions: readonly Definition[]): Promise<ReadonlyMap<string, string | null>> {
  const database = await duckdbEngine().open(options);
  try {
    return await bindDefinitions(database, definitions);
  } finally {
    await database.close();
  }
}
