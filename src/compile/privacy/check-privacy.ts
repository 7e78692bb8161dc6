import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  type Influence,
  type Leak,
  type PrivacyFlow,
  type PrivacyRelation,
  type PrivacyStep,
  privacyFlow,
  traceLineage,
  usualAnonymisers,
} from '../../lineage/index.ts';
import type { Database } from '../../ports/index.ts';
import { decodePlan } from '../../relation/index.ts';
import { nearNames, type Span, sqlTokens } from '../../text/index.ts';
import type { CompiledModel, CompiledProject } from '../compiled-project.ts';
import { queryColumns } from '../validity.ts';
import { markedPlans } from './marked-plans.ts';

/**
 * Follows personal data through the project and says where it is where the policy of `project.yml` does not let it be. `open`: a fresh database under the project's settings, opened only where a model calls a macro that is an
 * anonymiser.
 */
export async function checkPrivacy(
  compiled: CompiledProject,
  open: () => Promise<Database>,
): Promise<{ readonly flow: PrivacyFlow; readonly diagnostics: readonly Diagnostic[] }> {
  const { privacy } = compiled.project;
  const unknown = await unknownAnonymisers(compiled, open);
  const flow = privacyFlow(privacyRelations(compiled, await markedPlans(compiled, open)), privacy);
  const influences = privacy.indirect === 'off' ? [] : flow.influences;
  return {
    flow,
    diagnostics: [
      ...unknown,
      ...flow.leaks.map((leak) => tellLeak(compiled, leak)),
      ...byModel(influences).map((each) => tellInfluences(compiled, each)),
    ],
  };
}

/** Names that stand for nothing: what was meant to end personal data would not. */
async function unknownAnonymisers(
  { project }: CompiledProject,
  open: () => Promise<Database>,
): Promise<readonly Diagnostic[]> {
  const declared = Object.keys(project.privacy.anonymisers);
  const macros = new Set(project.sqlMacros.flatMap(({ text }) => macroNames(text)));
  const others = declared.filter((name) => !macros.has(name) && !(name in usualAnonymisers));
  if (others.length === 0) return [];
  const database = await open();
  const session = await database.connect();
  try {
    const rows = await session.rows('SELECT DISTINCT lower(function_name) AS name FROM duckdb_functions()');
    const known = [...rows.map(({ name }) => String(name)), ...macros];
    return others.flatMap((name) =>
      known.includes(name)
        ? []
        : [
            diagnose(
              'anonymiser-unknown',
              { name, candidates: nearNames(name, known) },
              { subject: project.privacy.spans[name] ?? null },
            ),
          ],
    );
  } finally {
    session.close();
    await database.close();
  }
}

/** The macros that a file of macros creates, in lower case. */
function macroNames(text: string): string[] {
  const tokens = sqlTokens(text).filter(({ kind }) => kind !== 'comment');
  const words = tokens.map(({ start, end }) => text.slice(start, end));
  return words.flatMap((word, index) =>
    words[index + 1] === '(' && /^(MACRO|FUNCTION|EXISTS)$/i.test(words[index - 1] ?? '')
      ? [word.replaceAll('"', '').toLowerCase()]
      : [],
  );
}

function privacyRelations(
  compiled: CompiledProject,
  plans: ReadonlyMap<string, string>,
): readonly PrivacyRelation[] {
  const sources = compiled.sources.map(
    ({ name, columns }): PrivacyRelation => ({
      ...leaf(name),
      columns: columns.map((column) => ({ name: column.name, declared: column.pii, span: column.span })),
    }),
  );
  const seeds = compiled.seeds.map(
    ({ name, columns }): PrivacyRelation => ({
      ...leaf(name),
      columns: columns.map((column) => ({ name: column.name, declared: column.pii, span: column.span })),
    }),
  );
  return [...sources, ...seeds, ...compiled.models.map((model) => ofModel(model, plans))];
}

function leaf(name: string) {
  return { name, layer: null, trace: () => null, reads: [] };
}

function ofModel(model: CompiledModel, plans: ReadonlyMap<string, string>): PrivacyRelation {
  const { name, header, columns, reads, planJson } = model;
  // What is embedded stands nowhere: its rows are only in the models that read it.
  const layer = model.kind === 'embedded' ? null : model.layer;
  const names = queryColumns(header, columns).map((column) => column.name);
  let decoded: ReturnType<typeof decodePlan> | null = null;
  return {
    name,
    layer,
    columns: columns.map((column) => ({ name: column.name, declared: column.pii, span: column.span })),
    reads: reads.map(({ relation }) => relation),
    trace(anonymisers) {
      decoded ??= decodePlan(plans.get(name.toLowerCase()) ?? planJson, name);
      return decoded.value === null ? null : traceLineage(decoded.value, names, anonymisers);
    },
  };
}

function tellLeak(compiled: CompiledProject, { at, layer, path, further }: Leak): Diagnostic {
  const origin = path[0]!;
  return diagnose(
    'pii-leak',
    {
      column: pointName(at),
      class: at.class,
      layer,
      path: path.map((step) => ({ column: pointName(step), class: step.class })),
      declared: path.length === 1,
      further,
    },
    {
      subject: at.span ?? placeOf(compiled, at.relation),
      related: path
        .slice(0, -1)
        .flatMap((step) => relatedTo(step, step === origin ? 'declared here' : 'on its way here')),
    },
  );
}

function relatedTo(step: PrivacyStep, where: string) {
  return step.span === null
    ? []
    : [{ message: `${pointName(step)}: ${step.class}, ${where}`, span: step.span }];
}

function byModel(influences: readonly Influence[]): readonly (readonly Influence[])[] {
  const models = new Map<string, Influence[]>();
  for (const each of influences) models.set(each.relation, [...(models.get(each.relation) ?? []), each]);
  return [...models.values()];
}

/** One word for a model: it is changed in one place. */
function tellInfluences(compiled: CompiledProject, all: readonly Influence[]): Diagnostic {
  const { relation, layer } = all[0]!;
  const decided = new Set(all.flatMap(({ columns }) => columns));
  const told = diagnose(
    'pii-influence',
    {
      model: relation,
      layer,
      columns: [...decided].filter((column) => column !== null),
      rows: decided.has(null),
      by: all.map(({ by, how }) => ({ column: pointName(by), class: by.class, how })),
    },
    { subject: all.find(({ span }) => span !== null)?.span ?? placeOf(compiled, relation) },
  );
  const { indirect } = compiled.project.privacy;
  return indirect === 'off' ? told : { ...told, severity: indirect };
}

function pointName({ relation, column }: PrivacyStep): string {
  return `${relation}.${column}`;
}

/** Where a model begins to read, for what stands nowhere in its text. */
function placeOf(compiled: CompiledProject, relation: string): Span | null {
  const model = compiled.models.find(({ name }) => name.toLowerCase() === relation.toLowerCase());
  return model?.reads[0]?.span ?? null;
}
