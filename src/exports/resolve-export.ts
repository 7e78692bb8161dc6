import { type ValueFormat, valueKind } from '../csv/write/index.ts';
import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import type { Export, ExportColumn, ExportOrder } from '../project/index.ts';
import { nearNames } from '../text/index.ts';

/** What an export is made of, as the project or an environment's version has it. */
export interface ExportedRelation {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Sets of columns of which an audit says that no two rows have the same. */
  readonly keys: readonly (readonly string[])[];
}

export interface ResolvedColumn {
  /** As the relation has it; null for the row's number. */
  readonly column: string | null;
  readonly type: string;
  readonly written: ExportColumn;
  readonly format: ValueFormat;
}

/** An export against the columns that there are. */
export interface ResolvedExport {
  readonly columns: readonly ResolvedColumn[];
  readonly order: readonly ExportOrder[];
  /** Whether the order leaves no two rows without one. Where it does, what is written of them decides. */
  readonly isTotal: boolean;
  readonly partitionBy: readonly { readonly name: string; readonly type: string }[];
}

/** Finds the columns that an export names, and their types. What is not there, and what has no text, is a diagnostic at its place. */
export function resolveExport(one: Export, relation: ExportedRelation): Outcome<ResolvedExport | null> {
  const diagnostics: Diagnostic[] = [];
  const known = relation.columns.map((column) => column.name);
  const find = (name: string, subject: ExportColumn['span']) => {
    const found =
      relation.columns.find((column) => column.name === name) ??
      relation.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      diagnostics.push(
        diagnose(
          'export-column-unknown',
          { export: one.name, relation: relation.name, column: name, near: nearNames(name, known) },
          { subject },
        ),
      );
    return found;
  };
  const columns: ResolvedColumn[] = [];
  for (const written of one.columns ?? known.map((name) => plainColumn(name, one))) {
    const found = written.column === null ? rowNumber : find(written.column, written.span);
    if (found === undefined) continue;
    const type = written.cast ?? found.type;
    const kind = valueKind(type);
    if (kind === null) {
      const parameters = { export: one.name, column: found.name, type };
      diagnostics.push(diagnose('export-type-refused', parameters, { subject: written.span }));
      continue;
    }
    columns.push({
      column: written.column === null ? null : found.name,
      type,
      written,
      format: {
        digits: written.digits,
        floatFormat: written.floatFormat ?? (kind === 'float' ? one.floatFormat : null),
        format: written.format,
        resolution: null,
        formattedIsText: one.likePandas,
        asFloat: false,
        pad: written.pad,
      },
    });
  }
  const [key] = relation.keys;
  const order =
    one.orderBy?.flatMap((each) => {
      const found = find(each.column, each.span);
      return found === undefined ? [] : [{ ...each, column: found.name }];
    }) ??
    (key ?? columns.flatMap((each) => each.column ?? [])).map((column) => ({
      column,
      descending: false,
      nullsFirst: false,
      span: one.span,
    }));
  const partitionBy = one.partitionBy.flatMap(({ column, span }) => find(column, span) ?? []);
  const fixed = new Set(
    [...order.map((each) => each.column), ...partitionBy.map((each) => each.name)].map(folded),
  );
  const isTotal = relation.keys.some((names) => names.every((name) => fixed.has(folded(name))));
  return { value: diagnostics.length > 0 ? null : { columns, order, isTotal, partitionBy }, diagnostics };
}

const rowNumber = { name: 'row_number', type: 'BIGINT' };

function folded(name: string): string {
  return name.toLowerCase();
}

function plainColumn(name: string, one: Export): ExportColumn {
  return {
    column: name,
    from: 0,
    as: name,
    cast: null,
    digits: null,
    floatFormat: null,
    format: null,
    nullWord: null,
    trueWord: null,
    falseWord: null,
    decimal: null,
    quotes: null,
    pad: null,
    span: one.span,
  };
}
