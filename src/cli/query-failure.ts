import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { EngineError, type EngineFailure } from '../ports/index.ts';
import {
  nearNames,
  type SourceFile,
  type Span,
  spanOf,
  sqlTokens,
  utf16OffsetOfByte,
  utf16OffsetOfCodePoint,
} from '../text/index.ts';
import { queryPath } from './console.ts';
import { ProjectError } from './open-project.ts';

/**
 * An engine's failure of a query that the user wrote, with the place in it where the engine says one. `sql` as the engine was given it; null where that is not what the
 * user wrote.
 */
export function queryFailure(
  error: unknown,
  relations: readonly string[],
  sql: string | null = null,
): unknown {
  if (!(error instanceof EngineError)) return error;
  const { message, candidates } = error.failure;
  const missing = /Table with name "?([^\s"]+)"? does not exist/.exec(message)?.[1];
  const near = missing === undefined ? candidates : nearNames(missing, relations);
  // What follows are the engine's own suggestions, and its drawing of the line.
  const words = near.length === 0 ? message : message.replace(/\n(Candidate|Did you mean|LINE)[\s\S]*$/, '');
  const problem = missing === undefined ? words : `There is no relation \`${missing}\`.`;
  const file: SourceFile = { path: queryPath, text: sql ?? '' };
  const subject = sql === null ? null : placeIn(file, error.failure);
  const diagnostic = diagnose('query-failed', { problem, near }, { subject });
  if (subject === null) return new DiagnosticError(diagnostic, 1, error);
  return new ProjectError([diagnostic], (path) => (path === file.path ? file.text : undefined));
}

/** The token at the engine's position: code points in what the parser says, bytes in what the binder says. */
function placeIn(file: SourceFile, { kind, position }: EngineFailure): Span | null {
  if (position === null) return null;
  const offset = /parser/i.test(kind)
    ? utf16OffsetOfCodePoint(file.text, position)
    : utf16OffsetOfByte(file.text, position);
  const tokens = sqlTokens(file.text).filter((token) => token.kind !== 'comment');
  const at = tokens.findIndex((token) => token.end > offset);
  if (at < 0) return spanOf(file, file.text.length, file.text.length);
  let last = at;
  const isDot = (index: number) => file.text.slice(tokens[index]?.start, tokens[index]?.end) === '.';
  while (isDot(last + 1) && tokens[last + 2] !== undefined) last += 2;
  return spanOf(file, tokens[at]!.start, tokens[last]!.end);
}
