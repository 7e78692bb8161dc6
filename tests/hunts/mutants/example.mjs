// The worked example with its mock data in one database in memory: every model a table or view, as an apply would make it.
import { compileProject, readProject } from '../../../dist/compile/index.js';
import { duckdbEngine } from '../../../dist/engine/duckdb/index.js';
import { stepsOf, wholeSelect } from '../../../dist/execute/index.js';
import { localFiles } from '../../../dist/files/index.js';
import { loadProject, loadUnitTests } from '../../../dist/project/index.js';

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
export const relationOf = (name) =>
  `${quoted(name.slice(0, name.indexOf('.')))}.${quoted(name.slice(name.indexOf('.') + 1))}`;

function openDatabase(folder, timeZone) {
  return duckdbEngine().open({
    allowedFolders: folder === null ? [] : [folder],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone,
  });
}

/** Gives the compiled project, its steps by key, its unit tests, a session in which the models' stubs stand, one in which their rows stand, and a database for tests. */
export async function openExample(folder) {
  const { value: read } = await readProject(localFiles(), folder, {});
  const { value: project } = loadProject(read.files);
  const stubs = await openDatabase(null, project.timeZone);
  const engine = { name: 'duckdb', version: duckdbEngine().version };
  const { value: compiled } = await compileProject(project, stubs, engine);
  const steps = new Map(stepsOf(compiled, folder).map((step) => [step.key, step]));
  const { value: tests, diagnostics } = loadUnitTests(
    project.unitTests,
    compiled.models.map((model) => model.name),
    Object.keys(project.variables),
  );
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics[0]));
  const data = await openDatabase(folder, project.timeZone);
  const session = await data.connect();
  await fill(session, folder, steps);
  return {
    compiled,
    steps,
    tests,
    stubs: await stubs.connect(),
    data: session,
    database: await openDatabase(null, project.timeZone),
    async close() {
      session.close();
      await data.close();
      await stubs.close();
      await this.database.close();
    },
  };
}

async function fill(session, folder, steps) {
  const standing = new Set();
  for (const step of steps.values()) {
    for (const input of step.definition.inputs) {
      if (input.kind !== 'source' || standing.has(input.relation)) continue;
      standing.add(input.relation);
      const [source, ...name] = input.relation.split('.');
      await session.execute(`CREATE SCHEMA IF NOT EXISTS ${quoted(source)}`);
      const columns = input.columns.map(
        (column) => `CAST(${quoted(column.name)} AS ${column.type}) AS ${quoted(column.name)}`,
      );
      const from = `read_parquet('${folder}/seeds/${source}/${name.join('.')}.parquet')`;
      await session.execute(
        `CREATE TABLE ${relationOf(input.relation)} AS SELECT ${columns.join(', ')} FROM ${from}`,
      );
    }
    await session.execute(`CREATE SCHEMA IF NOT EXISTS ${quoted(step.layer)}`);
    await session.execute(makeSql(step));
  }
}

/** Makes a step's relation, or makes it again. */
export function makeSql(step) {
  const what = step.kind === 'view' || step.kind === 'embedded' ? 'VIEW' : 'TABLE';
  return `CREATE OR REPLACE ${what} ${relationOf(step.name)} AS\n${wholeSelect(step)}`;
}
