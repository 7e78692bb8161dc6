import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import {
  type Audit,
  type AuditValue,
  auditedColumns,
  auditReads,
  type Model,
  type ModelHeader,
} from '../../project/index.ts';
import { type CheckRequest, failingRows, valueLiteral } from '../../quality/index.ts';
import { nearNames } from '../../text/index.ts';
import type { CompiledColumn } from '../compiled-project.ts';
import { validityColumns } from '../validity.ts';

type ColumnsOf = (relation: string) => readonly CompiledColumn[];

/**
 * What is wrong with the audits of a model whose columns are known: columns of other relations that there are not, values and conditions that do not fit the columns' types, SQL that cannot be computed. `session` has
 * stubs of what audits of the project's own read.
 */
export async function bindAudits(
  session: Session,
  model: Pick<Model, 'name'> & { readonly header: Pick<ModelHeader, 'audits' | 'kind' | 'load'> },
  columns: readonly CompiledColumn[],
  columnsOf: ColumnsOf,
  readsOf: readonly string[],
): Promise<Diagnostic[]> {
  const known = new Set(columns.map((column) => column.name.toLowerCase()));
  // A column that there is not is a fault of its own already.
  const audits = model.header.audits.filter((audit) =>
    audit.columns.every((column) => known.has(column.toLowerCase())),
  );
  const request: CheckRequest = {
    relation: stub(columns),
    columns: columns.map(({ name, storedType, pii }) => ({ name, type: storedType, pii: pii !== null })),
    audits,
    content: false,
    sqlOf: (relation) =>
      relation.toLowerCase() === model.name.toLowerCase() ? stub(columns) : stub(columnsOf(relation)),
  };
  const checked: Audit[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const audit of audits) {
    const found = [
      ...quarantineFaults(model, audit, readsOf),
      ...relationFaults(audit, columnsOf, model, columns),
      ...typeFaults(audit, columns),
    ];
    diagnostics.push(...found);
    if (found.length === 0) checked.push(audit);
  }
  const asked = checked.filter((audit) => audit.where !== undefined || !isPlain(audit));
  if (asked.length === 0 || (await bindsAll(session, request, asked))) return diagnostics;
  for (const audit of asked) diagnostics.push(...(await faultsOf(session, request, audit)));
  return diagnostics;
}

/** Audits that can be computed whatever their columns' types. */
function isPlain(audit: Audit): boolean {
  return ['not_null', 'unique', 'row_count', 'null_share', 'distribution', 'no_personal_data'].includes(
    audit.name,
  );
}

function stub(columns: readonly CompiledColumn[]): string {
  const items = columns.map(({ name, storedType }) => `CAST(NULL AS ${storedType}) AS ${quoted(name)}`);
  return `(SELECT ${items.join(', ')} LIMIT 0)`;
}

/** Most often nothing is wrong: then one question tells. */
async function bindsAll(session: Session, request: CheckRequest, audits: readonly Audit[]): Promise<boolean> {
  const conditions = audits.flatMap(conditionsOf);
  const queries = audits.flatMap((audit) => [
    ...valuesOf(request, audit).map(({ sql }) => `SELECT ${sql}`),
    `SELECT false FROM (${rowsQuery(request, audit)})`,
    ...conditionsOf(audit).map(
      ({ sql, over }) => `SELECT false FROM ${relationOf(request, over)} WHERE (\n${sql}\n)`,
    ),
  ]);
  const problem = await problemOf(session, queries.map((query) => `(${query})`).join('\nUNION ALL\n'));
  if (problem !== null || conditions.length === 0) return problem === null;
  const own = conditions.map(
    ({ sql, over }) => `(SELECT any_value((\n${sql}\n)) FROM ${relationOf(request, over)})`,
  );
  const { rows } = await session.query(`DESCRIBE SELECT ${own.join(', ')}`);
  return rows.every(([, type]) => type === 'BOOLEAN');
}

