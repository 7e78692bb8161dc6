import { hasErrors } from '../../diagnostics/index.ts';
import { missingGrain } from '../../triage/mapping/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { bindMappings } from '../mapping/bind-mappings.ts';
import { readMappings } from '../mapping/read-mappings.ts';
import { type TriedMapping, tryMappings } from '../mapping/try-mappings.ts';
import { mappedModels } from '../mapping/with-generated.ts';
import { standingModels } from '../mapping/write-generated.ts';
import { openProject } from '../open-project.ts';
import type { Context } from './context.ts';

export interface MappingCheckRequest {
  readonly files: readonly string[];
  readonly environment: string | null;
  readonly limit: number;
}

/** `lode mapping check`: whether mapping files are right, bind, and run over the data at hand. Writes nothing; exit code 3 where an audit of theirs fails. */
export async function mappingCheckCommand(context: Context, request: MappingCheckRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const project = await openProject(host, options);
  const read = await readMappings(host, project, request.files);
  const models = mappedModels(project, read.mappings);
  const bound = await bindMappings(host, project, models);
  const diagnostics = [
    ...read.diagnostics,
    ...bound.diagnostics,
    ...read.mappings.flatMap(missingGrain),
    ...(await standingModels(host, project, models)),
  ];
  const compiled = new Set(bound.compiled.models.map(({ name }) => name.toLowerCase()));
  const runnable = models.filter(({ model }) => compiled.has(model.name.toLowerCase()));
  const run = await tryMappings(
    host,
    bound,
    runnable,
    { environment: request.environment, target: options.target, limit: request.limit },
    console.say,
  );
  const stopped = hasErrors(run.diagnostics.filter(({ code }) => !ownCodes.has(code)));
  const failed =
    hasErrors(diagnostics) || hasErrors(run.diagnostics.filter(({ code }) => ownCodes.has(code)));
  diagnostics.push(...run.diagnostics);
  if (options.json)
    console.document({
      formatVersion: '1.0',
      files: read.files,
      mappings: models.map(({ mapping, model }) => ({
        file: mapping.file.path,
        model: model.name,
        bound: compiled.has(model.name.toLowerCase()),
        ...resultOf(run.tried, model.name),
      })),
      diagnostics,
    });
  console.diagnostics(diagnostics, read.fileText);
  for (const each of run.tried) {
    const isWrong = diagnostics.some(
      ({ severity, subject }) => severity === 'error' && subject?.file === each.file,
    );
    console.say(lineOf(each, request.limit, isWrong ? ' ' : console.style.green('✓')));
  }
  if (failed) return exitCodes.error;
  return stopped ? exitCodes.stopped : exitCodes.done;
}

const ownCodes: ReadonlySet<string> = new Set([
  'mapping-condition-fails',
  'mapping-rule-fails',
  'mapping-run-failed',
  'mapping-not-run',
]);

function resultOf(tried: readonly TriedMapping[], model: string) {
  const { rows = null, audits = null } = tried.find((each) => each.model === model) ?? {};
  return { rows, audits };
}

function lineOf({ file, model, rows, audits }: TriedMapping, limit: number, mark: string): string {
  if (rows === null) return `  ${file} → ${model}: it binds.`;
  const counted = `${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'}${rows === limit ? ' (the first ones)' : ''}`;
  const all = audits.passed + audits.failed;
  const audited = all === 0 ? '' : `, ${audits.passed} of ${all} audits pass`;
  return `${audits.failed > 0 ? ' ' : mark} ${file} → ${model}: it binds and runs, ${counted}${audited}.`;
}
