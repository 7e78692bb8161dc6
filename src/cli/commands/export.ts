import { relative } from 'node:path';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { currentFormat, type Manifest } from '../../environment/index.ts';
import type { ExportManifest } from '../../exports/index.ts';
import type { Database } from '../../ports/index.ts';
import type { Export } from '../../project/index.ts';
import { nearNames } from '../../text/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type CheckedFile, checkFiles } from '../export/check-files.ts';
import { readExportManifest } from '../export/deliver-set.ts';
import { exportFiles, exportFolder, manifestPath } from '../export/export-files.ts';
import { exportedText } from '../export/exported-text.ts';
import { nightOf } from '../export/night.ts';
import { readVersion } from '../export/read-version.ts';
import { compileWhole, type OpenProject, openProject } from '../open-project.ts';
import { bytes, count } from '../views/units.ts';
import type { Context } from './context.ts';

export interface ExportOptions {
  /** Empty: all. */
  readonly names: readonly string[];
  readonly environment: string | null;
  readonly version: string | null;
  readonly date: string | null;
  readonly to: string | null;
  readonly check: boolean;
  readonly memoryLimit: string | null;
}

/** `lode export [NAME…]`: tables of a committed version as files; with `--check`, whether the files are still those. Exit code 2: they are not. */
export async function exportCommand(context: Context, request: ExportOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { warnings } = await compileWhole(host, open);
  console.diagnostics(warnings, open.fileText);
  const chosen = chosenExports(open, request.names);
  const date = nightOf(host, open, request.date);
  const versions = openVersions(context, open, request);
  try {
    if (request.check)
      return sayChecked(context, await checkAll(context, open, chosen, versions, { ...request, date }));
    const made: { readonly folder: string; readonly manifest: ExportManifest }[] = [];
    const failed: Diagnostic[] = [];
    for (const one of chosen) {
      const { manifest, database } = await versions.of(one);
      const given = { manifest, database: await database(), date, to: request.to };
      try {
        const exported = await exportFiles(host, open, one, given);
        const folder = exportFolder(host, open, one, request.to);
        made.push({ folder, manifest: exported });
        if (!options.json) console.say(exportedText(context, folder, exported));
      } catch (error) {
        // One that fails stops no other: somebody else waits for that file.
        if (!(error instanceof DiagnosticError)) throw error;
        failed.push(...error.diagnostics);
      }
    }
    if (options.json)
      console.document({
        formatVersion: currentFormat,
        exports: made.map(({ folder, manifest }) => ({ folder, ...manifest })),
        diagnostics: failed,
      });
    console.diagnostics(failed, open.fileText);
    return failed.length === 0 ? exitCodes.done : exitCodes.error;
  } finally {
    await versions.close();
  }
}

interface OpenVersions {
  readonly of: (
    one: Export,
  ) => Promise<{ readonly manifest: Manifest; readonly database: () => Promise<Database> }>;
  readonly close: () => Promise<void>;
}

/** The version of each environment that is exported, read once, with a database that is opened when it is first needed. */
function openVersions({ host }: Context, open: OpenProject, request: ExportOptions): OpenVersions {
  const manifests = new Map<string, Promise<Manifest>>();
  const databases = new Map<string, Promise<Database>>();
  return {
    async of(one) {
      const environment = request.environment ?? one.environment ?? open.project.defaultEnvironment;
      const manifest = manifests.get(environment) ?? readVersion(open, environment, request.version);
      manifests.set(environment, manifest);
      const database = (): Promise<Database> => {
        const known = databases.get(environment) ?? openBuildingDatabase(host, open, request.memoryLimit);
        databases.set(environment, known);
        return known;
      };
      return { manifest: await manifest, database };
    },
    async close() {
      for (const database of databases.values()) await (await database).close();
    },
  };
}

async function checkAll(
  { host }: Context,
  open: OpenProject,
  chosen: readonly Export[],
  versions: OpenVersions,
  request: { readonly date: string; readonly to: string | null },
): Promise<Checked[]> {
  const results: Checked[] = [];
  for (const one of chosen) {
    const { manifest: version } = await versions.of(one);
    const folder = exportFolder(host, open, one, request.to);
    const path = manifestPath(open, one, { manifest: version, date: request.date });
    const manifest = await readExportManifest(host, folder, path);
    const files = manifest === null ? [] : await checkFiles(folder, manifest);
    results.push({ export: one.name, folder, path, manifest, files });
  }
  return results;
}

function chosenExports({ project }: OpenProject, names: readonly string[]): readonly Export[] {
  const known = project.exports.map((one) => one.name);
  if (known.length === 0 && names.length === 0) throw new DiagnosticError(diagnose('export-none', {}));
  if (names.length === 0) return project.exports;
  return names.map((name) => {
    const found = project.exports.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      throw new DiagnosticError(diagnose('export-unknown', { name, known, near: nearNames(name, known) }));
    return found;
  });
}

interface Checked {
  readonly export: string;
  readonly folder: string;
  readonly path: string;
  readonly manifest: ExportManifest | null;
  readonly files: readonly CheckedFile[];
}

function sayChecked({ host, options, console }: Context, results: readonly Checked[]): ExitCode {
  const { style } = console;
  const whole = ({ manifest, files }: Checked) =>
    manifest !== null && files.every((file) => file.state === 'equal');
  if (options.json)
    console.document({
      formatVersion: currentFormat,
      exports: results.map((each) => ({
        export: each.export,
        folder: each.folder,
        manifest: each.manifest === null ? null : each.path,
        environment: each.manifest?.environment ?? null,
        environmentVersion: each.manifest?.environmentVersion ?? null,
        equal: whole(each),
        files: each.files,
      })),
    });
  for (const each of results) {
    const shown = relative(host.folder, each.folder) || '.';
    if (each.manifest === null) {
      console.say(
        `${style.red('✗')} ${each.export}  ${shown}/${each.path} is not there: nothing was exported`,
      );
      continue;
    }
    const { environment, environmentVersion } = each.manifest;
    if (whole(each))
      console.say(
        `${style.green('✓')} ${each.export}  ${each.files.length === 1 ? 'the file is' : `all ${count(each.files.length)} files are`} as exported from ${environment} version ${environmentVersion}`,
      );
    for (const file of each.files)
      if (file.state === 'missing')
        console.say(`${style.red('✗')} ${each.export}  ${shown}/${file.path} is not there`);
      else if (file.state === 'other')
        console.say(
          `${style.red('✗')} ${each.export}  ${shown}/${file.path} is another file: ${bytes(file.found!.bytes)}, sha256 ${file.found!.sha256.slice(0, 12)}…; exported were ${bytes(file.expected.bytes)}, sha256 ${file.expected.sha256.slice(0, 12)}…`,
        );
  }
  return results.every(whole) ? exitCodes.done : exitCodes.differences;
}
