import { isLost, Problem } from '../../server/worker/problem.mjs';

/** The server's own errors have a severity; Node's have a code that may look like one of the server's (EPIPE). */
export function problemOf(error) {
  if (error instanceof Problem) return error.fields;
  const message = error instanceof Error ? error.message.trim() : String(error);
  if (error?.severity !== undefined) {
    const detail = error.detail ? ` (${error.detail})` : '';
    return { kind: 'sql', code: error.code, message: `${message}${detail}` };
  }
  return { kind: isLost(`${error?.code} ${message}`) ? 'lost' : 'driver', message };
}
