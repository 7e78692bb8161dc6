import { expect, test } from 'vitest';
import { DiagnosticError, diagnose } from '../../src/diagnostics/index.ts';
import type { ExecuteEvent } from '../../src/execute/index.ts';
import { withRetries } from '../../src/execute/retries.ts';
import type { Run } from '../../src/execute/run.ts';

function runThat(attempts: number | null) {
  const waited: number[] = [];
  const events: ExecuteEvent[] = [];
  const pause = async (milliseconds: number) => void waited.push(milliseconds);
  const retries = attempts === null ? null : { attempts, pause };
  const run = {
    request: { retries, onEvent: (event: ExecuteEvent) => events.push(event) },
  } as unknown as Run;
  return { run, waited, events };
}

const away = () =>
  new DiagnosticError(diagnose('file-operation-failed', { path: '/lake', action: 'read', reason: 'EIO' }));

test('what may pass is tried again, each time after a longer wait', async () => {
  const { run, waited, events } = runThat(3);
  let tries = 0;
  const done = await withRetries(run, async () => {
    if (++tries < 3) throw away();
    return 'done';
  });
  expect(done).toBe('done');
  expect(waited).toEqual([1000, 2000]);
  expect(events.map(({ kind }) => kind)).toEqual(['retried', 'retried']);
});

test('after as many times as were asked for the failure is told', async () => {
  const { run, waited } = runThat(1);
  await expect(
    withRetries(run, async () => {
      throw away();
    }),
  ).rejects.toThrow(DiagnosticError);
  expect(waited).toEqual([1000]);
});

test('what a query says, and what nobody asked to try again, is told at once', async () => {
  const wrong = new DiagnosticError(diagnose('run-failed', { model: 'gold.a', problem: 'division' }));
  const { run, waited } = runThat(5);
  await expect(
    withRetries(run, async () => {
      throw wrong;
    }),
  ).rejects.toBe(wrong);
  const none = runThat(null);
  await expect(
    withRetries(none.run, async () => {
      throw away();
    }),
  ).rejects.toThrow(DiagnosticError);
  expect([...waited, ...none.waited]).toEqual([]);
});
