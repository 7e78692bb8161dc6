import { DiagnosticError } from '../diagnostics/index.ts';
import type { Run } from './run.ts';

/** What may have passed a moment later: a source that did not answer, a file system that stumbled. Never what a query or an audit says. */
const passing: ReadonlySet<string> = new Set([
  'source-unreachable',
  'source-login-unfinished',
  'source-connection-lost',
  'source-stalled',
  'source-read-failed',
  'connector-failed-now',
  'file-operation-failed',
  'too-many-open-files',
]);

/** Does a piece of work, and again where it failed by something that passes: after one second, two, four, at most half a minute. */
export async function withRetries<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const { retries, onEvent } = run.request;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passes =
        error instanceof DiagnosticError && error.diagnostics.every(({ code }) => passing.has(code));
      if (retries === null || attempt > retries.attempts || !passes) throw error;
      const milliseconds = Math.min(1000 * 2 ** (attempt - 1), 30_000);
      onEvent({ kind: 'retried', attempt, milliseconds, message: error.message });
      await retries.pause(milliseconds);
    }
  }
}
