import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Audit, type AuditMacro, auditedRows } from '../../project/index.ts';
import type { nameSpace } from '../name-space.ts';
import { findReferences, type References } from '../sql/find-references.ts';
import { isVolatile } from '../sql/functions.ts';
import { parseBulk } from '../sql/parse-bulk.ts';
import { resolveReferences } from '../sql/resolve-references.ts';
import type { MacroStatement } from '../sql-macros.ts';

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
export async function withReferences(
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
