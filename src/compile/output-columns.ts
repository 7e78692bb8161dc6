import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { loadColumns } from '../environment/index.ts';
import { auditedColumns } from '../project/index.ts';
import { nearNames, type Span } from '../text/index.ts';
import type { StubColumn } from './bind/stub-statements.ts';
import type { CompiledColumn } from './compiled-project.ts';
import { identityColumns } from './sql/identity-columns.ts';
import { expressionOfColumns, outputExpressions } from './sql/output-expressions.ts';
import { placed } from './sql/resolve-references.ts';
import { type Place, placeOfRange } from './sql/sql-text.ts';
import type { ModelStatement } from './statements.ts';
import { storageForm } from './storage-form.ts';
import { validityColumns } from './validity.ts';

/** Columns of what a model reads, by the lower-case name of the relation. */
export type InputColumns = (relation: string) => readonly CompiledColumn[] | undefined;

/**
 * A model's output columns: types from the engine, descriptions and tags from the header, else from the column that it hands on as it is; each at its
 * expression in the file.
 */
export function outputColumns(
  statement: ModelStatement,
  bound: readonly StubColumn[],
  inputs: InputColumns,
): { columns: CompiledColumn[]; diagnostics: Diagnostic[] } {
  const { header } = statement.model;
  const diagnostics: Diagnostic[] = [];
  const expressions = expressionOfColumns(outputExpressions(statement.text), bound.length);
  const identities = identityColumns(
    statement.query,
    bound.map((column) => column.name),
    inputs,
  );
  const told = new Map(header.columns.map((column) => [column.name.toLowerCase(), column]));
  const columns = bound.map((column, index): CompiledColumn => {
    const expression = expressions[index] ?? null;
    const place: Place =
      expression === null
        ? { span: null, calls: [] }
        : placeOfRange(statement.text, expression.start, expression.end);
    const own = told.get(column.name.toLowerCase());
    const from = identities[index];
    const form = storageForm(column.type);
    const anywhere =
      place.span === null
        ? placeOfRange(statement.text, statement.text.tokens[0]!.start, statement.text.tokens[0]!.end)
        : place;
    if (form.kind === 'refused') {
      const parameters = { column: column.name, type: form.type, reason: form.reason, castTo: form.castTo };
      diagnostics.push(diagnose('type-refused', parameters, placed(anywhere)));
    }
    if (own?.type != null && !sameType(own.type, column.type)) {
      const parameters = { column: column.name, declared: own.type, found: column.type };
      diagnostics.push(
        diagnose('type-differs', parameters, {
          subject: place.span ?? own.span,
          related: [{ message: 'declared here', span: own.span }],
        }),
      );
    }
    return {
      name: column.name,
      engineType: column.type,
      storedType: form.kind === 'stored' ? form.stored : column.type,
      nullable: from?.nullable ?? true,
      description: own?.description ?? from?.description ?? null,
      pii: own?.pii ?? from?.pii ?? null,
      tags: own?.tags.length ? own.tags : (from?.tags ?? []),
      // An expression that a macro wrote stands, for the model, where the macro is called.
      span: place.calls[0] ?? place.span,
    };
  });
  diagnostics.push(...unknownHeaderColumns(statement, columns));
  return { columns, diagnostics };
}

function listed(
  key: string,
  names: readonly string[],
  spans: Readonly<Record<string, Span>>,
): { name: string; span: Span | undefined }[] {
  return names.map((name, index) => ({ name, span: spans[`${key}.${index}`] ?? spans[key] }));
}

function sameType(declared: string, found: string): boolean {
  const one = storageForm(declared);
  const other = storageForm(found);
  return one.kind === 'stored' && other.kind === 'stored' && one.stored === other.stored;
}

/** Columns that the header speaks of and the query does not give. */
function unknownHeaderColumns(statement: ModelStatement, columns: readonly CompiledColumn[]): Diagnostic[] {
  const { model } = statement;
  const { header, spans } = model;
  const known = columns.map((column) => column.name);
  const folded = new Set(known.map((name) => name.toLowerCase()));
  if (header.kind === 'scd_type_2') for (const name of validityColumns) folded.add(name);
  if (header.load !== null) for (const name of loadColumns) folded.add(name);
  const mentions: { name: string; span: Span | undefined }[] = [
    ...header.columns.map((column) => ({ name: column.name, span: column.span as Span | undefined })),
    ...listed('grain', header.grain, spans),
    ...listed('partitioned_by', header.partitionedBy, spans),
    ...listed('unique_key', header.uniqueKey, spans),
    ...(header.load?.by === 'cursor' && header.load.column !== null
      ? [{ name: header.load.column, span: spans.load }]
      : []),
    ...[header.timeColumn].flatMap((name) => (name === null ? [] : [{ name, span: spans.time_column }])),
    ...[header.updatedAt].flatMap((name) => (name === null ? [] : [{ name, span: spans.updated_at }])),
    ...[header.deleteMarker].flatMap((name) => (name === null ? [] : [{ name, span: spans.delete_marker }])),
    ...(Array.isArray(header.comparedColumns)
      ? listed('compared_columns', header.comparedColumns, spans)
      : []),
    ...header.audits.flatMap((audit) =>
      auditedColumns(audit).map((name) => ({ name, span: audit.span as Span | undefined })),
    ),
  ];
  const seen = new Set<string>();
  return mentions.flatMap(({ name, span }) => {
    if (folded.has(name.toLowerCase()) || seen.has(name.toLowerCase())) return [];
    seen.add(name.toLowerCase());
    const parameters = { column: name, relation: model.name, known, candidates: nearNames(name, known) };
    return [diagnose('unknown-column', parameters, { subject: span ?? null })];
  });
}
