import { resolve } from 'node:path';
import {
  type Compilation,
  type CompiledProject,
  checkPrivacy,
  checkSecrets,
  compileProject,
  openCompilation,
  readProject,
} from '../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from '../diagnostics/index.ts';
import { environmentName } from '../environment/index.ts';
import type { Lake } from '../execute/index.ts';
import type { Database } from '../ports/index.ts';
import {
  type Project,
  type ProjectFiles,
  resolveAccess,
  resolveLake,
  resolveStorage,
} from '../project/index.ts';
import { nearNames } from '../text/index.ts';
import { lodeVersion } from '../version.ts';
import type { GlobalOptions } from './console.ts';
import { driftHints } from './drift-hints.ts';
import type { Host } from './host.ts';
import { placeLayers } from './layer-roots.ts';
import { filesOf, placeFolder } from './storage.ts';
import type { FileText } from './views/diagnostics.ts';

/** A project whose files were read and checked, errors in models aside. */
export interface OpenProject {
  /** Absolute. */
  readonly folder: string;
  readonly project: Project;
  readonly files: ProjectFiles;
  /** The variables that `project.yml` may name: the process's and those of `.env`. Never printed. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly lake: Lake;
  /** Folders beside the lake's own in which layers of it lie, absolute. */
  readonly layerRoots: readonly string[];
  /** Of the files and of what they say. */
  readonly diagnostics: readonly Diagnostic[];
  /** Those of `diagnostics` that reading gave, before the files were looked into. */
  readonly ofReading: readonly Diagnostic[];
  /** Whether `project` is what the files say; false where a query was added to it. */
  readonly asWritten: boolean;
  readonly compilation: Compilation;
  readonly fileText: FileText;
}

/** An error that knows the texts its code frames need. */
export class ProjectError extends DiagnosticError {
  readonly fileText: FileText;
  constructor(diagnostics: readonly Diagnostic[], fileText: FileText) {
    super(diagnostics);
    this.fileText = fileText;
  }
}

/** Reads the project that the options name. Rejects where nothing can be done with it: no project.yml, or one that is wrong. */
export async function openProject(host: Host, options: GlobalOptions): Promise<OpenProject> {
  const folder = resolve(host.folder, options.project ?? '.');
  const read = await readProject(host.files, folder, host.environment);
  const fileText = textsOf(read.value.files);
  const { name, version } = host.engine;
  const compilation = await openCompilation(read.value.files, {
    files: host.files,
    folder: `${folder}/.lode`,
    identity: `lode ${lodeVersion} ${name} ${version}`,
  });
  const { loaded } = compilation;
  const diagnostics = [...read.diagnostics, ...loaded.diagnostics];
  if (loaded.value === null) throw new ProjectError(diagnostics, fileText);
  const { environment } = read.value;
  const lakeFolder = resolveLake(loaded.value, environment);
  const storage = resolveStorage(loaded.value.storage, environment);
  const access = resolveAccess(loaded.value.access, environment);
  const ofLake = [...lakeFolder.diagnostics, ...storage.diagnostics, ...access.diagnostics];
  if (lakeFolder.value === null || storage.value === null || access.value === null)
    throw new ProjectError([...diagnostics, ...ofLake], fileText);
  const place = placeFolder(folder, lakeFolder.value);
  const placed = await placeLayers(host, access.value, {
    lake: place,
    files: await filesOf(host, place, storage.value, environment, folder),
    storage: storage.value,
    variables: environment,
    folder,
  });
  if (placed.diagnostics.length > 0)
    throw new ProjectError([...diagnostics, ...placed.diagnostics], fileText);
  const lake: Lake = {
    folder: place,
    files: placed.files,
    clock: host.clock,
    actor: { user: host.user, host: host.machine, pid: host.process },
    project: { name: loaded.value.name, git: await host.gitRevision(folder) },
  };
  return {
    folder,
    project: loaded.value,
    files: read.value.files,
    variables: environment,
    lake,
    layerRoots: placed.roots,
    diagnostics: [...diagnostics, ...ofLake],
    ofReading: [...read.diagnostics, ...ofLake],
    asWritten: true,
    compilation,
    fileText,
  };
}

/**
 * Compiles an open project in a database of its own, or gives what compiling the very same files gave before: the last result is kept in the project's
 * `.lode`, and the engine is not even loaded then.
 */
export async function compileOpen(
  host: Host,
  open: OpenProject,
): Promise<{ compiled: CompiledProject; diagnostics: readonly Diagnostic[] }> {
  const engine = { name: host.engine.name, version: host.engine.version };
  const database = (timeZone: string) =>
    host.engine.open({
      allowedFolders: null,
      temporaryFolder: null,
      threads: null,
      memoryLimit: null,
      timeZone,
    });
  if (open.asWritten) {
    const { compiled, diagnostics } = await open.compilation.compile(async (project) => ({
      database: await database(project.timeZone),
      engine,
    }));
    // null only where the project could not be loaded, and then it could not have been opened.
    if (compiled !== null) {
      const privacy = await privacyDiagnostics(compiled, database);
      return { compiled, diagnostics: [...open.ofReading, ...diagnostics, ...privacy] };
    }
  }
  const own = await database(open.project.timeZone);
  try {
    const { value, diagnostics } = await compileProject(open.project, own, engine);
    const privacy = await privacyDiagnostics(value, database);
    return { compiled: value, diagnostics: [...open.diagnostics, ...diagnostics, ...privacy] };
  } finally {
    await own.close();
  }
}

/** Only a policy makes it worth while to follow personal data. */
async function privacyDiagnostics(
  compiled: CompiledProject,
  open: (timeZone: string) => Promise<Database>,
): Promise<readonly Diagnostic[]> {
  const { privacy, timeZone } = compiled.project;
  const ofSecrets = checkSecrets(compiled);
  if (Object.keys(privacy.layers).length === 0) return ofSecrets;
  const { diagnostics } = await checkPrivacy(compiled, () => open(timeZone));
  return [...ofSecrets, ...diagnostics];
}

/** The same, for commands that go on only with a project that is right as a whole. Warnings are given back. */
export async function compileWhole(
  host: Host,
  open: OpenProject,
): Promise<{ compiled: CompiledProject; warnings: readonly Diagnostic[] }> {
  const { compiled, diagnostics } = await compileOpen(host, open);
  if (hasErrors(diagnostics))
    throw new ProjectError([...diagnostics, ...(await driftHints(open, diagnostics))], open.fileText);
  return { compiled, warnings: diagnostics };
}

/** The environment that a command means, its name checked. */
export function environmentOf(open: OpenProject, name: string | null): string {
  const environment = name ?? open.project.defaultEnvironment;
  if (environmentName.test(environment)) return environment;
  throw new DiagnosticError(diagnose('environment-name-invalid', { environment }));
}

/** The target that a command means: one that `project.yml` declares. */
export function targetOf(open: OpenProject, name: string | null): string {
  const known = open.project.targets.map((target) => target.name);
  const target = name ?? open.project.defaultTarget ?? 'none';
  if (known.includes(target) || (known.length === 0 && name === null)) return target;
  throw new DiagnosticError(diagnose('target-unknown', { target, near: nearNames(target, known), known }));
}

function textsOf(files: ProjectFiles): FileText {
  const texts = new Map<string, string>();
  for (const file of files.texts) texts.set(file.path, file.text);
  for (const file of files.data) texts.set(file.path, file.text);
  return (path) => texts.get(path);
}
