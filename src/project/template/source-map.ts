import type { RenderedText, Segment, SourceFile, Span } from '../../text/index.ts';
import { type Program, placeOf, rangeOf, type Statement, type Template } from './parse-template.ts';

/**
 * How rendered text finds its way back: each piece of a template prints marks around itself, noncharacters that stand in no text. A mark names
 * an entry of the table.
 */
export interface MarkTable {
  readonly pieces: Piece[];
  readonly calls: Span[];
}

interface Piece {
  readonly kind: 'verbatim' | 'generated';
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

const openPiece = '\uFDD0';
const openCall = '\uFDD1';
const endOfNumber = '\uFDD2';
const close = '\uFDD3';

/** The name of the hidden argument by which a partial learns where it was called. */
export const callArgument = '@call';

/** The template's program with marks around its pieces, and its calls numbered. */
export function markProgram(template: Template, table: MarkTable): Program {
  const markBody = (program: Program): Program => ({ ...program, body: program.body.flatMap(mark) });
  const mark = (statement: Statement): Statement[] => {
    switch (statement.type) {
      case 'ContentStatement':
        return markContent(template, table, statement as hbs.AST.ContentStatement);
      case 'MustacheStatement': {
        const range = rangeOf(template, statement.loc);
        const number = table.pieces.push({ kind: 'generated', file: template.file, ...range }) - 1;
        return [
          content(statement, `${openPiece}${number}${endOfNumber}`),
          statement,
          content(statement, close),
        ];
      }
      case 'BlockStatement': {
        const block = statement as hbs.AST.BlockStatement;
        return [
          {
            ...block,
            program: block.program && markBody(block.program),
            inverse: block.inverse && markBody(block.inverse),
          } as Statement,
        ];
      }
      case 'PartialStatement':
        return [numberCall(template, table, statement as hbs.AST.PartialStatement)];
      default:
        return [statement];
    }
  };
  return markBody(template.program);
}

/** What a partial's rendering prints around its text, so that all in it is known to come through call `number`. */
export function markCall(number: number, text: string): string {
  return `${openCall}${number}${endOfNumber}${text}${close}`;
}

/** Takes the marks out of rendered text. */
export function readMarks(marked: string, table: MarkTable): RenderedText {
  const parts: string[] = [];
  const segments: Segment[] = [];
  const open: { piece: Piece | null; used: number }[] = [];
  const calls: Span[] = [];
  let length = 0;
  const emit = (text: string): void => {
    const current = open.at(-1);
    if (text === '' || current === undefined || current.piece === null) return;
    const { piece } = current;
    const verbatim = piece.kind === 'verbatim';
    segments.push({
      start: length,
      end: length + text.length,
      kind: piece.kind,
      file: piece.file,
      sourceStart: verbatim ? piece.start + current.used : piece.start,
      sourceEnd: verbatim ? piece.start + current.used + text.length : piece.end,
      calls: [...calls],
    });
    current.used += text.length;
    parts.push(text);
    length += text.length;
  };
  const marks = /([\uFDD0\uFDD1])(\d+)\uFDD2|\uFDD3/g;
  let at = 0;
  for (let match = marks.exec(marked); match !== null; match = marks.exec(marked)) {
    emit(marked.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[1] === openPiece) open.push({ piece: table.pieces[Number(match[2])]!, used: 0 });
    else if (match[1] === openCall) {
      open.push({ piece: null, used: 0 });
      calls.push(table.calls[Number(match[2])]!);
    } else if (open.pop()?.piece === null) calls.pop();
  }
  return { text: parts.join(''), segments };
}

/**
 * White-space control (`{{~ … ~}}`) and the backslash of an escaped `\{{` take letters away at the ends, so that a piece's text may begin later
 * than its place.
 */
function markContent(template: Template, table: MarkTable, node: hbs.AST.ContentStatement): Statement[] {
  if (node.value === '') return [];
  const range = rangeOf(template, node.loc);
  const written = template.file.text.slice(range.start, range.end);
  const skipped = written.startsWith(node.value) ? 0 : written.length - written.trimStart().length;
  const verbatim = written.startsWith(node.value, skipped);
  const start = range.start + (verbatim ? skipped : 0);
  const number =
    table.pieces.push({
      kind: verbatim ? 'verbatim' : 'generated',
      file: template.file,
      start,
      end: verbatim ? start + node.value.length : range.end,
    }) - 1;
  return [content(node, `${openPiece}${number}${endOfNumber}${node.value}${close}`)];
}

function numberCall(template: Template, table: MarkTable, call: hbs.AST.PartialStatement): Statement {
  const number = table.calls.push(placeOf(template, call)) - 1;
  const pair = {
    type: 'HashPair',
    key: callArgument,
    value: { type: 'NumberLiteral', value: number, original: number, loc: call.loc },
    loc: call.loc,
  } as hbs.AST.HashPair;
  const hash = { type: 'Hash', loc: call.loc, pairs: [...(call.hash?.pairs ?? []), pair] } as hbs.AST.Hash;
  return { ...call, hash } as Statement;
}

function content(node: { readonly loc: hbs.AST.SourceLocation }, value: string): Statement {
  return { type: 'ContentStatement', value, original: value, loc: node.loc } as unknown as Statement;
}
