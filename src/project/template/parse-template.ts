import Handlebars from 'handlebars';
import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { type SourceFile, type Span, spanOf } from '../../text/index.ts';

export type Program = hbs.AST.Program;
export type Statement = hbs.AST.Statement;
export type Expression = hbs.AST.Expression;

/** A template taken apart. Nodes keep Handlebars' own locations; `place` gives their spans in the file. */
export interface Template {
  readonly file: SourceFile;
  /** UTF-16 offset in the file at which the template begins. */
  readonly start: number;
  readonly program: Program;
  readonly lines: readonly number[];
}

export function parseTemplate(file: SourceFile, start: number): Outcome<Template | null> {
  const text = file.text.slice(start);
  const forbidden = /[\uFDD0-\uFDD3]/.exec(text);
  if (forbidden !== null) {
    const at = start + forbidden.index;
    return {
      value: null,
      diagnostics: [diagnose('template-noncharacter', {}, { subject: spanOf(file, at, at + 1) })],
    };
  }
  try {
    const program = Handlebars.parse(text, { ignoreStandalone: true });
    return { value: { file, start, program, lines: lineStarts(text) }, diagnostics: [] };
  } catch (error) {
    return { value: null, diagnostics: [syntaxError(file, start, text, error as ParseError)] };
  }
}

/** The span of a node of the template. */
export function placeOf(template: Template, node: { readonly loc: hbs.AST.SourceLocation }): Span {
  const { start, end } = rangeOf(template, node.loc);
  return spanOf(template.file, start, end);
}

/** UTF-16 offsets in the file of a location of Handlebars: lines from 1, columns from 0. */
export function rangeOf(template: Template, loc: hbs.AST.SourceLocation): { start: number; end: number } {
  const offset = (at: hbs.AST.Position): number =>
    template.start + (template.lines[at.line - 1] ?? 0) + at.column;
  return { start: offset(loc.start), end: offset(loc.end) };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

interface ParseError extends Error {
  readonly lineNumber?: number;
  readonly column?: number;
}

function syntaxError(file: SourceFile, start: number, text: string, error: ParseError): Diagnostic {
  const open = unclosed(text);
  if (open !== null) {
    const subject = spanOf(file, start + open.start, start + open.end);
    return diagnose('template-not-closed', { what: open.text, block: open.block }, { subject });
  }
  const first = error.message.split('\n')[0] ?? '';
  const line = error.lineNumber ?? Number(/line (\d+)/.exec(first)?.[1] ?? 1);
  const lines = lineStarts(text);
  const lineStart = lines[line - 1] ?? 0;
  const lineText = text.slice(lineStart, (lines[line] ?? text.length + 1) - 1);
  // The parser names the line only: the braces on it are the nearest that can be shown.
  const braces = error.column ?? Math.max(0, lineText.indexOf('{{'));
  const from = start + lineStart + braces;
  const close = lineText.indexOf('}}', braces);
  const length = close < 0 ? Math.max(1, lineText.trimEnd().length - braces) : close + 2 - braces;
  const got = /got '([^']*)'/.exec(error.message)?.[1];
  const mismatch = / doesn't match /.test(error.message) ? first.replace(/ - \d+:\d+$/, '') : undefined;
  return diagnose(
    'template-syntax',
    {
      reason:
        mismatch ??
        (got === undefined ? 'this is not a template expression' : `unexpected ${tokenWords[got] ?? got}`),
    },
    { subject: spanOf(file, from, from + length) },
  );
}

const tokenWords: Readonly<Record<string, string>> = {
  EOF: 'end of the file',
  INVALID: 'character',
  CLOSE: '`}}`',
  CONTENT: 'text',
  OPEN_ENDBLOCK: 'end of a block (`{{/`)',
  EQUALS: '`=`',
};

/** The innermost `{{` or block that is never closed, if that is what is wrong. */
function unclosed(text: string): { text: string; start: number; end: number; block: boolean } | null {
  const blocks: { text: string; start: number; end: number; name: string; block: boolean }[] = [];
  const opening = /\\?\{\{\{?\{?/g;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    if (match[0].startsWith('\\')) continue;
    const start = match.index;
    const comment = text.startsWith('{{!--', start);
    const close = text.indexOf(comment ? '--}}' : '}}', start);
    if (close < 0) return { text: text.slice(start, start + 2), start, end: start + 2, block: false };
    const end = close + (comment ? 4 : 2);
    opening.lastIndex = end;
    const [, mark, name = ''] = /^\{\{~?\s*([#^/])\s*[>*]?\s*([^\s}~]*)/.exec(text.slice(start, end)) ?? [];
    if (mark === '#' || (mark === '^' && name !== ''))
      blocks.push({ text: text.slice(start, end), start, end, name, block: true });
    else if (mark === '/' && blocks.at(-1)?.name === name) blocks.pop();
  }
  return blocks.at(-1) ?? null;
}
