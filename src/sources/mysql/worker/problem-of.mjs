import { isLost, Problem } from '../../server/worker/problem.mjs';

/** The server's own errors have a state of SQL, the driver's and Node's have none. */
export function problemOf(error) {
  if (error instanceof Problem) return error.fields;
  const message = error instanceof Error ? error.message.trim() : String(error);
  if (error?.sqlState !== undefined && typeof error.errno === 'number')
    return { kind: 'sql', code: error.errno, message };
  const lost = error?.code === 'PROTOCOL_CONNECTION_LOST' || /closed state/.test(message);
  return { kind: lost || isLost(`${error?.code} ${message}`) ? 'lost' : 'driver', message };
}
