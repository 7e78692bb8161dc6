import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFolder } from './project.ts';

/** A project whose target `production` reads one source, `erp`; its password stands in .env. */
export async function sourceProject(
  type: string,
  settings: Readonly<Record<string, unknown>>,
  folder?: string,
): Promise<string> {
  const at = folder ?? (await temporaryFolder());
  await mkdir(join(at, 'models/bronze'), { recursive: true });
  const { password, ...rest } = settings;
  const lines = Object.entries({ type, ...rest }).map(([name, value]) => `        ${name}: ${value}\n`);
  await writeFile(
    join(at, 'project.yml'),
    `name: staff\ndefault_target: production\ntargets:\n  production:\n    sources:\n      erp:\n        password: \${ERP_PASSWORD}\n${lines.join('')}  mock:\n    sources:\n      erp: {type: parquet, path: seeds/erp}\n`,
  );
  await writeFile(join(at, '.env'), `ERP_PASSWORD=${password}\n`);
  return at;
}

export interface ContractText {
  readonly relations: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly key?: readonly string[];
        readonly columns: Readonly<
          Record<string, { type: string; description?: string; nullable?: boolean }>
        >;
      }
    >
  >;
}

export async function contractOf(folder: string): Promise<ContractText> {
  return parse(await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8')) as ContractText;
}

/** A bronze model for each relation of the contract, with all of its columns. */
export async function writeModels(folder: string): Promise<void> {
  const { relations } = await contractOf(folder);
  for (const [name, { columns }] of Object.entries(relations))
    await writeFile(
      join(folder, `models/bronze/${name.toLowerCase()}.sql`),
      `SELECT ${Object.keys(columns)
        .map((column) => `"${column}"`)
        .join(', ')} FROM erp."${name}"\n`,
    );
}
