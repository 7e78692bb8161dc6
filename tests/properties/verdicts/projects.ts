import { editedRandom } from '../fingerprint/edits.ts';
import { rewritten } from '../fingerprint/rewrites.ts';
import { type Query, randomQuery } from '../lineage/queries.ts';
import type { Random } from '../lineage/random.ts';
import { createRandom } from '../lineage/random.ts';
import { type Column, sqlTypes, type Table, tables } from '../lineage/tables.ts';

/** A model of a random project: `m.m0`, `m.m1` … */
export interface RandomModel {
  readonly name: string;
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** The tables that the models' sources are. */
export const sources: readonly Table[] = tables.map((table) => ({ ...table, name: `src.${table.name}` }));

interface Made {
  readonly seed: number;
  readonly depth: number;
  readonly from: readonly Table[];
  readonly query: Query;
  readonly casts: boolean;
}

/** A chain of models, each over the sources and the models before it, and an edit of it: both as the models' SQL. */
export function randomEdit(seed: number): { old: readonly RandomModel[]; next: readonly RandomModel[] } {
  const random = createRandom(seed);
  const made: Made[] = [];
  const old: RandomModel[] = [];
  const count = 2 + random.below(3);
  for (let index = 0; index < count; index++) {
    const before = old.map(({ name, columns }): Table => ({ name, columns }));
    // Mostly over models, so that changes have somewhere to go.
    const from = before.length > 0 ? [...before, ...before, random.pick(sources)] : sources;
    const one = { seed: seed * 31 + index, depth: 1 + random.below(2), from, casts: random.chance(0.6) };
    const query = randomQuery(createRandom(one.seed), one.depth, from);
    made.push({ ...one, query });
    old.push(modelOf(index, query, one.casts));
  }
  return { old, next: edited(random, old, made) };
}

function modelOf(index: number, query: Query, casts: boolean): RandomModel {
  const columns = query.columns.map((column, at): Column => ({ ...column, name: `m${index}_c${at}` }));
  const items = query.columns.map((column, at) => {
    const value = casts && column.type === 'int' ? `CAST(${column.name} AS ${sqlTypes.int})` : column.name;
    return `${value} AS ${columns[at]!.name}`;
  });
  return { name: `m.m${index}`, sql: `SELECT ${items.join(', ')} FROM (${query.sql})`, columns };
}

/** One or two edits of the models; what reads a renamed column is edited with it. */
function edited(random: Random, old: readonly RandomModel[], made: readonly Made[]): readonly RandomModel[] {
  let next = [...old];
  for (let round = 0; round <= random.below(2); round++) {
    // Upstream more often than not: readers are what is at stake.
    const index = Math.min(random.below(next.length), random.below(next.length));
    const model = next[index]!;
    const { seed, depth, from, casts } = made[index]!;
    switch (random.below(7)) {
      case 0:
        next[index] = modelOf(index, randomQuery(editedRandom(seed, random.below(30)), depth, from), casts);
        break;
      case 1: {
        const column = random.pick(model.columns).name;
        const name = `${column}x`;
        next = next.map((each) => ({
          ...each,
          sql: each.sql.replaceAll(new RegExp(`\\b${column}\\b`, 'g'), name),
        }));
        break;
      }
      case 2: {
        const kept = random.shuffled(random.some(model.columns)).map((column) => column.name);
        next[index] = { ...model, sql: `SELECT ${kept.join(', ')} FROM (${model.sql})` };
        break;
      }
      case 3:
        next[index] = {
          ...model,
          sql: `SELECT *, ${random.pick(['1', 'NULL', ...model.columns.map(({ name }) => name)])} AS m${index}_more FROM (${model.sql})`,
        };
        break;
      case 4: {
        const column = random.pick(model.columns).name;
        const value = random.pick([
          `coalesce(${column}, ${column})`,
          `CASE WHEN true THEN ${column} END`,
          `nullif(${column}, NULL)`,
          'NULL',
        ]);
        next[index] = { ...model, sql: `SELECT * REPLACE (${value} AS ${column}) FROM (${model.sql})` };
        break;
      }
      default:
        next[index] = { ...model, sql: rewritten(model.sql, random) };
    }
  }
  return next;
}
