import type { Plan, PlanModel } from '../../../src/plan/index.ts';
import type { DefinitionText, PlanTexts } from '../../../src/reports/plan/plan-texts.ts';

export const noScope: PlanModel['scope'] = {
  rows: false,
  columns: { changed: [], added: [], removed: [], renamed: [], retyped: [] },
};

export function modelOf(name: string, given: Partial<PlanModel> = {}): PlanModel {
  return {
    name,
    layer: 'gold',
    kind: 'full',
    verdict: 'unchanged',
    direct: false,
    scope: noScope,
    reasons: [],
    action: 'none',
    carried: false,
    intervals: [],
    rebuild: false,
    forward: false,
    adopt: null,
    reads: { rows: 0, bytes: 0 },
    deletes: { rows: 0, bytes: 0 },
    destructive: false,
    renamedFrom: null,
    contracted: null,
    overrule: null,
    definition: 'a',
    base: 'b',
    ...given,
  };
}

export function reasonOf(
  rule: string,
  message: string,
  given: Partial<PlanModel['reasons'][number]> = {},
): PlanModel['reasons'][number] {
  return { rule, message, columns: [], old: null, new: null, ...given };
}

export function planOf(models: readonly PlanModel[], given: Partial<Plan> = {}): Plan {
  const summary = { build: 0, reuse: 0, metadata: 0, drop: 0, none: 0 };
  for (const model of models) summary[model.action]++;
  return {
    formatVersion: '1.0',
    environment: 'prod',
    target: 'mock',
    baseVersion: 2,
    base: null,
    requested: { restate: [], window: null, asBuilt: false, rowLimit: null },
    createdAt: '2026-01-01T00:00:00.000Z',
    project: { name: 'shop', git: null },
    selection: null,
    models: [...models],
    exposures: [],
    drift: [],
    diagnostics: [],
    summary,
    ...given,
  };
}

export function textOf(file: string, source: string, inputs: readonly string[] = []): DefinitionText {
  return {
    file,
    source,
    sql: source,
    macros: [],
    inputs: inputs.map((relation) => ({
      relation,
      kind: 'model',
      origin: null,
      columns: [],
      keys: [],
      notNull: [],
    })),
  };
}

/** The texts of models whose files are called after them: name → old source, new source, what they read. */
export function textsOf(
  models: Readonly<Record<string, readonly [old: string | null, next: string | null, ...inputs: string[]]>>,
): PlanTexts {
  return new Map(
    Object.entries(models).map(([name, [old, next, ...inputs]]) => {
      const file = `models/${name.replace('.', '/')}.sql`;
      return [
        name.toLowerCase(),
        {
          old: old === null ? null : textOf(file, old, inputs),
          next: next === null ? null : textOf(file, next, inputs),
        },
      ];
    }),
  );
}