async function faultsOf(session: Session, request: CheckRequest, audit: Audit): Promise<Diagnostic[]> {
  const name = labelOf(audit);
  const place = { subject: audit.span };
  for (const { value, sql, type } of valuesOf(request, audit)) {
    const problem = await problemOf(session, `SELECT ${sql}`);
    if (problem === null) continue;
    const shown = typeof value === 'string' ? `'${value}'` : String(value);
    return [
      diagnose(
        'audit-value-type',
        { audit: name, column: audit.columns[0]!, value: shown, type, problem },
        place,
      ),
    ];
  }
  for (const { what, sql, over } of conditionsOf(audit)) {
    const relation = relationOf(request, over);
    // Two lines: a comment at the end must not swallow what follows.
    const problem = await problemOf(session, `SELECT 1 FROM ${relation} WHERE (\n${sql}\n)`);
    if (problem !== null) return [invalid(request, audit, what, problem)];
    const type = await typeOf(session, `SELECT (\n${sql}\n) FROM ${relation}`);
    if (type !== 'BOOLEAN') return [diagnose('audit-not-condition', { audit: name, what, type }, place)];
  }
  const problem = await problemOf(session, rowsQuery(request, audit));
  return problem === null
    ? []
    : [invalid(request, audit, audit.name === 'custom' ? 'The SQL' : 'What is asked', problem)];
}

function relationOf(request: CheckRequest, over: string | null): string {
  return over === null ? request.relation : request.sqlOf!(over);
}

function rowsQuery(request: CheckRequest, audit: Audit): string {
  return (
    failingRows(request, audit) ?? `SELECT max(${quoted(audit.columns[0] ?? '')}) FROM ${request.relation}`
  );
}

function invalid(request: CheckRequest, audit: Audit, what: string, problem: string): Diagnostic {
  const missing = /column "?([^"\s]+)"? (?:not found|does not exist)/i.exec(problem)?.[1];
  const near =
    missing === undefined
      ? []
      : nearNames(
          missing,
          request.columns.map(({ name }) => name),
        );
  return diagnose(
    'audit-invalid',
    { audit: labelOf(audit), what, problem: firstLine(problem), near },
    { subject: audit.span },
  );
}

/** The first line says what is wrong; the rest shows a statement that the user never wrote. */
function firstLine(problem: string): string {
  return problem.split('\n')[0]!.trim();
}

function conditionsOf(audit: Audit): readonly { what: string; sql: string; over: string | null }[] {
  return [
    ...(audit.where === undefined ? [] : [{ what: '`where`', sql: audit.where, over: null }]),
    ...(audit.name === 'expression' ? [{ what: 'The condition', sql: audit.arguments.sql, over: null }] : []),
    ...(audit.name === 'reconcile' && audit.arguments.withWhere !== null
      ? [{ what: '`with_where`', sql: audit.arguments.withWhere, over: audit.arguments.with }]
      : []),
  ];
}

/** The values that an audit compares a column with, each as it will be compared. */
function valuesOf(
  { columns }: CheckRequest,
  audit: Audit,
): readonly { value: AuditValue; sql: string; type: string }[] {
  const [column] = audit.columns;
  const type = columns.find(({ name }) => name.toLowerCase() === column?.toLowerCase())?.type ?? 'VARCHAR';
  const values =
    audit.name === 'accepted_values' || audit.name === 'not_accepted_values'
      ? audit.arguments.values
      : audit.name === 'accepted_range'
        ? [audit.arguments.min, audit.arguments.max].flatMap((bound) => (bound === null ? [] : [bound]))
        : [];
  return values.map((value) => ({
    value,
    sql: `${valueLiteral(value, type)} IS NULL`,
    type,
  }));
}

