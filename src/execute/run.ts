import { quoteText } from '../delta/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { EffectiveRelation, InputContent, Interval, Manifest } from '../environment/index.ts';
import { temporaryFolder } from '../environment/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Database, Session } from '../ports/index.ts';
import type { OnEvent } from './events.ts';
import { runReaders } from './federation/run-readers.ts';
import { handedColumns } from './handed-columns.ts';
import { type Lake, lakePath } from './lake.ts';
import type { OpenSources } from './open-sources.ts';
import { openProfileBook, type ProfileBook } from './profile/index.ts';
import { noRelations, type Relations } from './run-database.ts';
import { type StagedSources, stagedSources, stagingCatalog } from './stage-sources.ts';
import type { Step } from './step.ts';
import type { TableBase } from './verify-tables.ts';

export interface ApplyRequest {
  readonly lake: Lake;
  /** A fresh database that may read and write in the lake and read the seeds. */
  readonly database: Database;
  readonly sources: OpenSources;
  /** A database for plans over empty stand-ins. */
  readonly planningDatabase: () => Promise<Database>;
  readonly relations: readonly EffectiveRelation[];
  /** Relations that may not be read, by lower-case name, and why. */
  readonly refused: ReadonlyMap<string, Diagnostic>;
  readonly steps: readonly Step[];
  readonly plan: Plan;
  readonly manifest: Manifest | null;
  /** Number of the environment's newest version; 0 for none. */
  readonly head: number;
  readonly incarnation: string;
  readonly retentionDays: number;
  /** Models of its own that it reads from its base again. */
  readonly returned: readonly string[];
  /** When the environment may be cleaned away, as its record is to say; null: never. */
  readonly expiresAt: string | null;
  /** Whether what is not downstream of a failure is committed all the same. */
  readonly partial: boolean;
  /** How often what may pass is tried again, and how to wait (milliseconds) before; null: not at all. */
  readonly retries: {
    readonly attempts: number;
    readonly pause: (milliseconds: number) => Promise<void>;
  } | null;
  readonly concurrency: number;
  /** Models, by lower-case name, that are made again whatever their inputs. */
  readonly rebuild: ReadonlySet<string>;
  /** Whether models that stay as they are, are asked what may have become untrue of them; `timeOf`: those, by lower-case name, of which audits of the time are asked as well. null: rows must leave, whatever refers to them. */
  readonly staying: { readonly timeOf: ReadonlySet<string> } | null;
  /** Models, by lower-case name, whose foreign commits are to be overwritten. */
  readonly discard: ReadonlySet<string>;
  /** Whether the columns of what is built are profiled where a model's header does not say. */
  readonly profile: boolean;
  /** Names the run: in events, in its record, and in the rows that its loads write. */
  readonly runId: string;
  readonly onEvent: OnEvent;
}

/** A plan being carried out. */
export interface Run {
  readonly request: ApplyRequest;
  readonly bases: ReadonlyMap<string, TableBase>;
  /** For what is not a model's own work: views of standing tables, the commit. */
  readonly session: Session;
  readonly known: Relations;
  readonly staged: StagedSources;
  /** The source relations that must be staged before a step runs, by the step's lower-case name. */
  readonly sourcesBefore: ReadonlyMap<string, readonly string[]>;
  /** The contracts of what is read of sources, as far as they go now. */
  readonly relations: readonly EffectiveRelation[];
  /** Content of what was done in this run, by lower-case name. */
  readonly contents: Map<string, string>;
  /** What readers of a model see of models computed by interval, of those done in this run, by lower-case name. */
  readonly seen: Map<string, readonly InputContent[]>;
  readonly profiles: ProfileBook;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly close: () => Promise<void>;
}

/** From the first to the last moment that a plan computes of a model; null where it computes all. */
function hull(plan: Plan, key: string): Interval | null {
  const model = plan.models.find((each) => each.name.toLowerCase() === key);
  const [first] = model?.intervals ?? [];
  return first === undefined ? null : { start: first.start, end: model!.intervals.at(-1)!.end };
}

/** Opens what the models of a run share. `close` takes its scratch space away. */
export async function openRun(request: ApplyRequest, bases: ReadonlyMap<string, TableBase>): Promise<Run> {
  const { lake, database } = request;
  const rangeOf = (model: string) => hull(request.plan, model);
  const { readers, relations, before } = await runReaders(request, rangeOf);
  const session = await database.connect();
  const staging = `${lakePath(lake, temporaryFolder)}/${lake.clock.uuid()}.duckdb`;
  await lake.files.createFolder(lakePath(lake, temporaryFolder));
  await session.execute(`ATTACH ${quoteText(lake.files.enginePath(staging))} AS ${stagingCatalog}`);
  const staged = stagedSources(session, request.sources, relations, readers, {
    catalog: stagingCatalog,
    refused: request.refused,
    rowLimit: request.plan.requested.rowLimit,
    rangeOf,
    now: lake.clock.now,
    onEvent: request.onEvent,
  });
  return {
    request,
    bases,
    session,
    known: noRelations(staged.declare, handedColumns(request.steps, request.manifest)),
    contents: new Map(),
    seen: new Map(),
    profiles: openProfileBook(lake, session, request.profile),
    startedAt: lake.clock.now(),
    staged,
    sourcesBefore: before,
    relations,
    async close() {
      // The engine writes what it is about to forget to the disk first. Where that is full this fails, and does not matter: what counts is committed by now.
      await session.execute(`DETACH ${stagingCatalog}`).catch(() => undefined);
      session.close();
      // That scratch cannot be removed says nothing of what was done, and must not hide why the run failed.
      for (const file of [staging, `${staging}.wal`]) await lake.files.remove(file).catch(() => undefined);
    },
  };
}
