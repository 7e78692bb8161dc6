// Holds the translator against the same concepts in BigQuery, PostgreSQL and DuckDB: npm run build && node tests/hunts/estates/mimic.mjs FOLDER [--verbose]
// FOLDER is a checkout of MIT-LCP/mimic-code. Each concept's translation is bound over the tables' definitions, run over made-up rows, and its rows and
// column lineage are compared with those of the concept that its authors wrote for DuckDB. All of them read the same upstream tables.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializePlans } from '../../../dist/compile/bind/serialize-plans.js';
import { bindTranslations, openLegacyEstate, translateIn } from '../../../dist/compile/legacy/index.js';
import { duckdbEngine } from '../../../dist/engine/duckdb/index.js';
import { traceLineage } from '../../../dist/lineage/index.js';
import { decodePlan } from '../../../dist/relation/index.js';
import { loadLegacyParser, namedType } from '../../../dist/triage/index.js';
import { loadGrammars, readSqlFile } from '../../../dist/triage/sql/index.js';

const [folder, flag] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder of a checkout of mimic-code.');
const verbose = flag === '--verbose';
const root = join(folder, 'mimic-iv');
const rowsPerTable = 24;

const database = await duckdbEngine().open({
  allowedFolders: [],
  temporaryFolder: null,
  threads: 1,
  memoryLimit: null,
  timeZone: 'UTC',
});
const session = await database.connect();
const grammars = await loadGrammars();
const definitions = readSqlFile(
  readFileSync(join(root, 'buildmimic/postgres/create.sql'), 'utf8'),
  'create.sql',
  'postgres',
  grammars,
);
const tables = definitions.objects
  .filter((object) => object.kind === 'table' && object.columns !== null)
  .map((object) => ({
    id: object.id,
    columns: object.columns.map((column) => ({
      name: column.name,
      type: namedType('postgres', column.type ?? 'text')?.sql ?? 'VARCHAR',
    })),
  }));
const estate = await openLegacyEstate(session, await loadLegacyParser(), tables);
await session.execute('CREATE SCHEMA IF NOT EXISTS mimiciv_derived');

const order = [
  ...readFileSync(join(root, 'concepts_duckdb/duckdb.sql'), 'utf8').matchAll(/^\.read (\S+)\.sql/gm),
].map((match) => match[1]);
const textOf = (kind, name) => {
  try {
    return readFileSync(join(root, kind, `${name}.sql`), 'utf8');
  } catch {
    return null;
  }
};
await fill(order.map((name) => textOf('concepts', name) ?? '').join('\n'));

const counts = { bigquery: fresh(), postgres: fresh() };
for (const name of order) {
  process.stderr.write(`${name}\n`);
  const own = textOf('concepts_duckdb', name);
  const relation = `mimiciv_derived.${name.split('/').at(-1)}`;
  try {
    await session.execute(own.replaceAll(/^--.*$/gm, ''));
  } catch (error) {
    console.log(`${name}: the authors' own DuckDB text does not run here: ${error.message.split('\n')[0]}`);
    continue;
  }
  const query = own
    .slice(own.search(/CREATE TABLE \S+ AS\s/))
    .replace(/^CREATE TABLE \S+ AS\s/, '')
    .trim()
    .replace(/;$/, '');
  const columns = (await session.query(`DESCRIBE ${relation}`)).rows.map(([column, type]) => ({
    name: String(column),
    type: String(type),
  }));
  const [plan] = await serializePlans(session, [query]);
  const expected =
    plan.kind === 'plan'
      ? edgesOf(
          traceLineage(
            decodePlan(plan.json, name).value,
            columns.map((each) => each.name),
          ),
        )
      : null;
  for (const [dialect, kind] of [
    ['bigquery', 'concepts'],
    ['postgres', 'concepts_postgres'],
  ]) {
    const text = textOf(kind, name);
    if (text === null) continue;
    await judge(
      counts[dialect],
      dialect,
      name,
      relation,
      columns,
      text.replace(/DROP TABLE IF EXISTS \S+;/g, ''),
      expected,
    );
  }
  const { noteRelation } = await import('../../../dist/compile/legacy/estate.js');
  noteRelation(estate, { id: relation, columns });
}
for (const [dialect, count] of Object.entries(counts))
  console.log(
    `${dialect}: ${count.all} concepts, ${count.translated} translated, ${count.bound} bound, ${count.ran} ran, ${count.equal} with equal rows (${count.rows} with any), ${count.warned} differing with a warning, ${count.lineage} with equal lineage`,
  );
await database.close();

function fresh() {
  return { all: 0, translated: 0, bound: 0, ran: 0, equal: 0, rows: 0, warned: 0, lineage: 0 };
}

