import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { defineProgram } from '../../../src/cli/program/index.ts';
import { toDeltaType } from '../../../src/delta/types/index.ts';
import type { CatalogueEntry } from '../../../src/diagnostics/entry.ts';

import { unitTestForm } from '../../../src/project/forms/unit-test-form.ts';
import { standardMacros } from '../../../src/project/index.ts';

import { csvForm } from '../../../src/sources/csv/settings.ts';
import { firebirdForm } from '../../../src/sources/firebird/settings.ts';
import { mysqlForm } from '../../../src/sources/mysql/settings.ts';
import { parquetForm } from '../../../src/sources/parquet/settings.ts';
import { postgresForm } from '../../../src/sources/postgres/settings.ts';

export const docs = new URL('../../../docs/', import.meta.url);

export type Entries = Readonly<Record<string, CatalogueEntry<never>>>;

interface ReferenceModule {
  readonly referencePages: (parts: Record<string, unknown>) => Record<string, string>;
}

/** File name of the catalogue → its entries, from the sources. */
export async function catalogueFiles(): Promise<Record<string, Entries>> {
  const folder = new URL('../src/diagnostics/catalogue/', docs);
  const files: Record<string, Entries> = {};
  for (const name of await readdir(folder)) {
    const module = (await import(new URL(name, folder).href)) as Record<string, Entries>;
    const entries = Object.entries(module).filter(([exported]) => exported.endsWith('Entries'));
    if (entries.length > 0)
      files[name.replace(/\.ts$/, '')] = Object.assign({}, ...entries.map(([, value]) => value));
  }
  return files;
}

/** The Markdown files of a folder of docs/ by name, `README.md` left out. */
async function textsOf(path: string): Promise<Record<string, string>> {
  const folder = new URL(path, docs);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const texts = names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}

/** Code → text of its page. */
export async function diagnosticTexts(): Promise<Record<string, string>> {
  const texts = Object.entries(await textsOf('diagnostics/'));
  return Object.fromEntries(texts.map(([name, text]) => [name.replace(/\.md$/, ''), text]));
}

/** Every generated page as the sources make it now: path below docs/ → text. */
export async function generatedPages(): Promise<Record<string, string>> {
  // a variable keeps the compiler from looking for types of a script
  const script = '../../../scripts/docs/reference/pages.mjs';
  const { referencePages } = (await import(script)) as ReferenceModule;
  const schema = async (name: string) =>
    JSON.parse(await readFile(new URL(`../schemas/${name}.schema.json`, docs), 'utf8')) as unknown;
  return referencePages({
    program: defineProgram(() => {}),
    toDeltaType,
    schemas: {
      project: await schema('project'),
      header: await schema('model-header'),
      contract: await schema('contract'),
      seed: await schema('seed'),
      exposure: await schema('exposures'),
      exports: await schema('exports'),
      parity: await schema('parity'),
      mapping: await schema('mapping'),
      triage: await schema('triage-decisions'),
      usage: await schema('usage'),
      unitTests: z.toJSONSchema(unitTestForm, { target: 'draft-7', io: 'input' }),
    },
    sources: Object.fromEntries(
      Object.entries({
        parquet: parquetForm,
        csv: csvForm,
        firebird: firebirdForm,
        postgres: postgresForm,
        mysql: mysqlForm,
      }).map(([name, form]) => [
        name,
        z.toJSONSchema(form, { target: 'draft-7', io: 'input', unrepresentable: 'any' }),
      ]),
    ),
    catalogue: await catalogueFiles(),
    diagnosticTexts: await diagnosticTexts(),
    standardMacros,
    decisions: await textsOf('decisions/'),
  });
}
