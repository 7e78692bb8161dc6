import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Span } from '../../text/index.ts';
import { codeFrame } from './code-frame.ts';
import type { Style } from './style.ts';

/** Gives the text of a project file, for code frames; undefined where it is not at hand. */
export type FileText = (path: string) => string | undefined;

/** A project's path as it can be opened from the working folder. */
export type ShownPath = (path: string) => string;

/** Diagnostics for people: errors last, so that what matters stands next to the prompt; each with its place, frame and next step. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  fileText: FileText,
  style: Style,
  shownPath: ShownPath = (path) => path,
): string {
  const order = { note: 0, warning: 1, error: 2 };
  const sorted = diagnostics
    .map((diagnostic, index) => ({ diagnostic, index }))
    .sort((a, b) => order[a.diagnostic.severity] - order[b.diagnostic.severity] || a.index - b.index);
  return sorted.map(({ diagnostic }) => renderDiagnostic(diagnostic, fileText, style, shownPath)).join('\n');
}

export function renderDiagnostic(
  diagnostic: Diagnostic,
  fileText: FileText,
  style: Style,
  shownPath: ShownPath = (path) => path,
): string {
  const paint =
    diagnostic.severity === 'error'
      ? style.red
      : diagnostic.severity === 'warning'
        ? style.yellow
        : style.cyan;
  const lines = [
    `${style.bold(paint(`${diagnostic.severity}:`))} ${style.bold(diagnostic.summary)} ${style.dim(`[${diagnostic.code}]`)}`,
  ];
  if (diagnostic.subject !== null) lines.push(...place(diagnostic.subject, fileText, style, shownPath));
  if (diagnostic.detail !== undefined) lines.push(...indent(diagnostic.detail));
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${style.dim('·')} ${related.message} ${style.cyan(location(related.span, shownPath))}`);
  }
  if (diagnostic.hint !== undefined)
    lines.push(
      ...indent(diagnostic.hint).map((line, index) =>
        index === 0 ? line.replace(/^ {2}/, `${style.green('→')} `) : line,
      ),
    );
  return `${lines.join('\n')}\n`;
}

/** "3 errors, 1 warning" */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = [
    ['error', count('error')],
    ['warning', count('warning')],
    ['note', count('note')],
  ] as const;
  const named = parts
    .filter(([, number]) => number > 0)
    .map(([word, number]) => `${number} ${word}${number === 1 ? '' : 's'}`);
  return named.length === 0 ? 'no errors' : named.join(', ');
}

/** `file:line:column`, which terminals and editors make a link of. */
function location(span: Span, shownPath: ShownPath): string {
  return `${shownPath(span.file)}:${span.line}:${span.column}`;
}

function place(span: Span, fileText: FileText, style: Style, shownPath: ShownPath): string[] {
  const text = fileText(span.file);
  const head = `  ${style.cyan(location(span, shownPath))}`;
  if (text === undefined || text === '') return [head];
  return [head, ...codeFrame(text, span, style).map((line) => `  ${line}`)];
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
