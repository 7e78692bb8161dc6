import { DuckDBInstance } from '@duckdb/node-api';
import { type Judgements, judgeProject } from '../../../src/change/index.ts';
import { type Definition, definitionHash } from '../../../src/environment/index.ts';
import { bareDefinition } from '../../support/bare-definition.mjs';
import { createRandom } from '../lineage/random.ts';
import { type Data, loadStatements, randomData, shuffleRows } from '../lineage/tables.ts';
import { type RandomModel, randomEdit, sources } from './projects.ts';

/** What came of one edit of one random project. */
export interface EditTrial {
  /** refused: the engine did not bind or run one of the versions. */
  readonly outcome: 'tried' | 'refused';
  /** What a verdict said of a model, and whether that could be held against execution. */
  readonly models: readonly {
    readonly verdict: string;
    readonly rules: readonly string[];
    /** Its rows were kept although its text, or a table that it reads, is another. */
    readonly proved: boolean;
    readonly unstable: boolean;
  }[];
  readonly failures: readonly string[];
}

export interface EditLaboratory {
  readonly run: (seed: number) => Promise<EditTrial>;
  readonly close: () => void;
}

interface Version {
  readonly definitions: readonly Definition[];
  readonly plans: ReadonlyMap<string, string>;
}

/**
 * Plays what an apply would do: models that the verdicts let stand keep their tables, all others are made again over what is there then, over sources whose rows come in
 * another order. A model that was kept must be what making it again would give; columns that are called the same must be.
 */
