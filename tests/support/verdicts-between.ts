import { join } from 'node:path';
import { lode } from './cli.ts';
import { writeFiles } from './project.ts';

/** Files of a project by their paths. */
type Files = Readonly<Record<string, string>>;

/** What `lode plan` says of each model between two projects, which are written below `folder`. Names of models to verdicts; a model that neither has is not there. */
export async function verdictsBetween(
  folder: string,
  before: Files,
  after: Files,
): Promise<ReadonlyMap<string, string>> {
  await writeFiles(join(folder, 'old'), before);
  await writeFiles(join(folder, 'new'), after);
  const { stdout, stderr } = await lode(join(folder, 'new'), [
    'plan',
    '--against',
    '../old',
    '--format',
    'json',
  ]);
  if (stdout === '') throw new Error(stderr);
  const plan = JSON.parse(stdout) as { models: { name: string; verdict: string }[] };
  return new Map(plan.models.map(({ name, verdict }) => [name, verdict]));
}
