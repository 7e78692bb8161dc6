import { readDeletionVector } from '../deletion-vectors/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { mappingMode, quoteText } from '../types/index.ts';
import { fetchFiles, type LiveFile } from './list-scan-files.ts';
import { nestedNames } from './nested-names.ts';
import { plainVariantFiles } from './plain-variants.ts';
import { type ScanFile, type ScanForm, scanSql } from './scan-sql.ts';
import { zonelessFiles } from './zoneless-files.ts';

/**
 * The query that reads the live rows of `files`. Files with deletion vectors are read apart, so that the others pay nothing. With `positions` the columns
 * `fileColumn` and `rowColumn` say where each row lies.
 */
export async function liveRowsSql(
  snapshot: Snapshot,
  files: readonly LiveFile[],
  positions = false,
): Promise<string> {
  await fetchFiles(
    snapshot,
    files.map((file) => file.add),
  );
  const form: ScanForm = {
    fields: snapshot.schema.fields,
    partitionColumns: snapshot.partitionColumns,
    mode: mappingMode(snapshot.metadata.configuration),
    positions,
  };
  const masked = files.filter((file) => file.add.deletionVector != null);
  if (masked.length === 0) return filesSql(snapshot, files, form);
  const deleted = await loadDeletedRows(snapshot, masked);
  const whole = files.filter((file) => file.add.deletionVector == null);
  const maskedSql = await filesSql(snapshot, masked, { ...form, deleted });
  return whole.length === 0 ? maskedSql : `${await filesSql(snapshot, whole, form)} UNION ALL ${maskedSql}`;
}

/** The query that reads all rows of `files`, fetched ones, which other writers may have written in older forms: these are read apart, so that the others pay nothing. */
export async function filesSql(
  snapshot: Snapshot,
  files: readonly ScanFile[],
  form: ScanForm,
): Promise<string> {
  const zoneless = await zonelessFiles(snapshot, files);
  const plainVariants = await plainVariantFiles(snapshot, files);
  const names = await nestedNames(snapshot, files);
  if (zoneless.size + plainVariants.size + names.size === 0) return scanSql(files, form);
  const groups = new Map<string, { readonly form: ScanForm; readonly files: ScanFile[] }>();
  for (const file of files) {
    const own = {
      zoneless: zoneless.has(file.path),
      plainVariants: plainVariants.has(file.path),
      nestedNames: names.get(file.path),
    };
    const key = JSON.stringify(own);
    const group = groups.get(key) ?? { form: { ...form, ...own }, files: [] };
    groups.set(key, group);
    group.files.push(file);
  }
  return [...groups.values()].map((group) => scanSql(group.files, group.form)).join(' UNION ALL ');
}

/** A table of the rows that the files' deletion vectors take away: (file, row). It is not a temporary one, so that a view over it serves every session. */
async function loadDeletedRows(snapshot: Snapshot, files: readonly LiveFile[]): Promise<string> {
  const { session } = snapshot;
  const name = `lode_delta."deleted_${globalThis.crypto.randomUUID().replaceAll('-', '')}"`;
  await session.execute('CREATE SCHEMA IF NOT EXISTS lode_delta');
  await session.execute(`CREATE TABLE ${name} (file VARCHAR, row BIGINT)`);
  snapshot.temporaryTables.push(name);
  const cache = new Map<string, Uint8Array>();
  for (const file of files) {
    const rows = await readDeletionVector(snapshot.files, snapshot.table, file.add.deletionVector!, cache);
    for (let at = 0; at < rows.length; at += 1_000_000) {
      await session.execute(
        `INSERT INTO ${name} SELECT ${quoteText(file.path)}, unnest(CAST($1 AS BIGINT[]))`,
        [`[${rows.slice(at, at + 1_000_000).join(',')}]`],
      );
    }
  }
  return name;
}
