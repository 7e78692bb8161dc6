import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { fileColumn, type LiveFile, listScanFiles, liveRowsSql, rowColumn } from '../scan/index.ts';
import { checkWritable, closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { quoteName, toDuckDBType } from '../types/index.ts';
import { withGenerated } from './generated-columns.ts';
import { mergePruning } from './merge-pruning.ts';
import { resolveColumns } from './resolve-columns.ts';
import { rewriteRows } from './rewrite-rows.ts';
import { goneColumn } from './row-changes.ts';
import type { WriteTuning } from './table-writer.ts';

/** Assignments of SQL expressions to columns; `'*'` takes each column of the source that has the same name. */
export type Assignments = Readonly<Record<string, string>> | '*';

/** One WHEN of a MERGE; the first that applies to a row is taken. In expressions the table's rows are `target`, the source's `source`. */
export type MergeClause =
  | { readonly when: 'matched'; readonly condition?: string; readonly update: Assignments }
  | { readonly when: 'matched'; readonly condition?: string; readonly delete: true }
  | { readonly when: 'not matched'; readonly condition?: string; readonly insert: Assignments }
  | {
      readonly when: 'not matched by source';
      readonly condition?: string;
      readonly update: Readonly<Record<string, string>>;
    }
  | { readonly when: 'not matched by source'; readonly condition?: string; readonly delete: true };

export interface MergeOptions {
  /** One SELECT: the source. It is run once. */
  readonly source: string;
  /** When a row of the table (`target`) and one of the source (`source`) belong together. */
  readonly on: string;
  readonly clauses: readonly MergeClause[];
  readonly engineVersion: string;
  readonly tuning?: WriteTuning;
}

export interface MergeResult {
  readonly version: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** MERGE INTO. Rejects with `delta-merge-ambiguous` where two source rows would change one row of the table. */
export async function mergeRows(
  ports: WritePorts,
  table: string,
  options: MergeOptions,
): Promise<MergeResult> {
  const snapshot = await openSnapshot(ports, table);
  const id = ports.clock.uuid().replaceAll('-', '');
  const names = {
    source: `temp.main.lode_source_${id}`,
    affected: `temp.main.lode_affected_${id}`,
    inserted: `temp.main.lode_inserted_${id}`,
  };
  try {
    checkWritable(snapshot, 'change');
    await ports.session.execute(
      `CREATE TEMP TABLE ${names.source} AS SELECT row_number() OVER () AS __lode_id, * FROM (\n${options.source}\n)`,
    );
    const bySource = options.clauses.some((clause) => clause.when === 'not matched by source');
    const pruning = bySource ? undefined : await mergePruning(snapshot, names.source, options.on);
    const candidates = await listScanFiles(snapshot, pruning);
    await findAffected(ports, snapshot, options, candidates, names);
    const inserted = await findInserted(ports, snapshot, options, candidates, names);
    const rewritten = await rewriteRows(
      ports,
      snapshot,
      {
        affected: names.affected,
        candidates,
        inserted: inserted === 0 ? null : `SELECT * FROM ${names.inserted}`,
      },
      options.tuning,
    );
    const { deleted, updated, copied, output, removedFiles, addedFiles, vectors } = rewritten.counts;
    const result = { inserted, updated, deleted };
    if (rewritten.touched.size === 0 && inserted === 0) return { version: snapshot.version, ...result };
    const [source] = await ports.session.rows(`SELECT count(*) AS n FROM ${names.source}`);
    const version = await commitAttempt(ports, {
      snapshot,
      actions: rewritten.actions,
      reads:
        pruning === undefined
          ? { kind: 'table' }
          : { kind: 'rows', where: pruning, files: new Set(candidates.map((file) => file.add.path)) },
      description: {
        operation: 'MERGE',
        parameters: {
          predicate: JSON.stringify([options.on]),
          matchedPredicates: predicates(options.clauses, 'matched'),
          notMatchedPredicates: predicates(options.clauses, 'not matched'),
          notMatchedBySourcePredicates: predicates(options.clauses, 'not matched by source'),
        },
        metrics: {
          numSourceRows: Number(source?.n ?? 0),
          numTargetRowsInserted: inserted,
          numTargetRowsUpdated: updated,
          numTargetRowsDeleted: deleted,
          numTargetRowsCopied: copied,
          numOutputRows: output,
          numTargetFilesAdded: addedFiles,
          numTargetFilesRemoved: removedFiles,
          numTargetDeletionVectorsAdded: vectors,
        },
      },
      engineVersion: options.engineVersion,
    });
    return { version, ...result };
  } finally {
    for (const name of Object.values(names)) await ports.session.execute(`DROP TABLE IF EXISTS ${name}`);
    await closeSnapshot(snapshot);
  }
}

interface Names {
  readonly source: string;
  readonly affected: string;
  readonly inserted: string;
}

/** Numbers a clause by its place in the list; NULL where none applies. */
function clauseSql(clauses: readonly MergeClause[], when: MergeClause['when']): string {
  const cases = clauses.flatMap((clause, index) =>
    clause.when === when ? [`WHEN ${clause.condition ?? 'true'} THEN ${index}`] : [],
  );
  return cases.length === 0 ? 'CAST(NULL AS INTEGER)' : `CASE ${cases.join(' ')} END`;
}

async function findAffected(
  ports: WritePorts,
  snapshot: Snapshot,
  options: MergeOptions,
  candidates: readonly LiveFile[],
  names: Names,
): Promise<void> {
  const rows = await liveRowsSql(snapshot, candidates, true);
  const bySource = options.clauses.some((clause) => clause.when === 'not matched by source');
  const sourceColumns = await sourceColumnNames(ports, names.source);
  const clause = `CASE WHEN source.__lode_id IS NOT NULL THEN ${clauseSql(options.clauses, 'matched')} ELSE ${clauseSql(options.clauses, 'not matched by source')} END`;
  const values = snapshot.schema.fields.map((field) => {
    const own = `target.${quoteName(field.name)}`;
    const cases = options.clauses.flatMap((each, index) => {
      if (!('update' in each)) return [];
      const value = assigned(snapshot, each.update, sourceColumns).get(field.name);
      return value === undefined ? [] : [`WHEN ${index} THEN CAST(${value} AS ${toDuckDBType(field.type)})`];
    });
    const value = cases.length === 0 ? own : `CASE __lode_clause ${cases.join(' ')} ELSE ${own} END`;
    return `${value} AS ${quoteName(field.name)}`;
  });
  const deletes = options.clauses.flatMap((each, index) => ('delete' in each ? [index] : []));
  const gone = deletes.length === 0 ? 'false' : `__lode_clause IN (${deletes.join(', ')})`;
  // The clause is chosen where `target` and `source` can be seen, and so is every value.
  const given = new Set(
    options.clauses.flatMap((each) =>
      'update' in each ? [...assigned(snapshot, each.update, sourceColumns).keys()].map(lower) : [],
    ),
  );
  const changed = `SELECT target.${fileColumn}, target.${rowColumn}, ${clause} AS __lode_clause, ${gone} AS ${goneColumn}, ${values.join(', ')}, source.__lode_id AS __lode_source
     FROM (${rows}) AS target ${bySource ? 'LEFT' : 'INNER'} JOIN ${names.source} AS source ON ${options.on}
     WHERE __lode_clause IS NOT NULL`;
  await ports.session.execute(
    `CREATE TEMP TABLE ${names.affected} AS ${await withGenerated(snapshot, snapshot.schema, changed, given)}`,
  );
  const [twice] = await ports.session.rows(
    `SELECT 1 FROM ${names.affected} GROUP BY ${fileColumn}, ${rowColumn} HAVING count(*) > 1 LIMIT 1`,
  );
  if (twice === undefined) return;
  // Deleting a row twice is deleting it, as long as no condition decides.
  const onlyDelete =
    options.clauses.filter((each) => each.when === 'matched').length === 1 &&
    options.clauses.every(
      (each) => each.when !== 'matched' || ('delete' in each && each.condition === undefined),
    );
  if (!onlyDelete) {
    throw new DiagnosticError(diagnose('delta-merge-ambiguous', { table: snapshot.table }));
  }
  await ports.session.execute(
    `CREATE OR REPLACE TEMP TABLE ${names.affected} AS SELECT * FROM ${names.affected} QUALIFY row_number() OVER (PARTITION BY ${fileColumn}, ${rowColumn}) = 1`,
  );
}

/** Makes the table of rows to insert; returns how many there are. */
async function findInserted(
  ports: WritePorts,
  snapshot: Snapshot,
  options: MergeOptions,
  candidates: readonly LiveFile[],
  names: Names,
): Promise<number> {
  const inserts = options.clauses.flatMap((clause, index) => ('insert' in clause ? [{ clause, index }] : []));
  if (inserts.length === 0) return 0;
  const rows = await liveRowsSql(snapshot, candidates);
  const sourceColumns = await sourceColumnNames(ports, names.source);
  const values = snapshot.schema.fields.map((field) => {
    const cases = inserts.flatMap(({ clause, index }) => {
      const value = assigned(snapshot, clause.insert, sourceColumns).get(field.name);
      return value === undefined ? [] : [`WHEN ${index} THEN ${value}`];
    });
    const value = cases.length === 0 ? 'NULL' : `CASE __lode_clause ${cases.join(' ')} END`;
    return `CAST(${value} AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`;
  });
  const given = new Set(
    inserts.flatMap(({ clause }) => [...assigned(snapshot, clause.insert, sourceColumns).keys()].map(lower)),
  );
  const added = `SELECT ${values.join(', ')} FROM (
       SELECT source.*, ${clauseSql(options.clauses, 'not matched')} AS __lode_clause FROM ${names.source} AS source
       WHERE NOT EXISTS (SELECT 1 FROM (${rows}) AS target WHERE ${options.on})
     ) AS source WHERE __lode_clause IS NOT NULL`;
  await ports.session.execute(
    `CREATE TEMP TABLE ${names.inserted} AS ${await withGenerated(snapshot, snapshot.schema, added, given)}`,
  );
  const [count] = await ports.session.rows(`SELECT count(*) AS n FROM ${names.inserted}`);
  return Number(count?.n ?? 0);
}

const lower = (name: string) => name.toLowerCase();

async function sourceColumnNames(ports: WritePorts, source: string): Promise<readonly string[]> {
  const { columns } = await ports.session.query(`SELECT * EXCLUDE (__lode_id) FROM ${source} LIMIT 0`);
  return columns.map((column) => column.name);
}

function assigned(
  snapshot: Snapshot,
  assignments: Assignments,
  sourceColumns: readonly string[],
): Map<string, string> {
  if (assignments !== '*') return resolveColumns(snapshot, assignments);
  return resolveColumns(
    snapshot,
    Object.fromEntries(sourceColumns.map((name) => [name, `source.${quoteName(name)}`])),
  );
}

function predicates(clauses: readonly MergeClause[], when: MergeClause['when']): string {
  return JSON.stringify(
    clauses
      .filter((clause) => clause.when === when)
      .map((clause) => ({
        ...(clause.condition === undefined ? {} : { predicate: clause.condition }),
        actionType: 'update' in clause ? 'update' : 'insert' in clause ? 'insert' : 'delete',
      })),
  );
}
