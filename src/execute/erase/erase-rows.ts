import { quoteName, toDuckDBType } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import {
  addIntervals,
  boundOf,
  type Interval,
  joinRanges,
  type ManifestModelDraft,
  type ManifestRecord,
} from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { buildModel } from '../build-model.ts';
import { checkpointTables } from '../checkpoint-tables.ts';
import { commitModels, type Outcome } from '../commit-models.ts';
import {
  type Applied,
  contentOfChange,
  measure,
  rowChangeOf,
  rowsAfter,
  totalsOf,
} from '../kinds/applied.ts';
import {
  asColumns,
  type BaseTable,
  closeBaseTable,
  openBaseTable,
  rowsOfFiles,
} from '../kinds/base-table.ts';
import { intervalText, type TimeColumn, timeColumnOf } from '../kinds/interval-sql.ts';
import { touchesAfter } from '../kinds/ranges.ts';
import type { Lake } from '../lake.ts';
import type { Base } from '../read-environment.ts';
import { filesOf, noChangeOfRows } from '../row-change.ts';
import { settlePlanned } from '../settle.ts';
import type { Step } from '../step.ts';
import { verifyTables } from '../verify-tables.ts';
import { matchingRows } from './matching-rows.ts';
import type { TableFinding } from './survey-environment.ts';

export interface RowErasure {
  readonly environment: string;
  readonly base: Base;
  /** Those of which rows go. */
  readonly tables: readonly TableFinding[];
  readonly retentionDays: number;
}

/**
 * Takes rows out of an environment's tables, as one version of it: files that hold such rows are written again without them. The commit says DELETE, and not of what. null where no table is named. Rejects
 * with exit 4 where the environment or a table has moved.
 */
export async function eraseRows(
  lake: Lake,
  session: Session,
  { environment, base, tables, retentionDays }: RowErasure,
): Promise<ManifestRecord | null> {
  if (tables.length === 0) return null;
  const manifest = base.manifest!;
  const names = tables.map(({ step }) => step.name);
  await settlePlanned(lake, environment, base.head, manifest);
  const check = await verifyTables(lake, environment, base.incarnation!, manifest, names, new Set());
  if (check.diagnostics.length > 0) throw new DiagnosticError(check.diagnostics, 4);
  const outcomes: Outcome[] = [];
  for (const finding of tables) {
    const at = check.bases.get(finding.step.key)!.version;
    outcomes.push(await eraseFrom(lake, session, finding, manifest.record, at));
  }
  const { record } = manifest;
  const made = await commitModels(lake, session, {
    environment,
    incarnation: base.incarnation!,
    target: record.target,
    parent: manifest,
    head: base.head,
    outcomes,
    removed: [],
    returned: [],
    bases: check.bases,
    retentionDays,
    base: record.base,
    expiresAt: record.expiresAt,
    rollbackTo: null,
  });
  await checkpointTables(lake, session, made);
  return made;
}

/** `at`: the version at which the environment's own table stands; −1 where it reads one of another environment, of which it gets its own. */
async function eraseFrom(
  lake: Lake,
  session: Session,
  { step, entry, condition }: TableFinding,
  { target }: ManifestRecord,
  at: number,
): Promise<Outcome> {
  const { table, ...draft } = entry;
  const base = await openBaseTable(lake, session, entry, at < 0 ? table!.version : at, at >= 0);
  try {
    const { files } = await matchingRows(session, base, condition!);
    // Only what was built for it holds such rows: the table stays, and no version names the builds any more.
    if (files.length === 0) return { step, draft: { ...draft, builds: [] }, rows: noChangeOfRows };
    const time = timeColumnOf(step.definition);
    const whole = asTable(step, base);
    const gone = await rowsOfFiles(base, files, whole.columns);
    const { build } = await buildModel(
      lake,
      session,
      whole,
      {
        model: step.name,
        computation: entry.computation,
        target,
        inputs: entry.inputs,
        interval: null,
        scope: `erasure ${lake.clock.uuid()}`,
      },
      {
        select: `SELECT * FROM (${gone}) WHERE ${condition!.sql} IS NOT TRUE`,
        apart: time === null ? null : intervalText(time),
        audits: [],
      },
    );
    const erased = `SELECT * FROM (${gone}) WHERE ${condition!.sql}`;
    const applied: Applied = {
      base,
      gone: files,
      come: filesOf(build),
      content: '',
      operation: { name: 'DELETE', parameters: {} },
      builds: [build],
      reused: false,
      newRows: '',
    };
    const names = asColumns(base.snapshot.schema.fields, step.columns).join(', ');
    const content = await contentOfChange(
      session,
      step,
      base,
      await measure(session, step, `SELECT ${names} FROM (${erased})`),
      null,
      () => rowsAfter(lake, step, applied),
    );
    const done = { ...applied, content };
    const touches =
      time === null ? draft.touches : touchesAfter(entry, await intervalsOf(session, erased, time), content);
    const next: ManifestModelDraft = { ...draft, content, ...totalsOf(done), builds: [build.id], touches };
    return { step, draft: next, rows: rowChangeOf(done) };
  } finally {
    await closeBaseTable(base);
  }
}

/** The step with the columns that its table has: of files that are written again nothing is lost, also where the model has fewer by now. */
function asTable(step: Step, { snapshot }: BaseTable): Step {
  const columns = snapshot.schema.fields.map(({ name, type }) => ({ name, type: toDuckDBType(type) }));
  const known = new Map(step.definition.columns.map((column) => [column.name.toLowerCase(), column]));
  const plain = { nullable: true, description: null, pii: null, tags: [], expression: null };
  return {
    ...step,
    columns,
    definition: {
      ...step.definition,
      columns: columns.map(({ name, type }) => ({ ...plain, ...known.get(name.toLowerCase()), name, type })),
    },
  };
}

/** The intervals that rows lie in. */
async function intervalsOf(session: Session, rows: string, time: TimeColumn): Promise<Interval[]> {
  const found = await session.rows(
    `SELECT DISTINCT ${intervalText(time)} AS text FROM (${rows}) WHERE ${quoteName(time.name)} IS NOT NULL`,
  );
  const intervals = found.flatMap(({ text }) => {
    const [, year, month, day, hour] = /^(\d{4})(\d\d)(\d\d)(\d\d)$/.exec(String(text)) ?? [];
    const start = boundOf(`${year}-${month}-${day} ${hour}:00:00`, time.grain);
    return start === null ? [] : [{ start, end: addIntervals(start, 1, time.grain) }];
  });
  return joinRanges(intervals);
}
