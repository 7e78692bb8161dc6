// Holds the translator against queries that stand in a dialect and in DuckDB: npm run build && node tests/hunts/estates/same-queries.mjs TABLES.sql TRUTH FOLDER --dialect D [--verbose]
// TABLES.sql defines the tables in standard SQL, TRUTH has DuckDB's texts (01.sql), FOLDER those of the dialect; the first number in a file's name says which is which. Each translation is bound, and the
// columns that each of its columns' values come from are compared with those of DuckDB's own text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializePlans } from '../../../dist/compile/bind/serialize-plans.js';
import { bindTranslations, openLegacyEstate, translateIn } from '../../../dist/compile/legacy/index.js';
import { duckdbEngine } from '../../../dist/engine/duckdb/index.js';
import { traceLineage } from '../../../dist/lineage/index.js';
import { decodePlan } from '../../../dist/relation/index.js';
import { loadLegacyParser, namedType } from '../../../dist/triage/index.js';
import { loadGrammars, readSqlFile, splitStatements } from '../../../dist/triage/sql/index.js';

const [definitions, truth, folder, ...options] = process.argv.slice(2);
const dialect = options[options.indexOf('--dialect') + 1];
const verbose = options.includes('--verbose');

const database = await duckdbEngine().open({
  allowedFolders: [],
  temporaryFolder: null,
  threads: 1,
  memoryLimit: null,
  timeZone: 'UTC',
});
const session = await database.connect();
const read = readSqlFile(readFileSync(definitions, 'utf8'), 'tables.sql', 'postgres', await loadGrammars());
const tables = read.objects
  .filter((object) => object.kind === 'table' && object.columns !== null)
  .map(({ id, columns }) => ({
    id,
    columns: columns.map(({ name, type }) => ({
      name,
      type: namedType('postgres', type ?? 'text')?.sql ?? 'VARCHAR',
    })),
  }));
const estate = await openLegacyEstate(session, await loadLegacyParser(), tables);
const numberOf = (file) => Number(/\d+/.exec(file)?.[0] ?? Number.NaN);
const own = new Map(
  readdirSync(truth).map((file) => [numberOf(file), readFileSync(join(truth, file), 'utf8')]),
);
const count = { all: 0, translated: 0, bound: 0, columns: 0, lineage: 0 };
for (const file of readdirSync(folder).sort((a, b) => numberOf(a) - numberOf(b))) {
  const expectedText = own.get(numberOf(file));
  if (!file.endsWith('.sql') || expectedText === undefined) continue;
  count.all++;
  const text = readFileSync(join(folder, file), 'utf8');
  const first = splitStatements(text, dialect).find(({ words }) => /^(SELECT|WITH|\()$/.test(words[0]));
  const sql = first === undefined ? text : text.slice(first.start, first.end);
  const translation = translateIn(estate, { sql, dialect }, file);
  if (translation.kind === 'refused') {
    console.log(
      `${file}: refused: ${translation.reasons.map(({ summary, subject, detail }) => `${summary} (line ${subject?.line}) ${detail ?? ''}`).join('; ')}`,
    );
    continue;
  }
  count.translated++;
  const [outcome] = await bindTranslations(estate, [translation]);
  if (outcome.kind === 'failed') {
    console.log(`${file}: not bound: ${outcome.problem}`);
    if (verbose) console.log(translation.sql);
    continue;
  }
  count.bound++;
  const [plan] = await serializePlans(session, [expectedText.trim().replace(/;\s*$/, '')]);
  if (plan.kind !== 'plan') {
    console.log(`${file}: DuckDB's own text does not bind: ${JSON.stringify(plan).slice(0, 200)}`);
    continue;
  }
  const relation = decodePlan(plan.json, file).value;
  const { rows } = await session.query(`DESCRIBE ${expectedText.trim().replace(/;\s*$/, '')}`);
  const expected = valuesOf(
    traceLineage(
      relation,
      rows.map(([name]) => String(name)),
    ),
  );
  const found = valuesOf(outcome.lineage);
  const names = (lines) => lines.map(({ name }) => name.toLowerCase()).join(' ');
  const values = (lines) => lines.map(({ from }) => from).join(' | ');
  if (names(found) === names(expected)) count.columns++;
  else console.log(`${file}: columns ${names(found)}\n    instead of ${names(expected)}`);
  if (values(found) === values(expected)) count.lineage++;
  else {
    console.log(`${file}: lineage differs`);
    for (let i = 0; i < Math.max(found.length, expected.length); i++)
      if (found[i]?.from !== expected[i]?.from)
        console.log(`    ${found[i]?.name}: ${found[i]?.from}\n        instead of ${expected[i]?.from}`);
  }
}
console.log(
  `${count.all} queries, ${count.translated} translated, ${count.bound} bound, ${count.columns} with the same columns, ${count.lineage} with the same lineage of values`,
);
await database.close();

/** Name of each column, and the columns that its values come from. */
function valuesOf(lineage) {
  return lineage.columns.map(({ name, edges }) => ({
    name,
    from: [
      ...new Set(
        edges
          .filter(({ type }) => type === 'DIRECT')
          .map((edge) => `${edge.relation}.${edge.column}`.toLowerCase().replace(/^main\./, '')),
      ),
    ]
      .sort()
      .join(' '),
  }));
}
