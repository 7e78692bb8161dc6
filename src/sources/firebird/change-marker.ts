import type { ChangeMarker } from '../../ports/index.ts';

/**
 * Where the snapshot stands among the database's transactions, from what worker/connection.mjs read before it began: numbers of transactions, all that were settled then being smaller than
 * `settled`. A restore makes a new database, whose transactions are counted from one again. null: the server told nothing.
 */
export function changeMarker(told: unknown): ChangeMarker | null {
  if (told === null || typeof told !== 'object') return null;
  const { oldestActive, oldestLimbo, next, created } = told as Readonly<Record<string, string | null>>;
  if (oldestActive == null || next == null || created == null) return null;
  const open = [oldestActive, ...(oldestLimbo == null ? [] : [oldestLimbo])].map(BigInt);
  const [settled] = open.sort((a, b) => (a < b ? -1 : 1));
  return { settled: String(settled), next, history: created };
}