export async function openEditLaboratory(): Promise<EditLaboratory> {
  let { connection, close } = await open();
  const run = (sql: string) => connection.run(sql);

  async function rows(sql: string): Promise<string[][]> {
    return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((value) => String(value)));
  }

  const fresh = (schema: string) => run(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema};`);

  async function load(data: Data): Promise<void> {
    await run(`USE memory.src; ${loadStatements(data)} USE memory.main;`);
  }

  async function tryEdit(seed: number): Promise<EditTrial> {
    const random = createRandom(seed + 500_009);
    const { old, next } = randomEdit(seed);
    const data = randomData(random);
    await fresh('m');
    await fresh('kept');
    await load(data);
    const before = await build(old);
    const oldNames = new Map<string, string[]>();
    for (const { name, columns } of before.definitions) {
      oldNames.set(
        name,
        columns.map((column) => column.name),
      );
      await run(`CREATE TABLE kept.${name.slice(2)} AS FROM ${name}`);
    }
    await fresh('m');
    const after = await build(next);
    const judgements = judge(before, after);
    await fresh('m');
    await load(shuffleRows(data, random));
    const models: EditTrial['models'][number][] = [];
    const failures: string[] = [];
    for (const [index, definition] of after.definitions.entries()) {
      const { change } = judgements.get(definition.name)!;
      const kept = `kept.${definition.name.slice(2)}`;
      const stands = change.effect !== 'build';
      await run(`CREATE TABLE ${definition.name} AS ${stands ? `FROM ${kept}` : definition.sql}`);
      const same = definition.columns.map((column) => column.name);
      const shared = sharedColumns(change, oldNames.get(definition.name)!, same);
      const fail = (what: string) =>
        failures.push(
          `seed ${seed}, ${definition.name}, ${change.verdict}: ${what}\n${old.map((model) => `${model.name}: ${model.sql}`).join('\n')}\n→\n${next.map((model) => `${model.name}: ${model.sql}`).join('\n')}`,
        );
      let unstable = false;
      if (stands) {
        const again = `SELECT ${quoted(same)} FROM (${definition.sql})`;
        const made = bag(await rows(again));
        if (made !== bag(await rows(`SELECT ${quoted(same)} FROM ${kept}`))) {
          unstable = await dependsOnOrder(again, made, definition.inputs);
          if (!unstable) fail('it stands, and would be another if it were made');
        }
      } else if (!change.scope.rows && shared !== null) {
        const left = bag(await rows(`SELECT ${quoted(shared.map(([from]) => from))} FROM ${kept}`));
        const right = bag(await rows(`SELECT ${quoted(shared.map(([, to]) => to))} FROM ${definition.name}`));
        if (left !== right) fail(`columns that it keeps differ: ${shared.map(([, to]) => to).join(', ')}`);
      }
      models.push({
        verdict: change.verdict,
        rules: change.reasons.map((reason) => reason.rule),
        proved:
          (stands && definitionHash(definition) !== definitionHash(before.definitions[index]!)) ||
          (stands && readsChanged(definition, judgements)),
        unstable,
      });
    }
    return { outcome: 'tried', models, failures };
  }

  /** Whether the query gives something else when the rows of its inputs only stand in another order. */
  async function dependsOnOrder(
    sql: string,
    found: string,
    inputs: readonly { readonly relation: string }[],
  ): Promise<boolean> {
    for (let round = 0; round < 20; round++) {
      for (const { relation } of inputs)
        await run(`CREATE OR REPLACE TABLE ${relation} AS FROM ${relation} ORDER BY random()`);
      if (bag(await rows(sql)) !== found) return true;
    }
    return false;
  }

  /** Makes the models' tables one after the other, and what compile would know of them. */
  async function build(models: readonly RandomModel[]): Promise<Version> {
    const definitions: Definition[] = [];
    const plans = new Map<string, string>();
    const types = new Map<string, { name: string; type: string }[]>();
    for (const { name, sql } of models) {
      const answer = await rows(`SELECT json_serialize_plan(${literal(sql)}, skip_default := true)::VARCHAR`);
      const plan = answer[0]![0]!;
      if (plan.startsWith('{"error":true')) throw new Refused();
      plans.set(name, plan);
      await run(`CREATE TABLE ${name} AS ${sql}`);
      const reads = [...new Set([...sql.matchAll(/\b(?:src|m)\.\w+/g)].map(([relation]) => relation))];
      for (const relation of [name, ...reads])
        if (!types.has(relation)) types.set(relation, await columnsOf(relation));
      definitions.push(
        bareDefinition({
          name,
          layer: 'm',
          sql,
          columns: types.get(name)!,
          inputs: reads.map((relation) => ({
            relation,
            kind: sources.some((source) => source.name === relation) ? 'source' : 'model',
            columns: types.get(relation)!,
          })),
        }),
      );
    }
    return { definitions, plans };
  }

  async function columnsOf(relation: string): Promise<{ name: string; type: string }[]> {
    return (await rows(`SELECT column_name, column_type FROM (DESCRIBE ${relation})`)).map(
      ([name, type]) => ({ name: name!, type: type! }),
    );
  }

  return {
    async run(seed) {
      try {
        return await tryEdit(seed);
      } catch (error) {
        if (String(error).includes('database has been invalidated')) {
          close();
          ({ connection, close } = await open());
        }
        if (
          !(error instanceof Refused) &&
          !/^Error: [A-Z][\w ]+ (?:Error|exception)|invalidated/i.test(String(error))
        )
          throw error;
        return { outcome: 'refused', models: [], failures: [] };
      }
    },
    close: () => close(),
  };
}

class Refused extends Error {}

function judge(before: Version, after: Version): Judgements {
  return judgeProject({
    old: new Map(before.definitions.map((definition) => [definition.name, definition])),
    next: after.definitions,
    oldPlan: (definition) => before.plans.get(definition.name) ?? null,
    nextPlan: (definition) => after.plans.get(definition.name) ?? null,
    forms: new Map(),
    overrules: new Map(),
    kept: new Set(),
  });
}

/** Pairs of columns, old and new, that the verdict says hold what they held; null where there is none. */
function sharedColumns(
  change: NonNullable<ReturnType<Judgements['get']>>['change'],
  old: readonly string[],
  next: readonly string[],
): readonly (readonly [string, string])[] | null {
  const { changed, retyped, renamed } = change.scope.columns;
  const touched = new Set([...changed, ...retyped]);
  const pairs = [
    ...next.filter((name) => old.includes(name) && !touched.has(name)).map((name) => [name, name] as const),
    ...renamed.map(({ from, to }) => [from, to] as const),
  ];
  return pairs.length === 0 ? null : pairs;
}

function readsChanged(definition: Definition, judgements: Judgements): boolean {
  return definition.inputs.some((input) => (judgements.get(input.relation)?.match ?? null) !== null);
}

async function open() {
  // With one thread the engine waits for ever on an ASOF RIGHT JOIN whose left side is empty.
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run('CREATE SCHEMA src; CREATE SCHEMA m; CREATE SCHEMA kept;');
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function bag(found: readonly string[][]): string {
  return found
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
