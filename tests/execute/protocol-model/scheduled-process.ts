import type { Files } from '../../../src/ports/index.ts';

/** What a process is about to do: the operation of the Files port with which its next step begins; `end` where there is none. */
export interface Waiting {
  readonly operation: string;
  /** Below the lake. */
  readonly path: string;
}

/** A process of the implementation that does one step at a time. */
export interface ScheduledProcess {
  readonly waiting: () => Waiting;
  /** Lets it do its step; ends when it is about to begin the next one. While it lasts, files whose path matches `missing` are not there for it. */
  readonly step: (missing: RegExp | null) => Promise<void>;
  /** How it ended; null before. */
  readonly result: () => string | null;
}

const ended: Waiting = { operation: 'end', path: '' };

/** Begins `run` and stops it before its first step. */
export async function scheduledProcess(
  files: Files,
  lake: string,
  run: (files: Files) => Promise<string>,
): Promise<ScheduledProcess> {
  let waiting: Waiting = ended;
  let proceed = () => {};
  let arrived = () => {};
  let missing: RegExp | null = null;
  let result: string | null = null;
  const pause = (operation: string, path: string) =>
    new Promise<void>((resolve) => {
      waiting = { operation, path };
      proceed = resolve;
      arrived();
    });
  const scheduled: Files = {
    ...files,
    list: async (folder) => {
      const path = folder.slice(lake.length + 1);
      if (/\/_delta_log$|^_environments\/[^/]+$/.test(path)) await pause('list', path);
      return files.list(folder);
    },
    putIfAbsent: async (file, content) => {
      const path = file.slice(lake.length + 1);
      if (/\/_delta_log\/|^_environments\/[^/]+\/\d+(\.intent)?\.json$/.test(path)) await pause('put', path);
      return files.putIfAbsent(file, content);
    },
    stat: async (path) => (missing?.test(path) ? null : files.stat(path)),
  };
  const running = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const work = run(scheduled).then((said) => {
    result = said;
    waiting = ended;
    arrived();
  });
  // A failure that nobody expected ends the schedule.
  await Promise.race([running, work]);
  return {
    waiting: () => waiting,
    result: () => result,
    async step(gone) {
      missing = gone;
      const next = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      proceed();
      await Promise.race([next, work]);
      missing = null;
    },
  };
}
