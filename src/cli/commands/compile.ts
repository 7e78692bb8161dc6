import type { CompiledProject } from '../../compile/index.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/index.ts';
import type { Console } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, type OpenProject, openProject } from '../open-project.ts';
import type { Context } from './context.ts';

/** `lode compile`: checks the whole project and says everything that is wrong with it. */
export async function compileCommand({ host, options, console }: Context): Promise<ExitCode> {
  const open = await openProject(host, options);
  const { compiled, diagnostics } = await compileOpen(host, open);
  const failed = hasErrors(diagnostics);
  if (options.json) console.document(compileDocument(open, compiled, diagnostics));
  console.diagnostics(diagnostics, open.fileText);
  console.say(compileVerdict(console, open, compiled, failed));
  return failed ? exitCodes.error : exitCodes.done;
}

/** What `compile --json` prints. */
export function compileDocument(
  open: OpenProject,
  compiled: CompiledProject,
  diagnostics: readonly Diagnostic[],
): Record<string, unknown> {
  return {
    formatVersion: '1.0',
    project: open.project.name,
    models: compiled.models.map((model) => ({
      name: model.name,
      kind: model.kind,
      layer: model.layer,
      file: model.file.path,
      reads: model.reads.map(({ relation, kind }) => ({ relation, kind })),
      columns: model.columns.map(({ name, storedType, nullable, description, pii }) => ({
        name,
        type: storedType,
        nullable,
        description,
        pii,
      })),
    })),
    seeds: compiled.seeds.map((seed) => ({ name: seed.name, file: seed.path })),
    diagnostics,
  };
}

/** The last line for people. */
export function compileVerdict(
  { style }: Console,
  open: OpenProject,
  compiled: CompiledProject,
  failed: boolean,
): string {
  const counts = `${compiled.models.length} model${compiled.models.length === 1 ? '' : 's'}, ${compiled.seeds.length} seed${compiled.seeds.length === 1 ? '' : 's'}`;
  return failed
    ? `${style.red('✗')} ${open.project.name} does not compile (${counts} are right).`
    : `${style.green('✓')} ${open.project.name} compiles: ${counts}.`;
}
