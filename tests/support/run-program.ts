import { spawnSync } from 'node:child_process';

/** Runs a program to its end and gives what it printed. */
export function runProgram(
  command: string,
  options: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(command, options, {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}${stdout}`);
  return stdout;
}
