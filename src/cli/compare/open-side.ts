import type { ComparedSide, CompareSide, CsvReading, SideRequest } from '../../compare/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import type { FileInfo, Session } from '../../ports/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** What the sides of one comparison are opened with. */
export interface Opening {
  readonly host: Host;
  /** null outside of a project: then there are files only. */
  readonly project: OpenProject | null;
  /** `--target`. */
  readonly target: string | null;
  /** The session in which both sides are compared. */
  readonly session: Session;
  /** A folder for this comparison alone; it is removed afterwards. */
  readonly scratch: string;
}

/** Which state of a side is read. */
export interface SideFacts {
  readonly environment: string | null;
  readonly environmentVersion: number | null;
  /** The Delta version of its table. */
  readonly tableVersion: number | null;
  /** What is read of a side that is files. */
  readonly files: readonly FileInfo[];
}

export const noFacts: SideFacts = {
  environment: null,
  environmentVersion: null,
  tableVersion: null,
  files: [],
};

/** A side that can be read until it is closed. */
export interface OpenedSide {
  readonly kind: ComparedSide['kind'];
  readonly version: number | null;
  readonly facts: SideFacts;
  readonly relation: string;
  readonly columns: CompareSide['columns'];
  /** From the model's header; null where there is none. */
  readonly grain: readonly string[] | null;
  readonly csv: CsvReading | null;
  /** The model of an environment that it is; else not there. */
  readonly standing?: StandingSide;
  readonly diagnostics: readonly Diagnostic[];
  /** Rejects where what was read is not what was there all the time. */
  readonly verify: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A model as a version of an environment holds it. */
export interface StandingSide {
  readonly manifest: Manifest;
  readonly model: string;
}

export type SideName = 'left' | 'right';

/** A side as it was asked for, and which one it is. */
export interface NamedRequest extends SideRequest {
  readonly side: SideName;
}

/** The columns of something that can stand behind FROM. */
export async function describe(
  session: Session,
  relation: string,
  personal: ReadonlySet<string> = new Set(),
): Promise<CompareSide['columns']> {
  const rows = await session.rows(`DESCRIBE SELECT * FROM ${relation}`);
  return rows.map((row) => ({
    name: String(row.column_name),
    type: String(row.column_type),
    personal: personal.has(String(row.column_name).toLowerCase()),
  }));
}

export const nothing = async (): Promise<void> => {};
