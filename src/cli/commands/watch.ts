import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, hasErrors } from '../../diagnostics/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, type OpenProject, openProject, ProjectError } from '../open-project.ts';
import { duration } from '../views/units.ts';
import { compileDocument, compileVerdict } from './compile.ts';
import type { Context } from './context.ts';

/** After the last sign of a change: an editor's save is several of them. */
const settleMilliseconds = 30;
/** How often it looks without a sign, for file systems that give none. */
const lookMilliseconds = 1500;

/**
 * `lode compile --watch`: compiles, and again whenever a file of the project has another content, until it is interrupted. With `--json` one document a
 * line for each time.
 */
export async function watchCommand(context: Context): Promise<ExitCode> {
  const { host, options, console } = context;
  const folder = resolve(host.folder, options.project ?? '.');
  let last: Look = { state: '', texts: new Map() };
  let signs = 0;
  let wake = () => {};
  let seeds = 'seeds';
  const changed = () => {
    signs++;
    wake();
  };
  const watching = host.watch(folder, ['models', 'macros', 'tests', seeds], changed);
  let ofSeeds: { close: () => void } | null = null;
  host.signal.addEventListener('abort', changed, { once: true });
  try {
    while (!host.signal.aborted) {
      const seen = signs;
      const look = await tryOpen(context);
      if (look.open !== null && look.open.project.seedsFolder !== seeds) {
        seeds = look.open.project.seedsFolder;
        ofSeeds?.close();
        ofSeeds = host.watch(folder, [seeds], changed);
      }
      if (look.state !== last.state) {
        await report(context, look, last);
        last = look;
      }
      // What happened meanwhile may have been read half.
      if (signs === seen) await sleepUntil((done) => (wake = done), lookMilliseconds);
      if (signs !== seen && !host.signal.aborted) await sleepUntil(() => {}, settleMilliseconds);
    }
  } finally {
    watching.close();
    ofSeeds?.close();
  }
  console.say('\nStopped watching.');
  return exitCodes.interrupted;
}

interface Look {
  /** A hash of everything that a compilation depends on. */
  readonly state: string;
  readonly texts: ReadonlyMap<string, string>;
}

interface Opened extends Look {
  readonly open: OpenProject | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly fileText: (path: string) => string | undefined;
}

async function tryOpen({ host, options }: Context): Promise<Opened> {
  try {
    const open = await openProject(host, options);
    const { texts, data } = open.files;
    const all = new Map([...texts, ...data].map((file) => [file.path, file.text]));
    const hash = createHash('sha256');
    for (const [path, text] of all) hash.update(`${path}\0${text.length}\0${text}\0`);
    // .env decides what the lake's folder is; its values are hashed, never kept.
    hash.update(JSON.stringify(open.variables));
    return {
      state: hash.digest('hex'),
      texts: all,
      open,
      diagnostics: open.diagnostics,
      fileText: open.fileText,
    };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const fileText = error instanceof ProjectError ? error.fileText : () => undefined;
    const state = JSON.stringify(error.diagnostics);
    const text = fileText('project.yml');
    const texts = new Map(text === undefined ? [] : [['project.yml', text]]);
    return { state, texts, open: null, diagnostics: error.diagnostics, fileText };
  }
}

async function report(context: Context, look: Opened, last: Look): Promise<void> {
  const { host, options, console } = context;
  const started = host.clock.now();
  const result = look.open === null ? null : await compileOpen(host, look.open);
  const seconds = (host.clock.now() - started) / 1000;
  if (host.signal.aborted) return;
  const diagnostics = result?.diagnostics ?? look.diagnostics;
  if (options.json) {
    const document =
      result === null || look.open === null
        ? { formatVersion: '1.0', diagnostics }
        : compileDocument(look.open, result.compiled, diagnostics);
    host.stdout(`${JSON.stringify({ ...document, seconds })}\n`);
    return;
  }
  const { style } = console;
  const time = new Date(host.clock.now()).toTimeString().slice(0, 8);
  console.say(
    `${style.dim(`── ${time} ${last.state === '' ? 'watching; Ctrl-C ends' : whatChanged(last.texts, look.texts)}`)}`,
  );
  console.diagnostics(diagnostics, look.fileText);
  console.say(
    result === null || look.open === null
      ? `${style.red('✗')} the project cannot be read.`
      : `${compileVerdict(console, look.open, result.compiled, hasErrors(diagnostics))} ${style.dim(duration(seconds))}`,
  );
}

function whatChanged(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
  if (changed.length === 0) return 'settings changed';
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
  return `${changed.slice(0, 3).join(', ')}${more}`;
}

function sleepUntil(onWake: (done: () => void) => void, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
