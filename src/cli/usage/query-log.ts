import { normaliseSql } from '../../triage/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** Where `lode query` tells what it was asked, relative to the project: a file a month. */
export const queryLogFolder = '.lode/queries';

/**
 * Adds a query to the project's log: when, who, of which environment, and its text without values, for they may be somebody's. That it cannot be written stops nothing.
 */
export function logQuery(host: Host, open: OpenProject, environment: string, sql: string): void {
  try {
    const time = new Date(host.clock.now()).toISOString();
    const file = host.appendTo(`${open.folder}/${queryLogFolder}/${time.slice(0, 7)}.jsonl`);
    file.write(
      `${JSON.stringify({ lode: lodeVersion, time, user: host.user, environment, sql: normaliseSql(sql) })}\n`,
    );
    file.close();
  } catch {
    // A folder that may only be read can be asked as well.
  }
}

/** The logs of `lode query` in this project, oldest first. */
export async function queryLogs(host: Host, open: OpenProject): Promise<readonly string[]> {
  const folder = `${open.folder}/${queryLogFolder}`;
  if ((await host.files.stat(folder)) === null) return [];
  const names = (await host.files.list(folder)).map(({ name }) => name);
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
