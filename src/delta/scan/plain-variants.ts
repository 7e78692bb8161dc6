import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  type DeltaType,
  type DuckDBType,
  mappingMode,
  parseDuckDBType,
  physicalSchema,
  quoteText,
  usesType,
} from '../types/index.ts';
import type { ScanFile } from './scan-sql.ts';

/**
 * The files whose variants are two binaries in a struct without the annotation that Parquet later got for them. Rejects with `delta-feature-unsupported` where a file has shredded them without it: what its columns
 * mean is then not certain. Opens the footers of tables with variants only.
 */
export async function plainVariantFiles(
  snapshot: Snapshot,
  files: readonly ScanFile[],
): Promise<ReadonlySet<string>> {
  const plain = new Set<string>();
  if (!usesType(snapshot.schema, 'variant')) return plain;
  const schema = physicalSchema(snapshot.schema, mappingMode(snapshot.metadata.configuration));
  for (const { path } of files) {
    const columns = await snapshot.session.rows(
      `DESCRIBE SELECT * FROM read_parquet([${quoteText(literalGlob(path))}])`,
    );
    const forms = new Set<VariantForm>();
    for (const column of columns) {
      const field = schema.fields.find(({ name }) => name === column.column_name);
      const type = parseDuckDBType(String(column.column_type));
      if (field !== undefined && type !== null) variantForms(field.type, type, forms);
    }
    if (forms.has('other') || forms.size > 1) {
      const features = ['shredded variants that are not marked as such'];
      throw new DiagnosticError(
        diagnose('delta-feature-unsupported', { table: snapshot.table, features, access: 'read' }),
      );
    }
    if (forms.has('plain')) plain.add(path);
  }
  return plain;
}

type VariantForm = 'marked' | 'plain' | 'other';

function variantForms(wanted: DeltaType, found: DuckDBType, forms: Set<VariantForm>): void {
  if (wanted.kind === 'primitive') {
    if (wanted.name === 'variant') forms.add(formOf(found));
  } else if (wanted.kind === 'array' && found.kind === 'list') {
    variantForms(wanted.element, found.element, forms);
  } else if (wanted.kind === 'map' && found.kind === 'map') {
    variantForms(wanted.key, found.key, forms);
    variantForms(wanted.value, found.value, forms);
  } else if (wanted.kind === 'struct' && found.kind === 'struct') {
    for (const field of wanted.fields) {
      const inner = found.fields.find(({ name }) => name === field.name);
      if (inner !== undefined) variantForms(field.type, inner.type, forms);
    }
  }
}

function formOf(found: DuckDBType): VariantForm {
  if (found.kind === 'scalar') return found.name === 'VARIANT' ? 'marked' : 'other';
  if (found.kind !== 'struct' || found.fields.length !== 2) return 'other';
  const binary = (name: string) =>
    found.fields.some(
      (field) => field.name === name && field.type.kind === 'scalar' && field.type.name === 'BLOB',
    );
  return binary('value') && binary('metadata') ? 'plain' : 'other';
}
