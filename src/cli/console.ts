import { relative, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Host } from './host.ts';
import { countDiagnostics, type FileText, renderDiagnostics } from './views/diagnostics.ts';
import { makeStyle, type Style } from './views/style.ts';

/** Stands for the path of SQL that came from the command line. */
export const queryPath = 'query';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly project: string | null;
  readonly target: string | null;
  readonly json: boolean;
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Where a command's words go: results to stdout, everything for people to stderr. */
export interface Console {
  readonly style: Style;
  readonly width: number;
  readonly json: boolean;
  readonly quiet: boolean;
  /** A result, for stdout. */
  readonly result: (text: string) => void;
  /** A JSON document, for stdout. */
  readonly document: (value: unknown) => void;
  /** A line for people; silent with `--quiet` and with `--json`. */
  readonly say: (text: string) => void;
  /** Diagnostics for people; with `--json` they are part of the document instead. */
  readonly diagnostics: (diagnostics: readonly Diagnostic[], fileText?: FileText) => void;
}

export function makeConsole(host: Host, options: GlobalOptions): Console {
  const project = resolve(host.folder, options.project ?? '.');
  const below = relative(host.folder, project);
  const prefix = below.startsWith('..') ? project : below;
  // What the user typed is no file.
  const shownPath = (path: string) => (prefix === '' || path === queryPath ? path : `${prefix}/${path}`);
  const style = makeStyle(options.colour && host.terminal.colours);
  return {
    style,
    width: host.terminal.columns,
    json: options.json,
    quiet: options.quiet,
    result: (text) => host.stdout(text.endsWith('\n') ? text : `${text}\n`),
    document: (value) => host.stdout(`${JSON.stringify(value, null, 2)}\n`),
    say: (text) => {
      if (!options.quiet && !options.json) host.stderr(`${text}\n`);
    },
    diagnostics: (diagnostics, fileText = () => undefined) => {
      if (options.json) return;
      const shown = options.quiet ? diagnostics.filter((each) => each.severity === 'error') : diagnostics;
      if (shown.length === 0) return;
      host.stderr(renderDiagnostics(shown, fileText, style, shownPath));
      if (shown.length > 1) host.stderr(`${countDiagnostics(shown)}\n`);
    },
  };
}
