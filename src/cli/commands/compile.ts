import { hasErrors } from '../../diagnostics/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, openProject } from '../open-project.ts';
import type { Context } from './context.ts';

/** `lode compile`: checks the whole project and says everything that is wrong with it. */
export async function compileCommand({ host, options, console }: Context): Promise<ExitCode> {
  const open = await openProject(host, options);
  const { compiled, diagnostics } = await compileOpen(host, open);
  const failed = hasErrors(diagnostics);
  if (options.json) {
    console.document({
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
    });
  }
  console.diagnostics(diagnostics, open.fileText);
  const counts = `${compiled.models.length} model${compiled.models.length === 1 ? '' : 's'}, ${compiled.seeds.length} seed${compiled.seeds.length === 1 ? '' : 's'}`;
  if (failed)
    console.say(`${console.style.red('✗')} ${open.project.name} does not compile (${counts} are right).`);
  else console.say(`${console.style.green('✓')} ${open.project.name} compiles: ${counts}.`);
  return failed ? exitCodes.error : exitCodes.done;
}