async function judge(count, dialect, name, relation, columns, text, expected) {
  count.all++;
  const translation = translateIn(estate, { sql: text, dialect }, `${name}.sql`);
  const [outcome] = await bindTranslations(estate, [translation]);
  if (translation.kind === 'refused') {
    console.log(
      `${dialect} ${name}: refused: ${translation.reasons.map((each) => `${each.summary} (line ${each.subject?.line}) ${each.detail ?? ''}`).join('; ')}`,
    );
    return;
  }
  count.translated++;
  if (outcome.kind === 'failed') {
    console.log(`${dialect} ${name}: not bound: ${outcome.problem}`);
    return;
  }
  count.bound++;
  const found = edgesOf(traceNamed(outcome.lineage, columns));
  if (expected !== null) {
    const [more, less] = [
      found.filter((each) => !expected.includes(each)),
      expected.filter((each) => !found.includes(each)),
    ];
    if (more.length + less.length === 0) count.lineage++;
    else if (verbose)
      console.log(
        `${dialect} ${name}: lineage differs: more ${more.slice(0, 4).join(', ')} (${more.length}), less ${less.slice(0, 4).join(', ')} (${less.length})`,
      );
  }
  try {
    await session.execute(`CREATE OR REPLACE TEMP TABLE made AS ${translation.sql}`);
  } catch (error) {
    console.log(`${dialect} ${name}: does not run: ${error.message.split('\n')[0]}`);
    return;
  }
  count.ran++;
  // Numbers are compared to nine digits: decimals there may be doubles here.
  const list = columns
    .map(({ name: column, type }) =>
      /DOUBLE|DECIMAL|FLOAT|INT/.test(type)
        ? `round(CAST("${column}" AS DOUBLE), 6)`
        : `CAST("${column}" AS VARCHAR)`,
    )
    .join(', ');
  const difference = `(SELECT count(*) FROM (SELECT ${list} FROM temp.made EXCEPT ALL SELECT ${list} FROM ${relation})) + (SELECT count(*) FROM (SELECT ${list} FROM ${relation} EXCEPT ALL SELECT ${list} FROM temp.made))`;
  try {
    const { rows } = await session.query(`SELECT ${difference}, (SELECT count(*) FROM ${relation})`);
    const [differing, total] = rows[0].map(Number);
    if (total > 0) count.rows++;
    if (differing === 0) count.equal++;
    else {
      const warnings = translation.warnings
        .filter((each) => each.severity === 'warning')
        .map((each) => `${each.code.replace('translate-', '')}:${each.subject?.line}`);
      if (warnings.length > 0) count.warned++;
      console.log(
        `${dialect} ${name}: ${differing} rows differ of ${total}; warnings: ${[...new Set(warnings)].slice(0, 8).join(' ')}`,
      );
    }
  } catch (error) {
    console.log(`${dialect} ${name}: cannot be compared: ${error.message.split('\n')[0]}`);
  }
}

function traceNamed(lineage, columns) {
  return {
    ...lineage,
    columns: lineage.columns.map((column, at) => ({ ...column, name: columns[at]?.name ?? column.name })),
  };
}

/** What values come from, as sorted texts: `age <- patients.anchor_age`. What only decides is another matter where two authors write differently. */
function edgesOf(lineage) {
  return [
    ...new Set(
      lineage.columns.flatMap((column) =>
        column.edges
          .filter((edge) => edge.type === 'DIRECT')
          .map((edge) => `${column.name} <- ${edge.relation}.${edge.column}`.toLowerCase()),
      ),
    ),
  ].sort();
}

/** Rows for all tables: few people and stays, so that joins meet, and the codes that the concepts ask for. */
async function fill(concepts) {
  const codes = [
    ...new Set([...concepts.matchAll(/\b(5\d{4}|22\d{4})\b/g)].map((match) => Number(match[1]))),
  ];
  const words = [
    ...new Set([...concepts.matchAll(/'([A-Za-z][A-Za-z ./-]{2,30})'/g)].map((match) => match[1])),
  ];
  await session.execute(
    `SELECT setseed(0.42); CREATE TEMP TABLE codes AS SELECT unnest([${codes.join(', ')}]) AS c; CREATE TEMP TABLE words AS SELECT unnest([${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')}]) AS w`,
  );
  for (const { id, columns } of tables) {
    const [schema, table] = id.split('.');
    const values = columns.map(({ name, type }) => madeValue(name.toLowerCase(), type));
    const rows = /chartevents|labevents|inputevents|outputevents|procedureevents/.test(table)
      ? rowsPerTable * 20
      : rowsPerTable;
    await session.execute(
      `INSERT INTO ${schema}.${table} SELECT ${values.join(', ')} FROM range(${rows}) AS r(r)`,
    );
  }
}

function madeValue(name, type) {
  const code =
    '(SELECT list(c) FROM codes)[1 + CAST(floor(random() * (SELECT count(*) FROM codes)) AS INTEGER)]';
  const word =
    '(SELECT list(w) FROM words)[1 + CAST(floor(random() * (SELECT count(*) FROM words)) AS INTEGER)]';
  if (name === 'subject_id') return '1 + r % 12';
  if (name === 'hadm_id') return '100 + r % 24';
  if (name === 'stay_id') return '200 + r % 36';
  if (name === 'itemid') return code;
  if (name === 'anchor_year') return '2150';
  if (name === 'anchor_age') return '20 + r % 60';
  if (/INT|DECIMAL|DOUBLE|FLOAT|REAL/.test(type)) return `CAST(floor(random() * 90) AS ${type})`;
  if (type === 'DATE') return `DATE '2150-01-01' + CAST(floor(random() * 20) AS INTEGER)`;
  if (type.startsWith('TIMESTAMP')) {
    const base = /out|disch|end|stop|death/.test(name) ? 12 : 0;
    return `TIMESTAMP '2150-01-01' + INTERVAL 1 MINUTE * CAST(floor(random() * 14400 + ${base * 1440}) AS INTEGER)`;
  }
  if (type === 'VARCHAR')
    return /value$|valueuom/.test(name)
      ? `CASE WHEN random() < 0.3 THEN ${word} ELSE CAST(CAST(floor(random() * 90) AS INTEGER) AS VARCHAR) END`
      : word;
  return 'NULL';
}
