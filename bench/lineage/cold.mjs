// One cold process: reads and compiles the project in the folder and traces the lineage of all its columns. Prints seconds of CPU (of all threads), of the clock, and the peak memory.
import { compileProject, readProject } from '../../dist/compile/index.js';
import { duckdbEngine } from '../../dist/engine/duckdb/index.js';
import { localFiles } from '../../dist/files/index.js';
import { loadProject } from '../../dist/project/index.js';
import { projectLineage } from '../../dist/reports/lineage/index.js';

const [folder, models] = process.argv.slice(2);
const onDisk = await readProject(localFiles(), folder, {});
const { value: project } = loadProject(onDisk.value.files);
const engine = duckdbEngine();
const database = await engine.open({
  allowedFolders: null,
  temporaryFolder: null,
  threads: null,
  memoryLimit: null,
  timeZone: 'UTC',
});
const { value: compiled, diagnostics } = await compileProject(project, database, engine);
await database.close();
const compiledAt = process.cpuUsage();
const lineage = projectLineage(compiled);
const errors = [...diagnostics, ...lineage.diagnostics].filter(({ severity }) => severity === 'error');
if (compiled.models.length !== Number(models) || errors.length > 0)
  throw new Error(`did not compile: ${compiled.models.length} models, ${JSON.stringify(errors[0])}`);
const cpu = process.cpuUsage();
const seconds = ({ user, system }) => (user + system) / 1e6;
console.log(
  JSON.stringify({
    cpu: seconds(cpu),
    lineage: seconds(cpu) - seconds(compiledAt),
    clock: process.uptime(),
    megabytes: process.resourceUsage().maxRSS / 1024,
    edges: lineage.value.relations.reduce(
      (sum, { rows, columns }) =>
        sum + rows.edges.length + columns.reduce((inner, { edges }) => inner + edges.length, 0),
      0,
    ),
  }),
);
