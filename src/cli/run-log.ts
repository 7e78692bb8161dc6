import { lodeVersion } from '../version.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { redaction } from './redact.ts';

/** A text file with everything that one run did. */
export interface RunLog {
  /** As the project's path; null where it could not be made. */
  readonly path: string | null;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

const folder = '.lode/logs';
const keptLogs = 20;

/**
 * Begins the log of a run in the project's `.lode/logs`: the lake holds nothing but what a lake needs. The oldest beyond the last 20 are removed. That it cannot be
 * written stops nothing.
 */
export async function openRunLog(host: Host, open: OpenProject, command: string): Promise<RunLog> {
  const moment = new Date(host.clock.now()).toISOString();
  const name = `${moment.replaceAll(/[:.]/g, '-')}-${command.replaceAll(/[^\w-]+/g, '-')}.log`;
  const path = `${folder}/${name}`;
  try {
    await removeOldest(host, `${open.folder}/${folder}`);
    const file = host.appendTo(`${open.folder}/${path}`);
    const redact = redaction(open);
    const write = (text: string) => {
      const now = new Date(host.clock.now()).toISOString();
      const lines = redact(text).trimEnd().split('\n');
      // Lines that belong together are marked by their indentation.
      file.write(lines.map((line, index) => (index === 0 ? `${now}  ${line}\n` : `    ${line}\n`)).join(''));
    };
    const { git } = open.lake.project;
    write(
      [
        `lode ${command}`,
        `project ${open.project.name}${git === null ? '' : ` at git ${git}`}, lake ${open.lake.folder}`,
        `lode ${lodeVersion}, node ${host.system.node}, ${host.engine.name} ${host.engine.version}, ${host.system.platform}`,
        `${host.user} on ${host.machine}, process ${host.process}`,
      ].join('\n'),
    );
    return { path, write, close: file.close };
  } catch {
    return { path: null, write: () => {}, close: () => {} };
  }
}

async function removeOldest(host: Host, logs: string): Promise<void> {
  // Their names begin with their time.
  const names = (await host.files.list(logs))
    .map((each) => each.name)
    .filter((name) => name.endsWith('.log'));
  for (const name of names.slice(0, Math.max(0, names.length - keptLogs + 1)))
    await host.files.remove(`${logs}/${name}`);
}
