import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, openProject, ProjectError } from '../open-project.ts';
import type { Context } from './context.ts';

/** `lode render MODEL`: the SQL that will run, macros expanded. */
export async function renderCommand({ host, options, console }: Context, name: string): Promise<ExitCode> {
  const open = await openProject(host, options);
  const { compiled, diagnostics } = await compileOpen(host, open);
  const model = compiled.models.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (model === undefined) {
    const known = open.project.models.map((each) => each.name);
    if (known.some((each) => each.toLowerCase() === name.toLowerCase()))
      throw new ProjectError(diagnostics, open.fileText);
    throw new DiagnosticError(diagnose('model-unknown', { model: name, near: nearNames(name, known) }));
  }
  if (options.json)
    console.document({ formatVersion: '1.0', name: model.name, file: model.file.path, sql: model.sql });
  else console.result(model.sql.trim());
  return exitCodes.done;
}
