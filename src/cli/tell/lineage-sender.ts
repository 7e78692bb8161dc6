import type { Timer } from '../../ports/index.ts';
import type { OpenLineageEvent } from '../../reports/openlineage/index.ts';
import type { Appender } from '../append-file.ts';
import { redactTexts } from '../redact.ts';
import type { LineageTarget } from './lineage-target.ts';
import { post } from './post.ts';

/** Sends events while a run goes on, and never holds it up. */
export interface LineageSender {
  readonly send: (event: OpenLineageEvent) => void;
  /** Waits for what is under way, within a bounded time. Gives null, or why not every event arrived. */
  readonly close: () => Promise<string | null>;
}

const atOnce = 8;

interface Waiting {
  readonly runId: string;
  readonly body: string;
}

export function openLineageSender(
  timer: Timer,
  target: LineageTarget,
  openFile: (path: string) => Appender,
  redact: (text: string) => string,
): LineageSender {
  const problems: string[] = [];
  const file = openedFile(target, openFile, problems);
  const waiting: Waiting[] = [];
  const running = new Map<string, Promise<void>>();
  let undelivered = 0;
  let refused: string | null = null;
  let deadline = Number.POSITIVE_INFINITY;
  let idle: () => void = () => {};
  const next = () => {
    if (refused !== null) undelivered += waiting.splice(0).length;
    while (running.size < atOnce) {
      // Events of one run arrive in their order, one after the other.
      const index = waiting.findIndex(({ runId }) => !running.has(runId));
      if (index < 0) break;
      const [{ runId, body }] = waiting.splice(index, 1) as [Waiting];
      running.set(
        runId,
        deliver(body).finally(() => {
          running.delete(runId);
          next();
        }),
      );
    }
    if (running.size === 0) idle();
  };
  const deliver = async (body: string) => {
    const { url, apiKey, timeoutMilliseconds } = target.http!;
    const left = Math.min(timeoutMilliseconds, deadline - timer.monotonic());
    const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
    const problem = await post(timer, { url, headers, body, timeoutMilliseconds: Math.max(1, left) });
    if (problem === null) return;
    undelivered++;
    // A server that is away for one event is away for the next: the others are not tried.
    refused ??= problem;
  };
  return {
    send(event) {
      const line = JSON.stringify(redactTexts(redact, event));
      if (file !== null && problems.length === 0) {
        try {
          file.write(`${line}\n`);
        } catch (error) {
          problems.push((error as Error).message);
        }
      }
      if (target.http === null) return;
      waiting.push({ runId: event.run.runId, body: line });
      next();
    },
    async close() {
      if (target.http !== null && running.size > 0) {
        deadline = timer.monotonic() + target.http.timeoutMilliseconds;
        const { timeoutMilliseconds } = target.http;
        await new Promise<void>((resolve) => {
          const stop = timer.every(timeoutMilliseconds, () => idle());
          idle = () => {
            stop();
            resolve();
          };
        });
        if (running.size > 0) {
          refused ??= `it did not take all events within ${target.http.timeoutMilliseconds / 1000} s`;
          undelivered += running.size + waiting.splice(0).length;
        }
      }
      file?.close();
      if (refused !== null) {
        const host = new URL(target.http!.url).origin;
        const words = redact(
          target.http!.apiKey === null ? refused : refused.replaceAll(target.http!.apiKey, '***'),
        );
        problems.push(
          `${undelivered} event${undelivered === 1 ? '' : 's'} did not reach ${redact(host)}: ${words}`,
        );
      }
      return problems.length === 0 ? null : problems.join('\n');
    },
  };
}

function openedFile(
  { file }: LineageTarget,
  openFile: (path: string) => Appender,
  problems: string[],
): Appender | null {
  if (file === null) return null;
  try {
    return openFile(file);
  } catch (error) {
    problems.push((error as Error).message);
    return null;
  }
}
