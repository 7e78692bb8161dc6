import { DiagnosticError } from '../../diagnostics/index.ts';
import type { SourceSession } from '../../ports/index.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** null: it is as it should be. */
  readonly problem: string | null;
}

/** What a check found wrong. */
export class Fault extends Error {}

/** Runs a check and gives what it found; one that takes longer than `seconds` has failed. */
export async function runCheck<T>(
  name: string,
  seconds: number,
  work: () => Promise<T>,
): Promise<{ readonly check: Check; readonly value: T | null }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault(`it did not end within ${seconds} seconds`)), seconds * 1000);
  });
  try {
    const value = await Promise.race([work(), late]);
    return { check: { name, problem: null }, value };
  } catch (error) {
    return { check: { name, problem: problemOf(error) }, value: null };
  } finally {
    clearTimeout(timer);
  }
}

function problemOf(error: unknown): string {
  if (error instanceof DiagnosticError) {
    const [first] = error.diagnostics;
    return [first?.summary, first?.detail].filter((part) => part !== undefined).join(' ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** The code that it was refused with; a fault where it was not, or by an error that is none of the expected. */
export async function refusal(work: () => Promise<unknown>): Promise<string> {
  let given: unknown;
  try {
    given = await work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!.code;
    throw new Fault(`it was refused by an error that says nothing to a user: ${String(error)}`);
  }
  if (typeof given === 'object' && given !== null && 'close' in given)
    await (given as SourceSession).close().catch(() => undefined);
  throw new Fault('it was not refused');
}
