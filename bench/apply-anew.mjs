import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './firebird.mjs';

/** `lode apply` of a project with one bronze model over a relation of a source, from nothing, as a process; gives the most megabytes that it held. */
export async function applyAnew(project, settings, relation) {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'models/bronze'), { recursive: true });
  const words = Object.entries(settings)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
  writeFileSync(
    join(project, 'project.yml'),
    `name: bench\ntargets:\n  production:\n    sources:\n      erp: {${words}}\n`,
  );
  writeFileSync(join(project, 'models/bronze/billing.sql'), `SELECT * FROM erp.${relation}\n`);
  await run(project, ['source', 'pull', 'erp', relation]);
  return run(project, ['apply', '--yes']);
}
