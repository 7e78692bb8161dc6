import { DuckDBInstance } from '@duckdb/node-api';
import {
  decodePlan,
  fingerprintRelation,
  inputsOf,
  type Operator,
  type RelationFingerprint,
} from '../../../../src/relation/index.ts';
import { randomEdit } from './edit.ts';
import { type Tree, write } from './query-tree.ts';
import { createRandom, type Random } from './random.ts';
import { randomQuery } from './random-query.ts';
import { huntData, huntSchema, huntTables } from './tables.ts';
import { twins } from './twins.ts';

export interface HuntResult {
  readonly cases: number;
  /** Queries that DuckDB did not bind. */
  readonly refused: number;
  /** Pairs of different texts with equal rows and at least one equal column. */
  readonly matches: number;
  /** Of these, pairs that could be executed on at least one set of data. */
  readonly executed: number;
  readonly failures: readonly string[];
  readonly rules: ReadonlyMap<string, number>;
  readonly operators: ReadonlyMap<string, number>;
}

interface Candidate {
  readonly sql: string;
  readonly fingerprint: RelationFingerprint;
}

const families = 40;

/**
 * Makes random queries and edits of these, until `cases` edits have been looked at, and executes all pairs of different texts whose rows have one fingerprint, on data
 * with NULLs and duplicates, the second time in another physical order. A failure is such a pair whose rows differ, as bags, over the columns with equal values together.
 */
