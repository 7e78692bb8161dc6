import { resolve } from 'node:path';
import { temporaryFolder } from '../environment/index.ts';
import { lakePath, type OpenSources, openSources } from '../execute/index.ts';
import type { Connector, Database, KnownRelation } from '../ports/index.ts';
import { type ContractRelation, resolveConnection } from '../project/index.ts';
import type { Host } from './host.ts';
import { loadConnector } from './load-connector.ts';
import { type OpenProject, ProjectError } from './open-project.ts';
import { secretLookup } from './secrets.ts';

/** A database for compiling: nothing but stubs will be in it. */
export function openCompilingDatabase(host: Host, timeZone: string): Promise<Database> {
  return host.engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone,
  });
}

/** A database for asking how a query would be planned: over empty stand-ins. */
export function openPlanningDatabase(host: Host, timeZone: string): Promise<Database> {
  return host.engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone,
    plansOnly: true,
  });
}

/** Where the engine finds the lake's files. */
function lakeFolders({ lake, layerRoots }: OpenProject): string[] {
  return [lake.folder, ...layerRoots].map((folder) => lake.files.enginePath(folder));
}

/** A database for queries that write nothing: it reaches the lake and the seeds, and spills nowhere. */
export function openReadingDatabase(host: Host, open: OpenProject): Promise<Database> {
  return host.engine.open({
    allowedFolders: [...lakeFolders(open), resolve(open.folder, open.project.seedsFolder)],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    secretOf: secretLookup(open),
    timeZone: open.project.timeZone,
  });
}

/** A database that builds: it spills into the lake. */
export function openBuildingDatabase(
  host: Host,
  open: OpenProject,
  memoryLimit: string | null,
): Promise<Database> {
  return host.engine.open({
    allowedFolders: [...lakeFolders(open), resolve(open.folder, open.project.seedsFolder)],
    temporaryFolder: open.lake.files.enginePath(lakePath(open.lake, temporaryFolder)),
    threads: null,
    memoryLimit,
    secretOf: secretLookup(open),
    timeZone: open.project.timeZone,
  });
}

/** The sources of a target, each connected when it is first needed. Secrets are resolved here and go nowhere but to the connector. */
export function openTarget(host: Host, open: OpenProject, target: string): OpenSources {
  return openSources(async (source) => {
    const { connector, settings, known } = await targetConnector(host, open, target, source);
    return connector.open(source, settings, known);
  });
}

/** What a source of a target is opened with. */
export async function targetConnector(
  host: Host,
  open: OpenProject,
  target: string,
  source: string,
): Promise<{
  readonly connector: Connector;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly known: readonly KnownRelation[];
}> {
  const { value, diagnostics } = resolveConnection(open.project, target, source, open.variables);
  if (value === null) throw new ProjectError(diagnostics, open.fileText);
  const relations = open.project.relations.filter((relation) => relation.source === source);
  return {
    connector: await loadConnector(host, open, value.type),
    settings: withFolder(value.settings, open.folder),
    known: relations.map(knownRelation),
  };
}

function knownRelation({ sourceName, columns, csv }: ContractRelation): KnownRelation {
  return {
    name: sourceName,
    columns: columns.map((column) => ({
      name: column.sourceName,
      type: column.type,
      nullable: column.nullable,
      description: column.description,
      format: column.format,
    })),
    csv,
  };
}

/** Paths in `project.yml` are relative to the project. */
function withFolder(
  settings: Readonly<Record<string, unknown>>,
  folder: string,
): Readonly<Record<string, unknown>> {
  const placed = ['path', 'ssl_ca', 'ssl_cert', 'ssl_key'].flatMap((setting) => {
    const path = settings[setting];
    return typeof path === 'string' ? [[setting, resolve(folder, path)] as const] : [];
  });
  return { ...settings, ...Object.fromEntries(placed) };
}

/** Where on this machine a command may leave a file for a moment. */
export function scratchFolder(open: OpenProject): string {
  return open.lake.files.enginePath(lakePath(open.lake, temporaryFolder));
}
