import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeRows, openSnapshot, scanQuery, type WritePorts } from '../../../src/delta/index.ts';
import { localFiles } from '../../../src/files/index.ts';
import type { SqlValue } from '../../../src/ports/index.ts';
import { openSession } from './session.ts';

export const engineVersion = '0.0.0-test';

/** Ports on a fresh database and the local disk, and a folder that is removed by `close`. */
export interface Workshop extends WritePorts {
  readonly folder: string;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-delta-'));
  const session = await openSession();
  return {
    folder,
    files: localFiles(),
    session,
    clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() },
    close: async () => {
      session.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The rows of a table at a version, as a fresh session reads them, ordered. */
export async function readRows(
  ports: WritePorts,
  table: string,
  version?: number,
): Promise<Record<string, SqlValue>[]> {
  const snapshot = await openSnapshot(ports, table, version === undefined ? {} : { version });
  return ports.session.rows(`SELECT * FROM (${await scanQuery(snapshot)}) ORDER BY ALL`);
}

/** Gives the rows with these ids the value `v`, and adds those that are not there: an update and an insert in one commit. */
export function upsertRows(ports: WritePorts, table: string, ids: readonly number[], v: number) {
  return mergeRows(ports, table, {
    source: `SELECT unnest([${ids.join(', ')}]) AS id, ${v} AS v`,
    on: 'source.id = target.id',
    clauses: [
      { when: 'matched', update: '*' },
      { when: 'not matched', insert: '*' },
    ],
    engineVersion,
  });
}
