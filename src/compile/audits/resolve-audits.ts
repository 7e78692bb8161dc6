import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import {
  type Audit,
  type AuditMacro,
  auditedRows,
  builtInAudits,
  loadOwnAudits,
  type Model,
  type OwnAudit,
  type Project,
} from '../../project/index.ts';
import { nearNames, spanOf } from '../../text/index.ts';
import { nameSpace } from '../name-space.ts';
import { findReferences, type References } from '../sql/find-references.ts';
import { isVolatile } from '../sql/functions.ts';
import { parseBulk } from '../sql/parse-bulk.ts';
import { resolveReferences } from '../sql/resolve-references.ts';
import type { MacroStatement } from '../sql-macros.ts';
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

/** The SQL that a user wrote for an audit, as statements that the parser takes. */
function textsOf(
  audit: Audit,
): readonly { readonly what: string; readonly sql: string; readonly isQuery: boolean }[] {
  const condition = (what: string, sql: string) => ({ what, sql: `SELECT (\n${sql}\n)`, isQuery: false });
  return [
    ...(audit.where === undefined ? [] : [condition('`where`', audit.where)]),
    ...(audit.name === 'expression' ? [condition('The condition', audit.arguments.sql)] : []),
    ...(audit.name === 'reconcile' && audit.arguments.withWhere !== null
      ? [condition('`with_where`', audit.arguments.withWhere)]
      : []),
    ...(audit.name === 'custom' ? [{ what: 'The SQL', sql: audit.arguments.sql, isQuery: true }] : []),
  ];
}

/** Audits with what their SQL reads and calls; null for those whose SQL is wrong. */
async function withReferences(
  session: Session,
  audits: readonly Audit[],
  names: ReturnType<typeof nameSpace>,
  macros: readonly MacroStatement[],
  diagnostics: Diagnostic[],
): Promise<ReadonlyMap<Audit, Audit>> {
  const texts = audits.map(textsOf);
  const parsed = await parseBulk(
    session,
    texts.flat().map(({ sql }) => sql),
  );
  const result = new Map<Audit, Audit>();
  let next = 0;
  for (const [index, audit] of audits.entries()) {
    const before = diagnostics.length;
    const called = new Set<string>();
    const reads = new Set<string>();
    let isClock = false;
    const place = { span: audit.span, calls: [] };
    const label = audit.name === 'custom' ? audit.arguments.audit : audit.name;
    for (const { what, sql, isQuery } of texts[index]!) {
      const answer = parsed[next++]!;
      const invalid = (problem: string) =>
        diagnose('audit-invalid', { audit: label, what, problem, near: [] }, { subject: audit.span });
      if (answer.kind === 'error') {
        // The bracket is ours: what the user wrote ended before it was complete.
        const isEnd = !isQuery && !sql.slice(0, -1).includes(')');
        diagnostics.push(
          invalid(isEnd ? answer.message.replace(/at or near "\)"/, 'at its end') : answer.message),
        );
        continue;
      }
      if (answer.statements.length !== 1) {
        diagnostics.push(invalid('It must be one SELECT.'));
        continue;
      }
      const found = withoutAudited(findReferences(answer.statements[0]!));
      const resolved = resolveReferences(found, names, () => place);
      diagnostics.push(...resolved.diagnostics);
      const relations = resolved.reads.map(({ relation }) => relation);
      const sources = relations.filter(({ kind }) => kind === 'source').map(({ name }) => name);
      const refused = isQuery ? sources : relations.map(({ name }) => name);
      if (refused.length > 0)
        diagnostics.push(
          isQuery
            ? diagnose(
                'audit-relation-unknown',
                { audit: label, relation: refused[0]!, near: [] },
                { subject: audit.span },
              )
            : diagnose('audit-reads-relation', { audit: label, relations: refused }, { subject: audit.span }),
        );
      for (const { name } of relations) reads.add(name);
      for (const name of resolved.macros) called.add(name);
      isClock ||= found.functions.some(({ name, arity }) => isVolatile(name, arity));
    }
    if (diagnostics.length > before) continue;
    const taken = closureOf([...called], macros, names);
    for (const name of taken.reads) reads.add(name);
    const base: Audit = {
      ...audit,
      ...(taken.macros.length === 0 ? {} : { macros: taken.macros }),
      ...(isClock || taken.isVolatile ? { volatile: true as const } : {}),
    };
    result.set(
      audit,
      base.name === 'custom' ? { ...base, arguments: { ...base.arguments, reads: [...reads].sort() } } : base,
    );
  }
  return result;
}

/** The audited rows are no relation of the project. */
function withoutAudited(references: References): References {
  return {
    ...references,
    tables: references.tables.filter(({ table, schema }) => schema !== '' || table !== auditedRows),
  };
}

/** The macros that are called, each after those that it calls itself, and the relations that they read. */
function closureOf(
  called: readonly string[],
  macros: readonly MacroStatement[],
  names: ReturnType<typeof nameSpace>,
): { macros: readonly AuditMacro[]; reads: readonly string[]; isVolatile: boolean } {
  const byName = new Map(macros.map((one) => [one.macro.name, one]));
  const found = new Map<string, AuditMacro>();
  const reads = new Set<string>();
  let changing = false;
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const statement = byName.get(name);
    if (statement === undefined || visited.has(name)) return;
    visited.add(name);
    for (const references of statement.references) {
      const resolved = resolveReferences(references, names, () => ({
        span: statement.macro.span,
        calls: [],
      }));
      for (const { relation } of resolved.reads) reads.add(relation.name);
      for (const inner of resolved.macros) visit(inner);
      changing ||= references.functions.some((one) => isVolatile(one.name, one.arity));
    }
    const { macro } = statement;
    found.set(name, { name, file: macro.file.path, text: macro.file.text.slice(macro.start, macro.end) });
  };
  for (const name of called) visit(name);
  return { macros: [...found.values()], reads: [...reads], isVolatile: changing };
}
