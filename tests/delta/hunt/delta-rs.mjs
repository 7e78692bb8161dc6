import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));
const program = fileURLToPath(new URL('delta_rs_tables.py', import.meta.url));

/** delta-rs in a process of its own, which is started again where a table has killed it. `read` gives null, or why it could not. */
export function deltaRs() {
  let child = null;
  let waiting = null;
  const start = () => {
    const started = spawn(python, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: started.stdout }).on('line', (line) =>
      waiting?.(JSON.parse(line).error ?? null),
    );
    started.on('exit', () => {
      if (child === started) child = null;
      waiting?.('the process died');
    });
    return started;
  };
  return {
    read(job) {
      child ??= start();
      return new Promise((resolve) => {
        const timer = setTimeout(() => child?.kill('SIGKILL'), 120_000);
        waiting = (answer) => {
          clearTimeout(timer);
          waiting = null;
          resolve(answer);
        };
        child.stdin.write(`${JSON.stringify(job)}\n`);
      });
    },
    close: () => child?.kill(),
  };
}
