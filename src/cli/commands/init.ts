import { basename, isAbsolute, relative, resolve } from 'node:path';
import { quoteText } from '../../delta/index.ts';
import { hasErrors } from '../../diagnostics/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Host } from '../host.ts';
import {
  editorFiles,
  gitIgnore,
  type ImportedModel,
  importedFiles,
  ownGitIgnore,
  plainName,
  refuseExisting,
  starterFiles,
  starterOrders,
  writeNewFiles,
} from '../init/index.ts';
import { compileOpen, openProject } from '../open-project.ts';
import { padText, textWidth } from '../views/text-width.ts';
import { count, rows } from '../views/units.ts';
import type { Context } from './context.ts';

export interface InitOptions {
  readonly folder: string | null;
  readonly fromParquet: string | null;
  readonly source: string | null;
}

interface NewProject {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly models: readonly ImportedModel[];
  /** A relation worth looking at first. */
  readonly look: string;
}

/** `lode init [dir]`: a new project that applies at once. Overwrites nothing. */
export async function initCommand(context: Context, request: InitOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const folder = resolve(host.folder, request.folder ?? options.project ?? '.');
  await refuseExisting(host.files, folder, ['project.yml']);
  const name = plainName(basename(folder), 'lode_project');
  const { made, needed, helpful, kept } = await withScratch(host, folder, async (scratch) => {
    const made =
      request.fromParquet === null
        ? await starter(host, folder, name, scratch)
        : await imported(host, folder, name, request.fromParquet, request.source, scratch);
    const { 'README.md': readme, ...needed } = made.files;
    const editor = editorFiles();
    const helpful = {
      '.gitignore': gitIgnore,
      '.lode/.gitignore': ownGitIgnore,
      'README.md': readme as string,
      ...editor.schemas,
      ...editor.settings,
    };
    return { made, needed, helpful, ...(await writeNewFiles(host.files, folder, needed, helpful)) };
  });

  const written = [
    ...Object.keys(needed),
    ...Object.keys(helpful).filter((path) => !kept.includes(path)),
  ].sort();
  const open = await openProject(host, { ...options, project: folder });
  const { diagnostics } = await compileOpen(host, open);
  const next = nextCommands(host, folder, made.look);
  if (options.json)
    console.document({
      formatVersion: '1.0',
      folder,
      project: name,
      files: written,
      kept,
      models: made.models,
      next,
      diagnostics,
    });
  console.diagnostics(diagnostics, open.fileText);
  const { style } = console;
  const width = Math.max(0, ...made.models.map((model) => textWidth(model.model)));
  for (const model of made.models)
    console.say(
      `  ${style.green('+')} ${padText(model.model, width, 'left')}  ${style.dim(`${rows(model.rows)} · ${count(model.columns)} columns · ${count(model.audits)} audits proposed`)}`,
    );
  for (const path of kept)
    console.say(`  ${style.yellow('!')} ${path} was there already and stays as it is${advice(path)}`);
  console.say(
    `${style.green('✓')} ${name}: ${count(written.length)} files in ${shown(host, folder)}. Next:\n`,
  );
  for (const command of next) console.say(`    ${style.bold(command)}`);
  return hasErrors(diagnostics) ? exitCodes.error : exitCodes.done;
}

/** Runs `work` with a folder that is gone afterwards; a project folder that had to be made for it alone goes as well. */
async function withScratch<T>(host: Host, folder: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const own = `${folder}/.lode`;
  const hadFolder = (await host.files.stat(folder)) !== null;
  const hadOwn = (await host.files.stat(own)) !== null;
  const scratch = `${own}/init-${host.clock.uuid()}`;
  await host.files.createFolder(scratch);
  let done = false;
  try {
    const result = await work(scratch);
    done = true;
    return result;
  } finally {
    const whole = done ? scratch : hadOwn ? scratch : hadFolder ? own : folder;
    await host.files.removeFolder(whole);
  }
}

async function starter(host: Host, folder: string, name: string, scratch: string): Promise<NewProject> {
  const texts = starterFiles(name);
  const mock = 'seeds/shop/orders.parquet';
  await refuseExisting(host.files, folder, [
    ...Object.keys(texts).filter((path) => path !== 'README.md'),
    mock,
  ]);
  const database = await host.engine.open({
    allowedFolders: [scratch],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const session = await database.connect();
    const path = `${scratch}/orders.parquet`;
    await session.execute(`COPY (${starterOrders}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
    session.close();
    return {
      files: { ...texts, [mock]: await host.files.read(path) },
      models: [],
      look: 'gold.revenue_daily',
    };
  } finally {
    await database.close();
  }
}

async function imported(
  host: Host,
  folder: string,
  name: string,
  parquet: string,
  sourceName: string | null,
  scratch: string,
): Promise<NewProject> {
  const data = resolve(host.folder, parquet);
  const inside = relative(folder, data);
  const isInside = inside === '' || (!inside.startsWith('..') && !isAbsolute(inside));
  const database = await host.engine.open({
    allowedFolders: [scratch],
    temporaryFolder: scratch,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const { files, models } = await importedFiles({
      project: name,
      source: usableSource(plainName(sourceName ?? basename(data), 'files')),
      connector: await host.connectorFor('parquet'),
      folder: data,
      written: isInside ? inside || '.' : data,
      database,
    });
    return { files, models, look: models[0]!.model };
  } finally {
    await database.close();
  }
}

/** Names of layers and of the engine's own schemas cannot be a source's. */
function usableSource(name: string): string {
  const taken = [
    'bronze',
    'silver',
    'gold',
    'seeds',
    'main',
    'temp',
    'system',
    'pg_catalog',
    'information_schema',
  ];
  return taken.includes(name) ? `${name}_files` : name;
}

function nextCommands(host: Host, folder: string, look: string): string[] {
  const enter = folder === host.folder ? '' : `cd ${quoteForShell(shown(host, folder))} && `;
  return [`${enter}lode apply`, `lode query "FROM ${look} LIMIT 10"`];
}

function shown(host: Host, folder: string): string {
  const path = relative(host.folder, folder);
  return path === '' ? '.' : path.startsWith('..') ? folder : path;
}

function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function advice(path: string): string {
  return path === '.gitignore' ? ': add `lake/` and `.env` to it' : '';
}
