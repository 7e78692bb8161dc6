import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../text/index.ts';
import { keySpanOf, valueSpans } from './forms/place.ts';
import { type SeedForm, seedForm } from './forms/seed-form.ts';
import { baseName, folderOf } from './paths.ts';
import type { DataFile } from './project-files.ts';
import type { Seed, SeedColumn } from './seed.ts';
import { checkSeed } from './seeds/check-seed.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

/** `seeds/facilities.csv.gz` is `seeds.facilities`. */
export function seedName(path: string): string {
  return `seeds.${baseName(path).replace(/\.(csv(\.gz)?|ya?ml)$/, '')}`;
}

interface Described {
  readonly file: SourceFile;
  readonly node: YamlNode;
  readonly form: SeedForm;
}

export interface LoadedSeeds {
  readonly seeds: readonly Seed[];
  /** Names of seeds whose files cannot be used. */
  readonly unusable: readonly string[];
}

/** The seeds: one for each data file, with the YAML beside it that names it. */
export function loadSeeds(texts: readonly SourceFile[], data: readonly DataFile[]): Outcome<LoadedSeeds> {
  const diagnostics: Diagnostic[] = [];
  const described = new Map<string, Described>();
  const unusable: string[] = [];
  for (const file of texts) {
    const read = readYaml(file);
    diagnostics.push(...read.diagnostics);
    if (read.value === null) continue;
    const checked = checkForm(seedForm, read.value, file, 'the description of the seed');
    diagnostics.push(...checked.diagnostics);
    if (checked.value === null) continue;
    const found = dataFileOf(file, checked.value, data);
    if (found === null) {
      unusable.push(checked.value.seed === undefined ? seedName(file.path) : `seeds.${checked.value.seed}`);
      diagnostics.push(missingData(file, read.value, checked.value, data));
      continue;
    }
    described.set(found.path, { file, node: read.value, form: checked.value });
  }
  const seeds: Seed[] = [];
  for (const file of data) {
    const outcome = loadSeed(file, described.get(file.path) ?? null);
    diagnostics.push(...outcome.diagnostics);
    if (outcome.value === null) unusable.push(seedName(file.path));
    else seeds.push(outcome.value);
  }
  return { value: { seeds, unusable }, diagnostics };
}

function dataFileOf(file: SourceFile, form: SeedForm, data: readonly DataFile[]): DataFile | null {
  const folder = folderOf(file.path);
  const stem = baseName(file.path).replace(/\.ya?ml$/, '');
  const wanted = form.file === undefined ? [`${stem}.csv`, `${stem}.csv.gz`] : [form.file];
  return data.find((one) => wanted.some((name) => one.path === `${folder}/${name}`)) ?? null;
}

function missingData(
  file: SourceFile,
  node: YamlNode,
  form: SeedForm,
  data: readonly DataFile[],
): Diagnostic {
  const wanted = form.file ?? `${baseName(file.path).replace(/\.ya?ml$/, '')}.csv`;
  const candidates = nearNames(
    wanted,
    data.map((one) => baseName(one.path)),
  );
  const subject =
    valueSpans(file, node).file ??
    spanOf(file, 0, file.text.indexOf('\n') < 0 ? file.text.length : file.text.indexOf('\n'));
  return diagnose('seed-file-missing', { file: `${folderOf(file.path)}/${wanted}`, candidates }, { subject });
}

function loadSeed(data: DataFile, described: Described | null): Outcome<Seed | null> {
  const form = described?.form ?? {};
  const file: SourceFile = { path: data.path, text: data.text };
  const dialect = { delimiter: form.delimiter ?? ',', nullText: form.null_text ?? '' };
  const columns = Object.entries(form.columns ?? {});
  const declared = new Map(
    columns.flatMap(([name, column]) =>
      column.type === undefined ? [] : [[name.toLowerCase(), column.type]],
    ),
  );
  const shape = checkSeed(file, dialect, declared);
  if (shape.value === null) return { value: null, diagnostics: shape.diagnostics };
  const names = shape.value.columns.map((column) => column.name);
  const diagnostics = [...shape.diagnostics];
  const spans = new Map<string, Span>();
  for (const [name] of columns) {
    const span = keySpanOf(described!.file, yamlAt(described!.node, ['columns']), name);
    spans.set(name.toLowerCase(), span);
    if (!names.some((one) => one.toLowerCase() === name.toLowerCase()))
      diagnostics.push(
        diagnose(
          'unknown-column',
          { column: name, relation: data.path, known: names, candidates: nearNames(name, names) },
          { subject: span },
        ),
      );
  }
  const about = new Map(columns.map(([name, column]) => [name.toLowerCase(), column]));
  const value: Seed = {
    name: form.seed === undefined ? seedName(data.path) : `seeds.${form.seed}`,
    path: data.path,
    content: data.content,
    dialect,
    columns: shape.value.columns.map((column): SeedColumn => {
      const told = about.get(column.name.toLowerCase());
      return {
        name: column.name,
        type: column.type,
        description: told?.description ?? null,
        pii: told?.pii ?? null,
        tags: told?.tags ?? [],
        content: column.content,
        span: spans.get(column.name.toLowerCase()) ?? column.span,
      };
    }),
    rows: shape.value.rows,
    description: form.description ?? null,
    file: described?.file ?? null,
    span: spanOf(file, 0, Math.max(0, data.text.search(/\r?\n|$/))),
  };
  return { value, diagnostics };
}
