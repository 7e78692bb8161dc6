import { type CompiledProject, compileProject } from '../compile/index.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/index.ts';
import { notCompiled, type Step, stepsOf } from '../execute/index.ts';
import type { UnitTest } from '../project/index.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';

/**
 * The project's steps as each test wants them, by lower-case name: those that were compiled, or, where a test sets variables, those that the project has with these. Each set of
 * variables is compiled once. A set with which the model cannot be compiled has a diagnostic in their place.
 */
export async function stepsOfTests(
  host: Host,
  open: OpenProject,
  compiled: CompiledProject,
  tests: readonly UnitTest[],
): Promise<(test: UnitTest) => ReadonlyMap<string, Step> | Diagnostic> {
  const byKey = (project: CompiledProject): ReadonlyMap<string, Step> =>
    new Map(stepsOf(project, open.folder).map((step) => [step.key, step]));
  const own = byKey(compiled);
  const keyOf = (test: UnitTest) => JSON.stringify(Object.entries(test.variables).sort());
  const variants = new Map<string, { steps: ReadonlyMap<string, Step>; first: Diagnostic | undefined }>();
  for (const test of tests) {
    const key = keyOf(test);
    if (Object.keys(test.variables).length === 0 || variants.has(key)) continue;
    const variables = { ...open.project.variables, ...test.variables };
    const project = { ...open.project, variables, exposures: [], exports: [] };
    const database = await host.engine.open({
      allowedFolders: null,
      temporaryFolder: null,
      threads: null,
      memoryLimit: null,
      timeZone: project.timeZone,
    });
    try {
      const engine = { name: host.engine.name, version: host.engine.version };
      const { value, diagnostics } = await compileProject(project, database, engine);
      const errors = diagnostics.filter((each) => hasErrors([each]));
      variants.set(key, { steps: byKey(value), first: errors[0] });
    } finally {
      await database.close();
    }
  }
  return (test) => {
    const variant = variants.get(keyOf(test));
    if (variant === undefined) return own;
    return variant.steps.has(test.model.toLowerCase()) ? variant.steps : notCompiled(test, variant.first);
  };
}
