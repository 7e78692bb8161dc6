import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { engineFileFailure } from '../execute/engine-file-failure.ts';
import { type Console, type GlobalOptions, makeConsole } from './console.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import type { Host } from './host.ts';
import { ProjectError } from './open-project.ts';
import { parseCommand } from './program/index.ts';

/**
 * Runs one command line. `argv` without the program's name. Gives the exit code; never rejects and never ends the process.
 */
export async function runLode(argv: readonly string[], host: Host): Promise<number> {
  const parsed = await parseCommand(argv, host);
  if (parsed.kind === 'done') return parsed.code;
  const console = makeConsole(host, parsed.options);
  const interrupted = new Promise<never>((_, reject) => {
    host.signal.addEventListener('abort', () => reject(new Interrupted()), { once: true });
  });
  interrupted.catch(() => {});
  const atInterrupt = new Set<() => Promise<void>>();
  try {
    const running = parsed.run({
      host,
      options: parsed.options,
      console,
      atInterrupt(work) {
        atInterrupt.add(work);
        return () => atInterrupt.delete(work);
      },
    });
    return await (parsed.endless ? running : Promise.race([running, interrupted]));
  } catch (error) {
    if (error instanceof Interrupted) await lastWork(host, atInterrupt);
    return report(error, console, parsed.options);
  }
}

const lastWorkMilliseconds = 5000;

/** What waits for an interruption is done at once, all of it together. Whatever hangs is left behind: nothing that is right depends on it. */
async function lastWork(host: Host, works: ReadonlySet<() => Promise<void>>): Promise<void> {
  if (works.size === 0) return;
  const done = Promise.allSettled([...works].map((work) => work()));
  await Promise.race([done, host.timer.pause(lastWorkMilliseconds)]);
}

class Interrupted extends Error {}

function report(error: unknown, console: Console, options: GlobalOptions): ExitCode {
  if (error instanceof Interrupted) {
    say([diagnose('interrupted', {})], console, options);
    return exitCodes.interrupted;
  }
  const ofDisk = engineFileFailure(error);
  if (ofDisk !== null) return report(ofDisk, console, options);
  if (error instanceof DiagnosticError) {
    say(error.diagnostics, console, options, error instanceof ProjectError ? error.fileText : undefined);
    return error.exitCode;
  }
  const failure = error instanceof Error ? error : new Error(String(error));
  const problem = options.verbose ? (failure.stack ?? failure.message) : failure.message;
  say([diagnose('internal-error', { problem })], console, options);
  return exitCodes.error;
}

function say(
  diagnostics: readonly Diagnostic[],
  console: Console,
  options: GlobalOptions,
  fileText?: (path: string) => string | undefined,
): void {
  if (options.json) console.document({ formatVersion: '1.0', diagnostics });
  else console.diagnostics(diagnostics, fileText);
}
