import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Made by scripts/python-venv.sh. */
const interpreter = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

/** Whether tests against delta-rs can run. In CI they must: there they run, and fail where it is missing. */
export const havePython = existsSync(interpreter) || process.env.CI === 'true';

/** Runs a Python program; returns what it printed. Rejects with what it printed on its error output. */
export async function runPython(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(interpreter, ['-c', program, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
