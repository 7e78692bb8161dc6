import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type SourceFile, spanOf } from '../../text/index.ts';

export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
  /** UTF-16 offsets in the file, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** After so many faults of one file, the rest would not tell more. */
const mostDiagnostics = 20;

/**
 * Reads CSV strictly and hands each record to `onRecord`: fields are quoted whole or not at all, a quote inside is doubled, lines end the same way
 * throughout, no line is empty. Returns what is wrong; a misplaced quote ends the reading, since all that follows would be guessed.
 */
export function readCsv(
  file: SourceFile,
  delimiter: string,
  onRecord: (fields: readonly CsvField[], number: number) => Diagnostic | null,
): Diagnostic[] {
  const { text } = file;
  const diagnostics: Diagnostic[] = [];
  const delimiterCode = delimiter.charCodeAt(0);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let record = 0;
  let lineEnd: '\n' | '\r\n' | null = null;
  const fail = (diagnostic: Diagnostic): boolean => {
    diagnostics.push(diagnostic);
    return diagnostics.length >= mostDiagnostics;
  };
  while (at < text.length) {
    const fields: CsvField[] = [];
    const recordStart = at;
    for (;;) {
      const start = at;
      if (text.charCodeAt(at) === quoteCode) {
        const end = closingQuote(text, at + 1);
        if (end < 0) {
          fail(
            diagnose('seed-quote', { problem: 'not closed' }, { subject: spanOf(file, start, start + 1) }),
          );
          return diagnostics;
        }
        at = end + 1;
        fields.push({ text: text.slice(start + 1, end).replaceAll('""', '"'), quoted: true, start, end: at });
        if (at < text.length && text.charCodeAt(at) !== delimiterCode && !atLineEnd(text, at)) {
          fail(
            diagnose('seed-quote', { problem: 'followed by text' }, { subject: spanOf(file, at, at + 1) }),
          );
          return diagnostics;
        }
      } else {
        while (at < text.length && text.charCodeAt(at) !== delimiterCode && !atLineEnd(text, at)) {
          const code = text.charCodeAt(at);
          if (code === quoteCode || code === 13) {
            const problem = code === 13 ? 'lone carriage return' : 'inside a field';
            fail(diagnose('seed-quote', { problem }, { subject: spanOf(file, at, at + 1) }));
            return diagnostics;
          }
          at++;
        }
        fields.push({ text: text.slice(start, at), quoted: false, start, end: at });
      }
      if (at >= text.length || text.charCodeAt(at) !== delimiterCode) break;
      at++;
    }
    if (at < text.length) {
      const ending = text.charCodeAt(at) === 13 ? '\r\n' : '\n';
      lineEnd ??= ending;
      if (ending !== lineEnd) {
        fail(diagnose('seed-quote', { problem: 'mixed line ends' }, { subject: spanOf(file, at, at) }));
        return diagnostics;
      }
      at += ending.length;
    }
    const only = fields[0]!;
    const isEmpty = fields.length === 1 && only.text === '' && !only.quoted;
    const diagnostic = isEmpty
      ? diagnose('seed-empty-line', {}, { subject: spanOf(file, recordStart, recordStart) })
      : onRecord(fields, record);
    record++;
    if (diagnostic !== null && fail(diagnostic)) return diagnostics;
  }
  return diagnostics;
}

const quoteCode = 34;

function atLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10);
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === quoteCode) at = text.indexOf('"', at + 2);
  return at;
}
