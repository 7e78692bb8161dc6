import { mkdir } from 'node:fs/promises';
import { type CliResult, lode } from './cli.ts';
import type { ObjectStore } from './object-store.ts';
import { makeShop, shopFiles } from './shop.ts';

/** The shop with its lake at `s3://lake/<folder>`. */
export async function makeObjectShop(
  folder: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const settings = shopFiles['project.yml'].replace(
    'name: shop\n',
    `name: shop\nlake: s3://lake/${folder}\n`,
  );
  const project = await makeShop({ 'project.yml': settings, ...files });
  await mkdir(`${project}/till`, { recursive: true });
  return project;
}

/** Runs a command line in this process with what reaches the store in its environment, and no more. */
export function lodeOn(
  store: Pick<ObjectStore, 'variables'>,
  project: string,
  ...argv: string[]
): Promise<CliResult> {
  return lode(project, argv, { environment: store.variables });
}

/** A query's rows as objects. */
export async function rowsOn(
  store: Pick<ObjectStore, 'variables'>,
  project: string,
  ...argv: string[]
): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await lodeOn(store, project, ...argv, '--format', 'json');
  if (code !== 0) throw new Error(`${argv.join(' ')} exited with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>[];
}
