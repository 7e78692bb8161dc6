import type { Manifest } from '../../environment/index.ts';
import type { Database, Session } from '../../ports/index.ts';
import type { Export } from '../../project/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

export interface ExportRequest {
  readonly manifest: Manifest;
  /** For tables of this version alone; it may serve several exports of it. */
  readonly database: Database;
  /** The night that `{{date}}` stands for. */
  readonly date: string;
  /** Where exports go instead of their `folder`; as the user wrote it. */
  readonly to: string | null;
}

/** An export that is being written. */
export interface ExportWork {
  readonly host: Host;
  readonly open: OpenProject;
  readonly one: Export;
  readonly request: ExportRequest;
  readonly session: Session;
  readonly scratch: string;
  readonly set: string;
  readonly folder: string;
}
