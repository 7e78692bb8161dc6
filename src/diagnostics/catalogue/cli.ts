import { entry } from '../entry.ts';

export const cliEntries = {
  'init-files-exist': entry<{ folder: string; files: readonly string[] }>({
    severity: 'error',
    summary: ({ folder, files }) =>
      files.includes('project.yml')
        ? `there is a project in ${folder} already`
        : `${files.length === 1 ? 'a file' : `${files.length} files`} in ${folder} would be overwritten`,
    detail: ({ files }) => files.map((file) => `- ${file}`).join('\n'),
    hint: () => 'Nothing was written. Give a new folder (`lode init my_project`), or move these files away.',
  }),
  'init-nothing-to-import': entry<{ folder: string }>({
    severity: 'error',
    summary: ({ folder }) => `there are no Parquet files in ${folder}`,
    detail: () => 'Files named `<relation>.parquet` were expected in the folder itself, not below it.',
    hint: () => 'Give the folder that holds them: `lode init my_project --from-parquet exports/today`.',
  }),
  'node-too-old': entry<{ found: string }>({
    severity: 'error',
    summary: ({ found }) => `Node ${found} is too old for Lode`,
    hint: () => 'Install Node 20 or later.',
  }),
  'engine-not-usable': entry<{ problem: string }>({
    severity: 'error',
    summary: () => 'DuckDB, the engine, cannot be used',
    detail: ({ problem }) => problem,
    hint: () =>
      'Install Lode again on this machine (`npm ci`): its engine is a native library for one platform.',
  }),
  'lake-not-exclusive': entry<{ folder: string }>({
    severity: 'error',
    summary: ({ folder }) => `two writers could both believe that they made the same file in ${folder}`,
    detail: () =>
      'A file was made a second time under the same name; commits are decided by that being refused.',
    hint: () => 'Put the lake on a local disk or NFS 4; some FUSE and object-store mounts cannot do this.',
  }),
  'lake-without-links': entry<{ folder: string }>({
    severity: 'warning',
    summary: ({ folder }) => `${folder} has no hard links: promotion and staging copy files`,
    detail: () => 'Results are the same; they need more space and time.',
    hint: () =>
      'Keep the whole lake on one file system with hard links, such as ext4, xfs, btrfs, zfs or apfs.',
  }),
  'lake-clock-differs': entry<{ folder: string; seconds: number }>({
    severity: 'warning',
    summary: ({ folder, seconds }) =>
      `the clock of ${folder} is ${Math.abs(seconds).toFixed(0)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`,
    detail: () => 'Time travel by time and the age at which files are removed go by these clocks.',
    hint: () => 'Let NTP set both clocks (`timedatectl`, or that of the file server).',
  }),
  'clock-implausible': entry<{ now: string }>({
    severity: 'error',
    summary: ({ now }) => `this machine believes that it is ${now}`,
    hint: () => 'Set the clock; commits carry its time.',
  }),
  'disk-nearly-full': entry<{ folder: string; free: string }>({
    severity: 'warning',
    summary: ({ folder, free }) => `only ${free} are free for ${folder}`,
    detail: () => 'A build needs room for its results beside what stands, and the engine spills there.',
    hint: () => 'Free some space, or move the lake (`lake:` in project.yml) to a larger disk.',
  }),
  'disk-slow': entry<{ folder: string; milliseconds: number }>({
    severity: 'note',
    summary: ({ folder, milliseconds }) =>
      `making a file durable in ${folder} takes ${milliseconds.toFixed(0)} ms`,
    detail: () => 'Each file of a table and each commit waits for it once or twice.',
    hint: () => 'A local SSD takes less than 10 ms; a network file system is slower by nature.',
  }),
  'engine-slow': entry<{ seconds: number }>({
    severity: 'note',
    summary: ({ seconds }) => `opening the engine takes ${seconds.toFixed(1)} s`,
    hint: () =>
      'Its library is read from disk each time: put node_modules on a local disk, and look at what else runs.',
  }),
  'threads-few': entry<{ found: string; processors: number }>({
    severity: 'warning',
    summary: ({ found }) => `UV_THREADPOOL_SIZE is ${found}: queries wait for each other`,
    detail: ({ processors }) =>
      `The engine's queries run in that pool; this machine has ${processors} processors.`,
    hint: () => 'Leave it unset, then Lode takes 16.',
  }),
  'source-not-answering': entry<{ source: string; seconds: number }>({
    severity: 'error',
    summary: ({ source, seconds }) => `source \`${source}\` did not answer within ${seconds} s`,
    hint: () => 'Check host and port in project.yml, firewalls, and that the server runs.',
  }),
  'source-failed': entry<{ source: string; problem: string }>({
    severity: 'error',
    summary: ({ source }) => `source \`${source}\` cannot be opened`,
    detail: ({ problem }) => problem,
    hint: () => 'Check its connection in project.yml; `lode source list` tries again.',
  }),
  'contract-relations-missing': entry<{ source: string; relations: readonly string[] }>({
    severity: 'error',
    summary: ({ source, relations }) =>
      `source \`${source}\` lacks ${relations.length === 1 ? 'a relation' : `${relations.length} relations`} of its contract: ${relations.join(', ')}`,
    hint: ({ source }) => `\`lode source list ${source}\` shows what it has.`,
  }),
  'secret-not-set': entry<{ name: string; targets: readonly string[] }>({
    severity: 'note',
    summary: ({ name, targets }) =>
      `${name} is not set; target ${targets.map((each) => `\`${each}\``).join(', ')} needs it`,
    hint: ({ name }) => `Set it in the environment or in .env before that target is used: \`${name}=…\`.`,
  }),
  'apply-unfinished': entry<{ environment: string; version: number }>({
    severity: 'note',
    summary: ({ environment, version }) => `version ${version} of ${environment} was begun and not finished`,
    detail: () => 'An apply runs at this moment, or one was stopped midway. Readers see the version before.',
    hint: ({ environment }) => `The next \`lode apply ${environment}\` finishes it or takes it back.`,
  }),
} as const;
