// Runs one `lode` command line over the real disk and kills this process (SIGKILL, as a power cut would) at the n-th operation that changes
// a file; with LODE_WORKER=stop it stops it (SIGSTOP), once `stopped` is written to stderr, until somebody continues it. Operations are those of node:fs/promises, of open files, and of the engine's statements (which write Parquet on their own).
// Usage: node worker.mjs N folder argument…   N = 0: never; each operation is written to stderr as `operation N name path`.
import { writeSync } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [at, folder, ...argv] = process.argv.slice(2);
const limit = Number(at);
let operations = 0;

/** Counts an operation; the process dies before the one that it is to die at. */
function step(name, path) {
  operations++;
  if (limit === 0) process.stderr.write(`operation ${operations} ${name} ${path}\n`);
  if (operations !== limit) return;
  if (process.env.LODE_WORKER === 'stop') {
    writeSync(2, 'stopped\n');
    process.kill(process.pid, 'SIGSTOP');
  } else process.kill(process.pid, 'SIGKILL');
}

const changing = [
  'writeFile',
  'appendFile',
  'mkdir',
  'mkdtemp',
  'link',
  'symlink',
  'rename',
  'unlink',
  'rm',
  'rmdir',
  'copyFile',
  'utimes',
  'chmod',
  'truncate',
];
for (const name of changing) {
  const original = fsPromises[name];
  fsPromises[name] = async (...parameters) => {
    step(
      name,
      parameters.findLast((each) => typeof each === 'string'),
    );
    return original(...parameters);
  };
}
const open = fsPromises.open;
fsPromises.open = async (path, flags, ...rest) => {
  if (flags !== undefined && flags !== 'r') step('open', path);
  const handle = await open(path, flags, ...rest);
  for (const name of [
    'write',
    'writeFile',
    'appendFile',
    'sync',
    'datasync',
    'utimes',
    'chmod',
    'truncate',
  ]) {
    const original = handle[name].bind(handle);
    handle[name] = async (...parameters) => {
      step(`handle.${name}`, path);
      return original(...parameters);
    };
  }
  return handle;
};
syncBuiltinESMExports();

const { systemHost } = await import('../../dist/bin/system-host.js');
const { runLode } = await import('../../dist/bin/run.js');
const { host } = systemHost();

/** Statements that write files count twice: the process may die before one, or after it with its answer lost. */
function counted(session) {
  const wrap =
    (name) =>
    async (sql, ...rest) => {
      const writes = /\bCOPY\b|\bATTACH\b/i.test(sql);
      if (writes) step('before-statement', sql.slice(0, 12));
      const result = await session[name](sql, ...rest);
      if (writes) step('after-statement', sql.slice(0, 12));
      return result;
    };
  return { ...session, execute: wrap('execute'), query: wrap('query'), rows: wrap('rows') };
}

const engine = {
  ...host.engine,
  async open(options) {
    const database = await host.engine.open(options);
    return { ...database, connect: async () => counted(await database.connect()) };
  },
};
const code = await runLode(argv, { ...host, folder, engine });
process.exitCode = code;
