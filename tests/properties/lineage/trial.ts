import { DuckDBInstance } from '@duckdb/node-api';
import { type Edge, type RelationLineage, traceLineage } from '../../../src/lineage/index.ts';
import { decodePlan, inputsOf, type Operator } from '../../../src/relation/index.ts';
import { randomQuery } from './queries.ts';
import { createRandom, type Random } from './random.ts';
import {
  changeColumn,
  type Data,
  loadStatements,
  randomData,
  shuffleRows,
  type Table,
  tables,
} from './tables.ts';

/** What came of one random query. */
export interface Trial {
  readonly sql: string;
  /** The engine's names of operators, joins and expressions in its plan. */
  readonly words: ReadonlySet<string>;
  /** refused: the engine did not bind or run it; unstable: it gives other rows when its input is only shuffled. */
  readonly outcome: 'tried' | 'refused' | 'unstable';
  /** How many times a column was changed whose absence from some lineage could be held against the result. */
  readonly checks: number;
  /** What lineage missed. */
  readonly failures: readonly string[];
  /** Edges by subtype: whether a change of the source ever showed. */
  readonly edges: readonly { readonly edge: string; readonly subtype: string; readonly shown: boolean }[];
}

export interface Laboratory {
  readonly run: (seed: number) => Promise<Trial>;
  readonly close: () => void;
}

/** `rounds`: how often each query is tried, each time over other data; after the first time only the edges that never showed are tried again. */
export async function openLaboratory(rounds = 1): Promise<Laboratory> {
  let { connection, close } = await openEngine();
  const rowsOf = async (sql: string): Promise<readonly string[][] | null> => {
    try {
      return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((value) => String(value)));
    } catch {
      return null;
    }
  };
  const load = (data: Data, which: readonly Table[]) =>
    which.length === 0 ? undefined : connection.run(loadStatements(data, which));

  /** An internal error of the engine closes its database: the query counts as refused, and another is opened. */
  async function run(seed: number): Promise<Trial> {
    try {
      return await tryQuery(seed);
    } catch (error) {
      if (!String(error).includes('database has been invalidated')) throw error;
      close();
      ({ connection, close } = await openEngine());
      return { sql: '', words: new Set(), outcome: 'refused', checks: 0, failures: [], edges: [] };
    }
  }

  async function tryQuery(seed: number): Promise<Trial> {
    const random = createRandom(seed);
    const data = randomData(random);
    await load(data, tables);
    const query = randomQuery(random);
    const nothing = { sql: query.sql, checks: 0, failures: [], edges: [] };
    const answer = await connection.runAndReadAll(
      'SELECT json_serialize_plan($1::VARCHAR, skip_default := true)::VARCHAR',
      [query.sql],
    );
    const plan = String(answer.getRows()[0]![0]);
    const words = wordsOf(plan);
    const before = plan.startsWith('{"error":true') ? null : await rowsOf(query.sql);
    if (before === null) return { ...nothing, words: new Set(), outcome: 'refused' };
    const decoded = decodePlan(plan, 'query');
    if (decoded.diagnostics.length > 0) {
      return { ...nothing, words, outcome: 'tried', failures: decoded.diagnostics.map((one) => one.summary) };
    }
    const scanned = scannedColumns(decoded.value!);
    const read = tables.filter((table) => scanned.some(([other]) => other === table));
    for (let round = 0; round < 2; round++) {
      await load(shuffleRows(data, random), read);
      const shuffled = await rowsOf(query.sql);
      if (shuffled === null || bag(shuffled) !== bag(before))
        return { ...nothing, words, outcome: 'unstable' };
    }
    await load(data, read);
    const lineage = traceLineage(
      decoded.value!,
      query.columns.map((column) => column.name),
    );
    const sources = random.shuffled(scanned).slice(0, 8);
    const shown: Shown = new Map();
    const found = await changeColumns(data, before, lineage, query.sql, sources, shown, random);
    let { checks, failures } = found;
    for (let round = 1; round < rounds; round++) {
      const silent = sources.filter((source) => isSilent(shown, source));
      const other = randomData(random);
      await load(other, tables);
      const rows = await rowsOf(query.sql);
      await load(shuffleRows(other, random), read);
      const shuffled = await rowsOf(query.sql);
      if (silent.length === 0 || rows === null || shuffled === null || bag(rows) !== bag(shuffled)) continue;
      await load(other, read);
      const more = await changeColumns(other, rows, lineage, query.sql, silent, shown, random);
      checks += more.checks;
      failures = [...failures, ...more.failures];
    }
    return { sql: query.sql, words, outcome: 'tried', checks, failures, edges: [...shown.values()] };
  }

  /** Changes columns one at a time and compares what lineage says cannot have changed. */
  async function changeColumns(
    data: Data,
    before: readonly string[][],
    lineage: RelationLineage,
    sql: string,
    sources: readonly SourceColumn[],
    shown: Shown,
    random: Random,
  ) {
    const failures: string[] = [];
    let checks = 0;
    for (const [table, column] of sources) {
      const source = `${table.name}.${table.columns[column]!.name}`;
      const decides = edgesFrom(source, lineage.rows.edges);
      const unconnected = lineage.columns.flatMap((one, index) =>
        edgesFrom(source, one.edges).length === 0 ? [index] : [],
      );
      await load(changeColumn(data, table, column, random), [table]);
      const after = await rowsOf(sql);
      await load(data, [table]);
      if (after === null) continue;
      note(shown, `${source} → rows`, decides, bag(after) !== bag(before));
      for (const [index, one] of lineage.columns.entries()) {
        const only = [index];
        note(
          shown,
          `${source} → ${one.name}`,
          edgesFrom(source, one.edges),
          bag(after, only) !== bag(before, only),
        );
      }
      if (decides.length > 0) continue;
      checks++;
      if (bag(after, unconnected) !== bag(before, unconnected)) {
        failures.push(`${source} changes what is not connected to it`);
      }
    }
    return { checks, failures };
  }

  return { run, close: () => close() };
}

