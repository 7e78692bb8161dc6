import type { Binder } from '../../lineage/bind.ts';
import { createRandom, type Random } from './hunt/random.ts';
import { pairData, pairSchema } from './pairs/pair-tables.ts';

/** The rows as a bag, under whatever names, over the tables of a schema; null where the query fails, which is no result. */
async function rows(binder: Binder, sql: string, width: number, schema: string): Promise<string | null> {
  const names = Array.from({ length: width }, (_, index) => `c${index}`).join();
  await binder.run(`SET schema = '${schema}'`);
  try {
    const all = await binder.column(
      `SELECT list(whole::VARCHAR ORDER BY whole::VARCHAR)::VARCHAR FROM (${sql.replaceAll('main.', `${schema}.`)}) whole(${names})`,
    );
    return all.join();
  } catch {
    return null;
  }
}

/** The data of each attempt, by seed: two schemas with the tables, and the statements that filled the first. */
interface Stored {
  readonly random: Random;
  readonly data: string[];
}

const stored = new WeakMap<Binder, Map<number, Stored>>();

/** Attempts are the same for all queries of a seed: each one's tables are made once, in schemas of their own, and told by the statements that filled them. */
async function attemptData(binder: Binder, seed: number, attempt: number): Promise<string> {
  const bySeed = stored.get(binder) ?? new Map<number, Stored>();
  stored.set(binder, bySeed);
  const { random, data } = bySeed.get(seed) ?? { random: createRandom(seed), data: [] };
  bySeed.set(seed, { random, data });
  while (data.length <= attempt) {
    const filled = pairData(random);
    for (const [index, statements] of filled.entries()) {
      const schema = schemaOf(seed, data.length, index);
      await binder.run(`CREATE SCHEMA ${schema}; SET schema = '${schema}'; ${pairSchema} ${statements}`);
    }
    await binder.run('RESET schema');
    data.push(filled[0]);
  }
  return data[attempt]!;
}

function schemaOf(seed: number, attempt: number, index: number): string {
  return `data_${seed}_${attempt}_${index === 0 ? 'first' : 'turned'}`;
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
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const data = await attemptData(binder, seed, attempt);
      const first = await rows(binder, one, width, schemaOf(seed, attempt, 0));
      const second = await rows(binder, other, width, schemaOf(seed, attempt, 1));
      if (first !== second && first !== null && second !== null) return `${data}\n${first}\n${second}`;
    }
    return null;
  } finally {
    await binder.run('RESET schema');
  }
}
