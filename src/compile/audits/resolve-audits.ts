import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import {
  type Audit,
  builtInAudits,
  loadOwnAudits,
  type Model,
  type OwnAudit,
  type Project,
} from '../../project/index.ts';
import { nearNames, spanOf } from '../../text/index.ts';
import { nameSpace } from '../name-space.ts';
import type { MacroStatement } from '../sql-macros.ts';
import { withReferences } from './audit-references.ts';
import { auditFiller } from './fill-audit.ts';

/** What others call our audits. */
const otherNames: Readonly<Record<string, string>> = {
  unique_combination_of_columns: 'unique',
  unique_values: 'unique',
  unique_combination: 'unique',
  expression_is_true: 'expression',
  forall: 'expression',
  check: 'expression',
  number_of_rows: 'row_count',
  equal_rowcount: 'reconcile',
  recency: 'freshness',
  not_null_proportion: 'null_share',
  not_null_proportion_at_least: 'null_share',
  foreign_key: 'relationships',
  match_regex_pattern_list: 'match_regex',
  matches: 'match_regex',
  regex: 'match_regex',
  rejected_values: 'not_accepted_values',
  sequential: 'sequential_values',
  population_stability: 'distribution',
};

/**
 * The project with its audits as they will run: those of the project's own filled in, names of relations as they were declared, and the SQL macros that they call. Audits that are wrong are left out, each with
 * a diagnostic.
 */
export async function resolveAudits(
  session: Session,
  project: Project,
  macros: readonly MacroStatement[],
): Promise<Outcome<Project>> {
  if (
    project.projectAudits.length === 0 &&
    project.models.every(({ header }) => header.audits.every(isPlain))
  )
    return { value: project, diagnostics: [] };
  const own = loadOwnAudits(project.projectAudits);
  const diagnostics: Diagnostic[] = [...own.diagnostics];
  const names = nameSpace(
    project,
    macros.map(({ macro }) => macro.name),
  );
  const nameOf = (written: string): string | null => {
    const found = names.relations.get(written.toLowerCase());
    return found === undefined || found.kind === 'source' ? null : found.name;
  };
  const filler = auditFiller(project, own.value, nameOf);
  diagnostics.push(...filler.diagnostics);
  const context: Context = { own: new Map(own.value.map((one) => [one.name, one])), nameOf, used: new Set() };
  const attached = attachedAudits(project, own.value, diagnostics, context.used);
  const work: { model: Model; audits: Audit[] }[] = [];
  for (const model of project.models) {
    const audits: Audit[] = [];
    for (const audit of [...model.header.audits, ...(attached.get(model.name.toLowerCase()) ?? [])]) {
      const found =
        audit.name === 'custom'
          ? resolveOwn(audit, context, filler.fill)
          : resolveBuiltIn(audit, context, names.relations);
      diagnostics.push(...found.diagnostics);
      if (found.value !== null) audits.push(found.value);
    }
    work.push({ model, audits });
  }
  for (const { name, body } of own.value)
    if (!context.used.has(name))
      diagnostics.push(diagnose('audit-unused', { name }, { subject: spanOf(body, 0, 0) }));
  const parsed = await withReferences(
    session,
    work.flatMap(({ audits }) => audits),
    names,
    macros,
    diagnostics,
  );
  const models = work.map(
    ({ model, audits }): Model => ({
      ...model,
      header: { ...model.header, audits: audits.flatMap((audit) => parsed.get(audit) ?? []) },
    }),
  );
  return { value: { ...project, models }, diagnostics };
}

interface Context {
  readonly own: ReadonlyMap<string, OwnAudit>;
  readonly nameOf: (written: string) => string | null;
  readonly used: Set<string>;
}

/** Audits that name nothing but columns of their own model. */
function isPlain(audit: Audit): boolean {
  if (audit.where !== undefined) return false;
  return !['custom', 'expression', 'relationships', 'reconcile'].includes(audit.name);
}

/** Audits by the models that their own files name. */
function attachedAudits(
  project: Project,
  audits: readonly OwnAudit[],
  diagnostics: Diagnostic[],
  used: Set<string>,
): ReadonlyMap<string, readonly Audit[]> {
  const known = new Set(project.models.map((model) => model.name.toLowerCase()));
  const attached = new Map<string, Audit[]>();
  for (const { name, models } of audits)
    for (const model of models) {
      used.add(name);
      const key = model.name.toLowerCase();
      if (!known.has(key)) {
        const near = nearNames(
          model.name,
          project.models.map((each) => each.name),
        );
        const lost = project.unusable.some((each) => each.toLowerCase() === key);
        if (!lost)
          diagnostics.push(
            diagnose(
              'audit-relation-unknown',
              { audit: name, relation: model.name, near },
              { subject: model.span },
            ),
          );
        continue;
      }
      const has = (each: Audit) => each.name === 'custom' && each.arguments.audit === name;
      if (project.models.some((each) => each.name.toLowerCase() === key && each.header.audits.some(has)))
        continue;
      const custom: Audit = {
        name: 'custom',
        columns: [],
        onFailure: 'block',
        span: model.span,
        arguments: { audit: name, values: {}, sql: '', reads: [] },
      };
      attached.set(key, [...(attached.get(key) ?? []), custom]);
    }
  return attached;
}

function resolveOwn(
  audit: Extract<Audit, { name: 'custom' }>,
  { own, used }: Context,
  fill: ReturnType<typeof auditFiller>['fill'],
): Outcome<Audit | null> {
  const name = audit.arguments.audit;
  used.add(name);
  // Filled in before: the project comes from the cache.
  if (audit.arguments.sql !== '') return { value: audit, diagnostics: [] };
  const file = own.get(name);
  if (file !== undefined) return fill(audit, file);
  const names = [...own.keys()];
  const parameters = {
    name,
    instead: otherNames[name] ?? null,
    near: nearNames(name, [...builtInAudits, ...names]),
    own: names,
  };
  return { value: null, diagnostics: [diagnose('audit-unknown', parameters, { subject: audit.span })] };
}

function resolveBuiltIn(
  audit: Exclude<Audit, { name: 'custom' }>,
  { nameOf }: Context,
  relations: ReadonlyMap<string, { readonly name: string; readonly kind: string }>,
): Outcome<Audit | null> {
  const written =
    audit.name === 'relationships'
      ? audit.arguments.to
      : audit.name === 'reconcile'
        ? audit.arguments.with
        : null;
  if (written === null) return { value: audit, diagnostics: [] };
  const relation = nameOf(written);
  if (relation === null) {
    const known = [...relations.values()].filter(({ kind }) => kind !== 'source').map(({ name }) => name);
    const parameters = { audit: audit.name, relation: written, near: nearNames(written, known) };
    return {
      value: null,
      diagnostics: [diagnose('audit-relation-unknown', parameters, { subject: audit.span })],
    };
  }
  if (audit.name === 'relationships')
    return { value: { ...audit, arguments: { ...audit.arguments, to: relation } }, diagnostics: [] };
  if (audit.name === 'reconcile')
    return { value: { ...audit, arguments: { ...audit.arguments, with: relation } }, diagnostics: [] };
  return { value: audit, diagnostics: [] };
}