async function openEngine() {
  // With one thread the engine waits for ever on an ASOF RIGHT JOIN whose left side is empty.
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function edgesFrom(source: string, edges: readonly Edge[]): readonly Edge[] {
  return edges.filter((edge) => `${edge.relation}.${edge.column}` === source);
}

/** By edge and subtype, whether a change of its source ever showed. */
type Shown = Map<string, { edge: string; subtype: string; shown: boolean }>;

function isSilent(shown: Shown, [table, column]: SourceColumn): boolean {
  const from = `${table.name}.${table.columns[column]!.name} → `;
  return [...shown.values()].some((one) => !one.shown && one.edge.startsWith(from));
}

function note(shown: Shown, edge: string, edges: readonly Edge[], changed: boolean): void {
  for (const { subtype } of edges) {
    const known = shown.get(`${edge} ${subtype}`);
    shown.set(`${edge} ${subtype}`, { edge, subtype, shown: changed || known?.shown === true });
  }
}

type SourceColumn = readonly [table: Table, column: number];

/** The columns that the query's scans read: a change of any other cannot show. */
function scannedColumns(operator: Operator): readonly SourceColumn[] {
  const found = new Map<string, SourceColumn>();
  const visit = (one: Operator) => {
    if (one.kind === 'scan') {
      const table = tables.find((known) => known.name === one.table.name)!;
      for (const { name } of one.columns) {
        const column = table.columns.findIndex((known) => known.name === name);
        if (column >= 0) found.set(name, [table, column]);
      }
    }
    inputsOf(one).forEach(visit);
  };
  visit(operator);
  return [...found.values()];
}

/** The rows as a bag, of some columns or of all: one text for equal bags. No columns: their number. */
function bag(rows: readonly string[][], columns?: readonly number[]): string {
  return rows
    .map((row) => JSON.stringify(columns === undefined ? row : columns.map((index) => row[index])))
    .sort()
    .join('\n');
}

function wordsOf(plan: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [, word] of plan.matchAll(/"(?:type|expression_class|join_type|comparison)":"([A-Z_]+)"/g))
    words.add(word!);
  return words;
}
