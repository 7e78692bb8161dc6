import { fileColumn, type LiveFile, liveRowsSql, quoteName } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { readBuild } from '../builds.ts';
import type { BaseTable } from '../kinds/base-table.ts';
import type { Lake } from '../lake.ts';
import { buildQuery } from '../run-database.ts';
import type { Step } from '../step.ts';
import { askRows, type Condition, fits } from './condition.ts';

export interface Matching {
  /** Rows that readers see. */
  readonly rows: number;
  /** The files that have to go: with such rows, or with rows that another writer has only marked as deleted, since these are still in them. */
  readonly files: readonly LiveFile[];
}

/** The rows of a table that a condition is true of, by its files. */
export async function matchingRows(
  session: Session,
  base: BaseTable,
  condition: Condition,
): Promise<Matching> {
  if (base.files.length === 0) return { rows: 0, files: [] };
  const rows = await liveRowsSql(base.snapshot, base.files, true);
  const found = await askRows(base.entry.name, () =>
    session.rows(
      `SELECT ${quoteName(fileColumn)} AS file, count(*) AS rows FROM (${rows}) WHERE ${condition.sql} GROUP BY ALL`,
    ),
  );
  const counts = new Map(found.map((row) => [String(row.file), Number(row.rows)]));
  return {
    rows: [...counts.values()].reduce((sum, count) => sum + count, 0),
    files: base.files.filter((file) => counts.has(file.path) || file.add.deletionVector != null),
  };
}

/** Those of a model's builds that hold such rows: a change set may hold what its table never had, or has no more. */
export async function matchingBuilds(
  lake: Lake,
  session: Session,
  step: Step,
  builds: readonly string[],
  condition: Condition,
): Promise<readonly string[]> {
  const held: string[] = [];
  for (const id of builds) {
    const build = await readBuild(lake, step.name, id);
    if (build === null || build.files.length === 0) continue;
    const { columns, partitionedBy } = step.definition;
    if (!fits(condition, columns)) continue;
    const found = await askRows(step.name, async () =>
      session.rows(
        `SELECT count(*) AS rows FROM (${await buildQuery(lake, build, columns, partitionedBy)}) WHERE ${condition.sql}`,
      ),
    );
    if (Number(found[0]!.rows) > 0) held.push(id);
  }
  return held;
}
