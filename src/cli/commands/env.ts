import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest, ManifestModel } from '../../environment/index.ts';
import {
  externalCommits,
  holderOf,
  type Lake,
  listEnvironments,
  readCommitted,
  readHead,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { environmentOf, openProject } from '../open-project.ts';
import {
  differencesTable,
  type EnvironmentDifference,
  type EnvironmentSummary,
  environmentsTable,
  modelsTable,
} from '../views/environment-tables.ts';
import { holderText } from '../views/holder-text.ts';
import type { Context } from './context.ts';

/** `lode env list`: the environments of the lake. */
export async function envListCommand({ host, options, console }: Context): Promise<ExitCode> {
  const open = await openProject(host, options);
  const summaries: EnvironmentSummary[] = [];
  for (const name of await listEnvironments(open.lake)) {
    const manifest = await readCommitted(open.lake, name);
    if (manifest !== null) summaries.push(summaryOf(name, manifest, await isOpen(open.lake, name)));
  }
  if (options.json) console.document({ formatVersion: '1.0', environments: summaries });
  else if (summaries.length === 0) console.say('No environment has been made yet: `lode apply` makes one.');
  else console.result(environmentsTable(summaries, console.width, console.style));
  return exitCodes.done;
}

/** `lode env show [environment]`: its models with their tables. */
export async function envShowCommand(
  { host, options, console }: Context,
  environment: string | null,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const name = environmentOf(open, environment);
  const manifest = await existing(open.lake, name);
  const summary = summaryOf(name, manifest, await isOpen(open.lake, name));
  const models = [...manifest.models.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lease = await holderOf(open.lake, host, name);
  // While an apply is at work its own commits are not on record yet.
  const external = summary.open || lease !== null ? [] : await externalCommits(open.lake, name, manifest);
  if (options.json) console.document({ formatVersion: '1.0', ...summary, lease, external, models });
  else {
    const { base } = summary;
    const rest =
      base === null
        ? ''
        : `; reads what it does not hold from ${base.environment} at version ${base.version}`;
    const heading = `${console.style.bold(name)} at version ${summary.version}, ${summary.committedAt}, target ${summary.target}${rest}`;
    const held = lease === null ? '' : `\n${holderText(lease)}`;
    console.result(`${heading}${held}\n\n${modelsTable(models, console.width, console.style)}`);
    console.diagnostics(external);
  }
  return exitCodes.done;
}

/** `lode env diff LEFT RIGHT`: models that are not the same in both. Exits with 2 where there are any. */
export async function envDiffCommand(
  { host, options, console }: Context,
  left: string,
  right: string,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const [a, b] = [await existing(open.lake, left), await existing(open.lake, right)];
  const differences = differencesOf(a, b);
  if (options.json) console.document({ formatVersion: '1.0', left, right, differences });
  else if (differences.length === 0)
    console.say(`${console.style.green('✓')} ${left} and ${right} hold the same: ${a.models.size} models.`);
  else console.result(differencesTable(differences, left, right, console.width, console.style));
  return differences.length === 0 ? exitCodes.done : exitCodes.differences;
}

function differencesOf(left: Manifest, right: Manifest): EnvironmentDifference[] {
  const names = [...new Set([...left.models.keys(), ...right.models.keys()])].sort();
  return names.flatMap((name): EnvironmentDifference[] => {
    const [a, b] = [left.models.get(name), right.models.get(name)];
    const difference = differenceOf(a, b);
    if (difference === null) return [];
    return [{ model: (a ?? b)!.name, difference, rows: { left: a?.rows ?? null, right: b?.rows ?? null } }];
  });
}

function differenceOf(
  left: ManifestModel | undefined,
  right: ManifestModel | undefined,
): EnvironmentDifference['difference'] | null {
  if (left === undefined) return 'only-right';
  if (right === undefined) return 'only-left';
  if (left.definition !== right.definition) return 'definition';
  return left.content === right.content ? null : 'rows';
}

function summaryOf(name: string, { record, models, own }: Manifest, open: boolean): EnvironmentSummary {
  const rows = [...models.values()].reduce((sum, model) => sum + (model.rows ?? 0), 0);
  const { version, committedAt, target, expiresAt } = record;
  const base =
    record.base === null ? null : { environment: record.base.environment, version: record.base.version };
  const held = { base, own: own.size };
  return { name, version, committedAt, target, models: models.size, rows, open, ...held, expiresAt };
}

async function isOpen(lake: Lake, environment: string): Promise<boolean> {
  return (await readHead(lake, environment)).kind === 'open';
}

async function existing(lake: Lake, environment: string): Promise<Manifest> {
  const manifest = await readCommitted(lake, environment);
  if (manifest !== null) return manifest;
  const known = await listEnvironments(lake);
  const near = nearNames(environment, known);
  throw new DiagnosticError(diagnose('environment-unknown', { environment, known, near }));
}
