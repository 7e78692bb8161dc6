import { judgeProject, type Reason } from '../../change/index.ts';
import type { CompiledProject } from '../../compile/index.ts';
import type { Definition } from '../../environment/index.ts';
import { generateModel, type Mapping } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { compileOpen, type OpenProject } from '../open-project.ts';
import type { OriginalQuery } from './original-query.ts';
import { withFiles } from './with-generated.ts';

/**
 * Whether a mapping computes what its original does. `equal`: proved of every column and of the rows. `different`: something is computed otherwise, or cannot be proved equal, for
 * these reasons. `unbound`: one of the two does not bind, so nothing can be said. `bound`: it binds, and its original is no query that it could be compared with.
 */
export type Proof =
  | { readonly kind: 'equal' }
  | { readonly kind: 'different'; readonly reasons: readonly Reason[]; readonly columns: readonly string[] }
  | { readonly kind: 'bound' }
  | { readonly kind: 'unbound'; readonly problem: string };

/** Compares the original query with what the mapping generates by the verdict engine, over the project's relations and `extra` contracts. */
export async function proveExtracted(
  host: Host,
  open: OpenProject,
  mapping: Mapping,
  original: OriginalQuery | null,
  extra: readonly { readonly path: string; readonly text: string }[],
): Promise<Proof> {
  const model = generateModel(mapping);
  const header = model.file.text.slice(0, model.file.text.indexOf('--- */\n') + '--- */\n'.length);
  const others = extra.filter(({ path }) => !open.files.texts.some((file) => file.path === path));
  const sides: { compiled: CompiledProject; definition: Definition }[] = [];
  for (const [what, text] of [
    ...(original === null ? [] : [['the original', `${header}${original.sql}\n`] as const]),
    ['what the mapping gives', model.file.text],
  ] as const) {
    const changed = withFiles(open, [...others, { path: model.file.path, text }]);
    const { compiled, diagnostics } = await compileOpen(host, changed);
    const found = compiled.models.find(({ name }) => name === model.name);
    if (found === undefined) {
      const error =
        diagnostics.find(
          ({ severity, subject }) => severity === 'error' && subject?.file === model.file.path,
        ) ?? diagnostics.find(({ severity }) => severity === 'error');
      return { kind: 'unbound', problem: `${what}: ${error?.summary ?? 'it does not compile'}` };
    }
    sides.push({ compiled, definition: found.definition });
  }
  if (original === null) return { kind: 'bound' };
  const [old, next] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const plansOf = ({ compiled }: (typeof sides)[number]) =>
    new Map(compiled.models.map(({ name, planJson }) => [name, planJson]));
  const [oldPlans, nextPlans] = [plansOf(old), plansOf(next)];
  const judged = judgeProject({
    old: definitionsByName(old.compiled),
    next: next.compiled.models.map(({ definition }) => definition),
    oldPlan: ({ name }) => oldPlans.get(name) ?? null,
    nextPlan: ({ name }) => nextPlans.get(name) ?? null,
    forms: new Map(),
    overrules: new Map(),
    kept: new Set(),
  }).get(next.definition.name.toLowerCase());
  if (judged === undefined) return { kind: 'unbound', problem: 'no verdict was found' };
  const { verdict, scope, reasons } = judged.change;
  if (verdict === 'unchanged' || verdict === 'metadata') return { kind: 'equal' };
  const { changed, added, removed, renamed, retyped } = scope.columns;
  const columns = [...changed, ...added, ...removed, ...renamed, ...retyped].map((each) =>
    typeof each === 'string' ? each : JSON.stringify(each),
  );
  return { kind: 'different', reasons, columns };
}

function definitionsByName({ models }: CompiledProject): ReadonlyMap<string, Definition> {
  return new Map(models.map(({ definition }) => [definition.name.toLowerCase(), definition]));
}