export async function hunt(
  cases: number,
  seed: number,
  tell: (result: HuntResult) => void = () => undefined,
): Promise<HuntResult> {
  let { connections, close } = await openDatabase();
  const rules = new Map<string, number>();
  const operators = new Map<string, number>();
  const failures: string[] = [];
  const count = { cases: 0, refused: 0, matches: 0, executed: 0 };
  // The long hunt looks twice at each pair; the short one, which has to be quick, at other queries instead.
  const dataSets = cases > 10_000 ? 2 : 1;
  const result = (): HuntResult => ({ ...count, failures, rules, operators });

  for (let batch = 0; count.cases < cases; batch++) {
    const random = createRandom(seed * 1_000_003 + batch);
    if (!(await lives())) {
      close();
      ({ connections, close } = await openDatabase());
    }
    const texts = [...new Set(Array.from({ length: families }, () => family(random)).flat())];
    count.cases += texts.length - families;
    const candidates = await fingerprints(texts);
    const pairs = matching(candidates);
    count.matches += pairs.length;
    const done = new Set<readonly [Candidate, Candidate]>();
    for (let data = 0; data < dataSets && pairs.length > 0; data++) {
      const rows = huntData(random);
      if (!(await lives())) {
        close();
        ({ connections, close } = await openDatabase());
      }
      await connections[0].run(rows);
      await connections[1].run(turned(rows));
      const seen = [new Map<string, Promise<Rows>>(), new Map<string, Promise<Rows>>()];
      const of = (side: 0 | 1, sql: string) => {
        if (!seen[side]!.has(sql)) seen[side]!.set(sql, run(side, sql));
        return seen[side]!.get(sql)!;
      };
      for (const pair of pairs) {
        const [one, other] = await Promise.all([of(0, pair[0].sql), of(1, pair[1].sql)]);
        if (one === null || other === null) continue;
        done.add(pair);
        const difference = differ(pair, one, other);
        if (difference === null || failures.length > 20) continue;
        failures.push(`${difference}\n${pair[0].sql}\n${pair[1].sql}\n${rows}`);
      }
    }
    count.executed += done.size;
    if (batch % 25 === 24) tell(result());
  }
  close();
  return result();

  /** An internal error of the engine invalidates the whole database. */
  async function lives(): Promise<boolean> {
    try {
      await connections[0].run('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  type Rows = readonly (readonly string[])[] | null;

  /** An error is no result: fingerprints are equal but for errors. */
  async function run(side: 0 | 1, sql: string): Promise<Rows> {
    try {
      const reader = await connections[side].runAndReadAll(sql);
      return reader.getRowsJson().map((row) => row.map((value) => canonicalText(value)));
    } catch {
      return null;
    }
  }

  async function fingerprints(texts: readonly string[]): Promise<readonly Candidate[]> {
    const values = texts.map((sql) => `('${sql.replaceAll("'", "''")}')`).join(', ');
    const reader = await connections[0].runAndReadAll(
      `SELECT sql, json_serialize_plan(sql, skip_default := true)::VARCHAR FROM (VALUES ${values}) v(sql)`,
    );
    return reader.getRows().flatMap(([sql, plan]) => {
      const { value, diagnostics } = decodePlan(String(plan), 'hunt');
      if (value === null || diagnostics.length > 0) {
        count.refused++;
        return [];
      }
      countOperators(value);
      return [{ sql: String(sql), fingerprint: fingerprintOf(value, String(sql)) }];
    });
  }

  function fingerprintOf(relation: Operator, sql: string): RelationFingerprint {
    return fingerprintRelation(
      relation,
      ({ name }) => ({
        rows: `rows of ${name}`,
        column: (column) => `${name}.${column}`,
        facts: huntTables.find((table) => table.name === name)?.facts,
      }),
      sql,
      { fired: (rule) => rules.set(rule, (rules.get(rule) ?? 0) + 1) },
    );
  }

  function countOperators(operator: Operator): void {
    operators.set(operator.kind, (operators.get(operator.kind) ?? 0) + 1);
    inputsOf(operator).forEach(countOperators);
  }
}

/** The tables twice, so that the second connection has the same rows in another order. */
async function openDatabase() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connections = [await instance.connect(), await instance.connect()] as const;
  await connections[0].run(huntSchema);
  await connections[1].run(`CREATE SCHEMA turned; USE turned; ${huntSchema}`);
  const close = () => {
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  };
  return { connections, close };
}

/** A query with edits of it, and edits of these. */
function family(random: Random): readonly string[] {
  const base = randomQuery(random);
  const members: Tree[] = random.chance(20) ? [...twins(base, random)] : [base];
  const edits = 3 + random.below(3);
  for (let edit = 0; edit < edits; edit++) {
    let made: Tree | null = random.pick(members);
    for (let step = 1 + random.below(3); step > 0 && made !== null; step--)
      made = randomEdit(made, random) ?? made;
    if (made !== null) members.push(made);
  }
  return members.map(write);
}

/** Pairs with equal rows and, unless they have no column in common, equal columns. Each text is paired with the one before it of the same rows. */
function matching(candidates: readonly Candidate[]): readonly (readonly [Candidate, Candidate])[] {
  const last = new Map<string, Candidate>();
  const pairs: (readonly [Candidate, Candidate])[] = [];
  for (const candidate of candidates) {
    const before = last.get(candidate.fingerprint.rows);
    if (before !== undefined) pairs.push([before, candidate]);
    last.set(candidate.fingerprint.rows, candidate);
  }
  return pairs;
}

/** Where the rows differ over the columns with equal values; null where they do not. */
function differ(
  [one, other]: readonly [Candidate, Candidate],
  rows: readonly (readonly string[])[],
  others: readonly (readonly string[])[],
): string | null {
  const shared: (readonly [number, number])[] = [];
  for (const [index, hash] of one.fingerprint.columns.entries()) {
    for (const [at, otherHash] of other.fingerprint.columns.entries())
      if (hash === otherHash) shared.push([index, at]);
  }
  const left = rows.map((row) => shared.map(([index]) => row[index]).join('|')).sort();
  const right = others.map((row) => shared.map(([, index]) => row[index]).join('|')).sort();
  if (left.join('\n') === right.join('\n')) return null;
  return `columns ${JSON.stringify(shared)}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`;
}

/** Floats differ in their last bits with the order of a sum. */
function canonicalText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  return value === null ? 'NULL' : JSON.stringify(value);
}

/** The same rows in another order. */
function turned(sql: string): string {
  return sql
    .split('\n')
    .map((line) => {
      const [head, values] = line.split(' VALUES ');
      if (values === undefined) return line;
      return `${head} VALUES ${values
        .slice(0, -1)
        .split('), (')
        .reverse()
        .map((row) => `(${row.replace(/^\(|\)$/g, '')})`)
        .join(', ')};`;
    })
    .join('\n');
}
