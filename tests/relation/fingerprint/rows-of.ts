import type { Binder } from '../../lineage/bind.ts';
import { createRandom } from './hunt/random.ts';
import { pairData } from './pairs/pair-tables.ts';

/** The rows as a bag, under whatever names; null where the query fails, which is no result. */
async function rows(binder: Binder, sql: string, width: number): Promise<string | null> {
  const names = Array.from({ length: width }, (_, index) => `c${index}`).join();
  try {
    const all = await binder.column(
      `SELECT list(whole::VARCHAR ORDER BY whole::VARCHAR)::VARCHAR FROM (${sql}) whole(${names})`,
    );
    return all.join();
  } catch {
    return null;
  }
}

/** Data on which two queries over the tables of the pairs give different rows; null where `attempts` random ones do not show any. The second query sees the rows in another order. */
export async function firstDifference(
  binder: Binder,
  one: string,
  other: string,
  width: number,
  attempts: number,
  seed = 7,
): Promise<string | null> {
  const random = createRandom(seed);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [data, turned] = pairData(random);
    await binder.run(data);
    const first = await rows(binder, one, width);
    await binder.run(turned);
    const second = await rows(binder, other, width);
    if (first !== second && first !== null && second !== null) return `${data}\n${first}\n${second}`;
  }
  return null;
}
