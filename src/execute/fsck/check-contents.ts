import { DiagnosticError } from '../../diagnostics/index.ts';
import { attemptFolder, build, buildFile, definitionFile } from '../../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from '../lake.ts';
import type { CheckedVersions } from './check-versions.ts';
import { hashProblem } from './check-versions.ts';
import type { Problem } from './problem.ts';

/** Definitions, those that versions name and all others that are there, and builds that versions name. */
export async function checkContents(
  lake: Lake,
  environments: readonly CheckedVersions[],
  all: boolean,
): Promise<Problem[]> {
  const definitions = new Map<string, Map<string, { environment: string; model: string }>>();
  const builds = new Map<string, string>();
  for (const { name, models } of environments) {
    for (const listed of models.values()) {
      for (const model of listed) {
        for (const hash of [model.definition, ...model.ranges.map((range) => range.definition)]) {
          const users = definitions.get(hash) ?? new Map();
          definitions.set(hash, users);
          users.set(`${name} ${model.name}`, { environment: name, model: model.name });
        }
        for (const id of model.builds) builds.set(id, model.name);
      }
    }
  }
  if (all)
    for (const { name } of await lake.files.list(lakePath(lake, '_definitions'))) {
      const hash = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
      if (hash !== undefined && !definitions.has(hash)) definitions.set(hash, new Map());
    }
  const problems: Problem[] = [];
  for (const [hash, users] of definitions) {
    const path = definitionFile(hash);
    const problem = await hashProblem(lake, path, hash);
    if (problem !== null)
      problems.push({ kind: 'definition-lost', hash, path, problem, models: [...users.values()] });
  }
  for (const [id, model] of builds) {
    const problem = await buildProblem(lake, model, id);
    if (problem !== null) problems.push({ kind: 'build-lost', id, model, problem });
  }
  return problems;
}

async function buildProblem(lake: Lake, model: string, id: string): Promise<string | null> {
  try {
    const found = await readLakeJson(lake, buildFile(model, id), build);
    if (found === null) return 'its record is not there';
    if (found.id !== id) return `its record is that of build ${found.id}`;
    const folder = lakePath(lake, attemptFolder(found.model, id, found.attempt));
    for (const { path, size } of found.files) {
      const file = await lake.files.stat(`${folder}/${path}`);
      if (file === null) return `${path} is not there`;
      if (file.size !== size) return `${path} should have ${size} bytes and has ${file.size}`;
    }
    return null;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics[0]?.detail ?? error.message;
  }
}
