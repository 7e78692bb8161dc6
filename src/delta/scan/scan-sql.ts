import type { PartitionValues } from '../actions/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import {
  convertSql,
  type DeltaField,
  type DeltaType,
  fieldId,
  type MappingMode,
  physicalName,
  physicalType,
  quoteName,
  quoteText,
  readingConversion,
  toDuckDBType,
} from '../types/index.ts';
import type { NestedNames } from './nested-names.ts';
import { partitionValueSql } from './partition-value.ts';

/** A data file to read. `path` is absolute, and the engine's: see `Files.enginePath`. Partition values are by physical name. */
export interface ScanFile {
  readonly path: string;
  readonly partitionValues: PartitionValues;
}

/** How a set of files is to be read. */
export interface ScanForm {
  readonly fields: readonly DeltaField[];
  readonly partitionColumns: readonly string[];
  readonly mode: MappingMode;
  /** A table of (file, row): rows that deletion vectors take away. */
  readonly deleted?: string | null;
  /** A table of (file, row): the only rows that are wanted. */
  readonly kept?: string | null;
  /** The files hold timestamps without a zone, in UTC: INT96, or not adjusted. */
  readonly zoneless?: boolean;
  /** The files hold variants as two binaries without the annotation by which the engine would know them: Spark's first form. */
  readonly plainVariants?: boolean;
  /** Names of nested fields in the files, by column id, where they are not the schema's physical names. */
  readonly nestedNames?: NestedNames;
  /** Adds the columns `lode_file` and `lode_row`: where a row lies. */
  readonly positions?: boolean;
}

/** Where a row lies: names of the columns that `positions` adds. */
export const fileColumn = '__lode_file';
export const rowColumn = '__lode_row';

/** The query that reads `files` as rows of the form's fields. */
export function scanSql(files: readonly ScanFile[], form: ScanForm): string {
  const { fields, partitionColumns, mode } = form;
  if (files.length === 0) return noRows(form);
  const data = fields.filter((field) => !partitionColumns.includes(field.name));
  const nameOf = (field: DeltaField) => form.nestedNames?.[fieldId(field) ?? -1] ?? physicalName(field, mode);
  const conversion = readingConversion(mode, (expression, type) => leafSql(form, expression, type), nameOf);
  // Columns get names of our own inside, so that none of the table's hides the reader's `filename`.
  const items = fields.map((field) => {
    const at = partitionColumns.indexOf(field.name);
    const column = `d.c${data.indexOf(field)}`;
    const value =
      at < 0
        ? (convertSql(column, field.type, conversion) ?? column)
        : partitionValueSql(`p.p${at}`, field.type);
    return `${value} AS ${quoteName(field.name)}`;
  });
  if (form.positions) items.push(`d.filename AS ${fileColumn}`, `d.file_row_number AS ${rowColumn}`);
  const schema = data.map((field, index) => {
    const type = toDuckDBType(physicalType(storedType(form, field.type), mode, nameOf));
    const id = fieldId(field);
    const key = mode === 'id' && id !== null ? String(id) : quoteText(physicalName(field, mode));
    return `${key}: {name: 'c${index}', type: ${quoteText(type)}, default_value: NULL}`;
  });
  const paths = files.map((file) => quoteText(literalGlob(file.path)));
  let from = `read_parquet([${paths.join(', ')}], schema = MAP {${schema.join(', ')}}) AS d`;
  if (partitionColumns.length > 0) {
    const physical = partitionColumns.map((name) =>
      physicalName(fields.find((field) => field.name === name)!, mode),
    );
    const values = files.map(
      (file) =>
        `(${[quoteText(file.path), ...physical.map((name) => textLiteral(file.partitionValues[name]))].join(', ')})`,
    );
    const names = partitionColumns.map((_, index) => `p${index}`);
    from += ` JOIN (VALUES ${values.join(', ')}) AS p(file, ${names.join(', ')}) ON d.filename = p.file`;
  }
  if (form.deleted != null) {
    from += ` ANTI JOIN ${form.deleted} AS x ON x.file = d.filename AND x.row = d.file_row_number`;
  }
  if (form.kept != null) {
    from += ` SEMI JOIN ${form.kept} AS y ON y.file = d.filename AND y.row = d.file_row_number`;
  }
  return `SELECT ${items.join(', ')} FROM ${from}`;
}

function noRows(form: ScanForm): string {
  const empty = form.fields.map(
    (field) => `CAST(NULL AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`,
  );
  if (form.positions) {
    empty.push(`CAST(NULL AS VARCHAR) AS ${fileColumn}`, `CAST(NULL AS BIGINT) AS ${rowColumn}`);
  }
  return `SELECT ${empty.join(', ')} WHERE false`;
}

function textLiteral(value: string | null | undefined): string {
  return value == null ? 'CAST(NULL AS VARCHAR)' : quoteText(value);
}

/** A leaf as the table has it, of one as the files have it; null where these are the same. */
function leafSql(form: ScanForm, expression: string, type: DeltaType): string | null {
  if (type.kind !== 'primitive') return null;
  if (type.name === 'timestamp' && form.zoneless) return `(${expression} AT TIME ZONE 'UTC')`;
  // Variant's encoding has the metadata and the value apart; the engine's function takes one after the other.
  return type.name === 'variant' && form.plainVariants
    ? `variant_bytes_to_variant(${expression}."metadata" || ${expression}."value")`
    : null;
}

const binary: DeltaType = { kind: 'primitive', name: 'binary' };
const plainVariant: DeltaType = {
  kind: 'struct',
  fields: ['value', 'metadata'].map((name) => ({ name, type: binary, nullable: true, metadata: {} })),
};

/** The type as the files have it. */
function storedType(form: ScanForm, type: DeltaType): DeltaType {
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'timestamp' && form.zoneless) return { kind: 'primitive', name: 'timestamp_ntz' };
      return type.name === 'variant' && form.plainVariants ? plainVariant : type;
    case 'decimal':
      return type;
    case 'array':
      return { ...type, element: storedType(form, type.element) };
    case 'map':
      return { ...type, key: storedType(form, type.key), value: storedType(form, type.value) };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ ...field, type: storedType(form, field.type) })),
      };
  }
}
