import { isLost, Problem } from '../../server/worker/problem.mjs';

export function problemOf(error) {
  if (error instanceof Problem) return error.fields;
  const message = error instanceof Error ? error.message.trim() : String(error);
  if (typeof error?.gdscode === 'number') return { kind: 'sql', code: error.gdscode, message };
  return { kind: isLost(message) ? 'lost' : 'driver', message };
}
