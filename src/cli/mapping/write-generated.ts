import { dirname } from 'node:path';
import { loadParity } from '../../compare/parity/index.ts';
import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { type GeneratedPair, generateModel, generatePair, placeIn } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';
import { parityFile } from '../parity/open-parity.ts';
import { mergePair } from './merge-pair.ts';
import { pairEntry, withPairEntry } from './parity-entry.ts';
import { mappingsFolder } from './read-mappings.ts';
import { sameMeaning } from './same-meaning.ts';
import { type ThreeWay, threeWay, type Winner } from './three-way.ts';
import type { MappedModel } from './with-generated.ts';

/** What was generated last, beside the mappings: to tell a person's changes from the mapping's. It belongs under version control as they do. */
const basesFolder = `${mappingsFolder}/.generated`;

export interface Writing {
  readonly host: Host;
  readonly open: OpenProject;
  readonly winner: Winner;
  readonly dryRun: boolean;
  readonly fileText: (path: string) => string | undefined;
}

export type WrittenFile = ThreeWay & {
  /** The file, or `parity.yml: NAME`. */
  readonly what: string;
};

/** The model of a mapping. What was generated last is found where it would stand by itself, wherever a person has moved the file within its layer. */
export function writeModel(writing: Writing, { mapping, model }: MappedModel): Promise<WrittenFile> {
  return writeFile(writing, model.file, generateModel(mapping).file.path);
}

/** Models of mappings that are there and that no mapping has generated. */
export async function standingModels(
  host: Host,
  open: OpenProject,
  models: readonly MappedModel[],
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { mapping, model } of models) {
    const { path, text } = model.file;
    const stands = open.files.texts.find((file) => file.path === path);
    if (stands === undefined || sameMeaning(path, stands.text, text)) continue;
    const base = `${open.folder}/${basesFolder}/${generateModel(mapping).file.path}`;
    if ((await host.files.stat(base)) !== null) continue;
    const subject = placeIn(mapping.file, mapping.node, ['target', 'model']);
    found.push(diagnose('mapping-model-exists', { model: model.name, path }, { subject }));
  }
  return found;
}

export async function writeFile(
  writing: Writing,
  file: { readonly path: string; readonly text: string },
  remembered: string = file.path,
): Promise<WrittenFile> {
  const base = `${basesFolder}/${remembered}`;
  const [was, stands] = [await textOf(writing, base), await textOf(writing, file.path)];
  const result = threeWay(file.path, was, stands, file.text, writing.winner);
  await put(writing, file.path, result.text);
  await put(writing, base, result.base);
  return { what: file.path, ...result };
}

/** Where the first unit test of a model is put: by its name, with its layer's before it where another layer's model has that file. */
export async function testName(writing: Writing, { model }: MappedModel): Promise<string> {
  const plain = bareName(model.name);
  const base = await textOf(writing, `${basesFolder}/tests/unit/${plain}.yml`);
  const isOthers = base !== null && !base.split('\n').includes(`    model: ${model.name}`);
  return isOthers ? model.name.replace('.', '_') : plain;
}

/** The pair of a mapping in parity.yml; null where the mapping has none. */
export async function writePair(writing: Writing, { mapping }: MappedModel): Promise<WrittenFile | null> {
  const generated = generatePair(mapping.form);
  if (generated === null) return null;
  const before = await textOf(writing, parityFile);
  const name = await pairName(writing, generated, mapping.form.parity?.pair === undefined);
  const basePath = `${basesFolder}/parity/${name}.yml`;
  const base = await textOf(writing, basePath);
  const was = base === null ? null : pairEntry(`pairs:\n  it:\n${base.replaceAll(/^/gm, '    ')}`, 'it');
  const result = mergePair(was, pairEntry(before, name), generated.pair, writing.winner);
  const after = result.text === null ? null : withPairEntry(before, name, result.text);
  if (after !== null) {
    const { open } = writing;
    const { value, diagnostics } = loadParity(
      { path: parityFile, text: after },
      open.project.timeZone,
      open.variables,
    );
    const own = value?.pairs.find((each) => each.name === name)?.problems ?? [];
    const problems = [...diagnostics, ...own];
    if (hasErrors(problems)) {
      const subject = placeIn(mapping.file, mapping.node, ['parity']);
      throw new ProjectError(
        problems.map(({ context: _, related: __, ...each }) => ({ ...each, subject })),
        writing.fileText,
      );
    }
  }
  await put(writing, parityFile, after);
  await put(writing, basePath, result.base);
  return { what: `${parityFile}: ${name}`, ...result };
}

/** Two layers may have models of one name: the second one's pair has its layer's name before it. */
async function pairName(
  writing: Writing,
  { name, pair }: GeneratedPair,
  isDefault: boolean,
): Promise<string> {
  const base = await textOf(writing, `${basesFolder}/parity/${name}.yml`);
  const isOthers = base !== null && !base.split('\n').includes(`right: ${String(pair.right)}`);
  return isDefault && isOthers ? String(pair.right).replace('.', '_') : name;
}

export function bareName(model: string): string {
  return model.slice(model.indexOf('.') + 1);
}

async function textOf({ host, open }: Writing, path: string): Promise<string | null> {
  const whole = `${open.folder}/${path}`;
  return (await host.files.stat(whole)) === null ? null : host.files.readText(whole);
}

async function put({ host, open, dryRun }: Writing, path: string, text: string | null): Promise<void> {
  if (text === null || dryRun) return;
  const whole = `${open.folder}/${path}`;
  await host.files.createFolder(dirname(whole));
  await host.files.replace(whole, text);
}