function relationFaults(
  audit: Audit,
  columnsOf: ColumnsOf,
  model: Pick<Model, 'name'>,
  own: readonly CompiledColumn[],
): Diagnostic[] {
  const [relation, fields] =
    audit.name === 'relationships'
      ? [audit.arguments.to, audit.arguments.fields]
      : audit.name === 'reconcile'
        ? [audit.arguments.with, [...audit.arguments.withColumns, ...audit.arguments.withGroupBy]]
        : [null, []];
  if (relation === null) return [];
  const columns = relation.toLowerCase() === model.name.toLowerCase() ? own : columnsOf(relation);
  const names = columns.map((column) => column.name);
  const known = new Set(names.map((name) => name.toLowerCase()));
  return fields.flatMap((field) =>
    known.has(field.toLowerCase())
      ? []
      : [
          diagnose(
            'unknown-column',
            { column: field, relation, known: names, candidates: nearNames(field, names) },
            { subject: audit.span },
          ),
        ],
  );
}

const numbers = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT|DECIMAL\b.*)$/i;
const times = /^(DATE|TIMESTAMP.*)$/i;
const texts = /^(VARCHAR|ENUM\b.*)$/i;

function typeFaults(audit: Audit, columns: readonly CompiledColumn[]): Diagnostic[] {
  const check = (names: readonly string[], expected: string, fits: RegExp): Diagnostic[] =>
    names.flatMap((column) => {
      const found = columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
      if (found === undefined || fits.test(found.storedType)) return [];
      const parameters = { audit: labelOf(audit), column, type: found.storedType, expected };
      return [diagnose('audit-column-type', parameters, { subject: audit.span })];
    });
  switch (audit.name) {
    case 'match_regex':
    case 'not_match_regex':
      return check(audit.columns, 'a column of text', texts);
    case 'no_personal_data':
      return check(audit.columns, 'columns of text', /^VARCHAR$/i);
    case 'freshness':
      return check(audit.columns, 'a column of dates or times', times);
    case 'reconcile':
      return check(audit.columns, 'a column of numbers', numbers);
    case 'sequential_values':
      return typeof audit.arguments.step === 'number'
        ? check(audit.columns, 'a column of numbers (or an `interval` such as `1 day`)', numbers)
        : check(audit.columns, 'a column of dates or times (or a number as `interval`)', times);
    default:
      return [];
  }
}

/** What may be put aside follows from what the model is computed from. */
function quarantineFaults(
  model: { readonly header: Pick<ModelHeader, 'kind' | 'load'> },
  audit: Audit,
  readsOf: readonly string[],
): Diagnostic[] {
  if (audit.onFailure !== 'quarantine') return [];
  const name = labelOf(audit);
  const { kind } = model.header;
  if (model.header.load !== null)
    return [diagnose('audit-quarantine-kind', { name, kind: 'load' }, { subject: audit.span })];
  const added =
    kind === 'scd_type_2' &&
    auditedColumns(audit).some((column) =>
      (validityColumns as readonly string[]).includes(column.toLowerCase()),
    );
  if (kind === 'view' || kind === 'embedded' || added)
    return [diagnose('audit-quarantine-kind', { name, kind }, { subject: audit.span })];
  const reads = new Set(readsOf.map((relation) => relation.toLowerCase()));
  return [...new Set([...auditReads(audit)])].flatMap((relation) =>
    reads.has(relation.toLowerCase())
      ? []
      : [diagnose('audit-quarantine-relation', { name, relation }, { subject: audit.span })],
  );
}

async function problemOf(session: Session, query: string): Promise<string | null> {
  try {
    await session.query(query);
    return null;
  } catch (error) {
    if (error instanceof EngineError) return error.failure.message;
    throw error;
  }
}

async function typeOf(session: Session, query: string): Promise<string> {
  const { rows } = await session.query(`DESCRIBE ${query}`);
  return String(rows[0]![1]);
}

function labelOf(audit: Audit): string {
  return audit.name === 'custom' ? audit.arguments.audit : audit.name;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
