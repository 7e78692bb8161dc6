import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Spark in a process of its own. `run` rejects with what it says of a job that fails. */
export function startSpark(folder) {
  const python = fileURLToPath(new URL('../../../.tmp/spark/bin/python', import.meta.url));
  const program = fileURLToPath(new URL('spark_worker.py', import.meta.url));
  const child = spawn(python, [program], {
    cwd: folder,
    env: { ...process.env, INTEROP_FOLDER: folder, TZ: 'UTC' },
    stdio: ['pipe', 'pipe', process.env.INTEROP_VERBOSE ? 'inherit' : 'ignore'],
  });
  let waiting = null;
  createInterface({ input: child.stdout }).on('line', (line) => waiting?.(JSON.parse(line)));
  child.on('exit', (code) =>
    waiting?.({ error: `Spark ended with ${code}: set INTEROP_VERBOSE=1 to see why` }),
  );
  return {
    async run(job) {
      const answer = await new Promise((resolve) => {
        waiting = resolve;
        child.stdin.write(`${JSON.stringify(job)}\n`);
      });
      waiting = null;
      if (answer.error !== undefined) throw new Error(answer.error);
    },
    sql(...statements) {
      return this.run({ sql: statements });
    },
    close: () => child.stdin.end(),
  };
}
