import type { ByteComparison, ByteFile, ByteKind } from '../../compare/bytes/index.ts';
import type { Comparison } from '../../compare/index.ts';
import type { Judged, ParityRecord, UsedAcceptance } from '../../compare/parity/index.ts';
import { printable } from '../plan/printable.ts';
import { count, plural, rows } from '../units.ts';

/** Why a pair was accepted, in a line. */
export function acceptedWords({ used }: Judged): string {
  return used
    .filter((each) => each.void === null && each.rows > 0)
    .map(acceptanceText)
    .join('; ');
}

function acceptanceText({ acceptance: { reason, by, until }, rows: covered }: UsedAcceptance): string {
  return `${rows(covered)}: ${printable(reason)} (${printable(by)}, until ${until})`;
}

/** What differs beyond what is accepted, in a line. */
export function differenceWords({ schema }: Comparison, judged: Judged): string {
  const { changed, onlyLeft, onlyRight } = judged.rows;
  const parts = [
    ...(changed === 0
      ? []
      : [
          `${rows(changed)} ${changed === 1 ? 'differs' : 'differ'} in ${judged.columns.map(printable).join(', ')}`,
        ]),
    ...(onlyLeft === 0 ? [] : [`${rows(onlyLeft)} only left`]),
    ...(onlyRight === 0 ? [] : [`${rows(onlyRight)} only right`]),
    ...(['onlyLeft', 'onlyRight'] as const).flatMap((side) =>
      schema[side].length === 0
        ? []
        : [
            `${plural(schema[side].length, 'column')} only ${side === 'onlyLeft' ? 'left' : 'right'}: ${schema[side].map(({ name }) => printable(name)).join(', ')}`,
          ],
    ),
  ];
  const notes = judged.used.filter((each) => each.rows > 0).map(usedText);
  return [parts.join(', '), ...notes].join('; ');
}

function usedText(used: UsedAcceptance): string {
  const { reason, until, max_rows: most } = used.acceptance;
  switch (used.void) {
    case null:
      return `accepted: ${acceptanceText(used)}`;
    case 'over':
      return `accepted only until ${until}: ${printable(reason)}`;
    case 'too-many':
      return `not accepted, ${rows(used.rows)} where at most ${count(most ?? 0)} may be: ${printable(reason)}`;
  }
}

/** How two files differ, in a line. */
export function byteWords(result: ByteComparison): string {
  const { kinds, first, sameText } = result;
  const place = first === null ? '' : `; from line ${count(first.line)}, column ${count(first.column)}`;
  return `${kinds.map((kind) => kindWords(kind, result)).join(', ')}${place}${sameText ? '; the text is the same' : ''}`;
}

function kindWords(kind: ByteKind, { left, right }: ByteComparison): string {
  switch (kind) {
    case 'byte order mark':
      return `byte order mark only ${left.byteOrderMark ? 'left' : 'right'}`;
    case 'encoding':
      return `encoding ${left.encoding} / ${right.encoding}`;
    case 'line ends':
      return `line ends ${left.lineEnds} / ${right.lineEnds}`;
    case 'end of the file':
      return `no line end behind the last line ${left.lastLineEnds ? 'right' : 'left'}`;
    case 'number of lines':
      return `${count(left.lines)} / ${plural(right.lines, 'line')}`;
    case 'order of the lines':
    case 'blanks at the end of lines':
    case 'text':
      return kind;
  }
}

/** The first place where two files differ, for people: both lines, a marker below them, the bytes. */
export function byteText(result: ByteComparison): string {
  const { first, firstText, left, right, kinds, matchingLines, sameText } = result;
  if (first === null) return 'The files are the same.';
  const gone = '(the file has ended)';
  return [
    `line ${count(first.line)}, column ${count(first.column)}, byte ${count(first.offset)}`,
    `  left   ${first.left === '' && first.leftBytes === '' ? gone : first.left}`,
    `  right  ${first.right === '' && first.rightBytes === '' ? gone : first.right}`,
    `         ${' '.repeat(first.marker)}^`,
    `  bytes  ${first.leftBytes || '(none)'}  /  ${first.rightBytes || '(none)'}`,
    ...(firstText === null
      ? []
      : [
          `the text from line ${count(firstText.line)}, column ${count(firstText.column)}`,
          `  left   ${firstText.left}`,
          `  right  ${firstText.right}`,
          `         ${' '.repeat(firstText.marker)}^`,
        ]),
    `kinds    ${kinds.join(', ')}${sameText ? '; apart from that the text is the same' : ''}`,
    `left     ${fileWords(left)}`,
    `right    ${fileWords(right)}`,
    `${count(matchingLines)} of ${count(Math.max(left.lines, right.lines))} lines are the same to the last byte.`,
  ].join('\n');
}

function fileWords(file: ByteFile): string {
  return [
    plural(file.bytes, 'byte'),
    plural(file.lines, 'line'),
    `${file.encoding}${file.byteOrderMark ? ' with byte order mark' : ''}`,
    `line ends ${file.lineEnds}`,
    ...(file.lastLineEnds || file.lines === 0 ? [] : ['none behind the last line']),
  ].join(', ');
}

/** What a record says beside its verdict, in a line. */
export function recordWords(record: ParityRecord): string {
  const { verdict, reason, right, score } = record;
  const unit = record.compare === 'bytes' ? 'line' : 'row';
  switch (verdict) {
    case 'matched':
      return right.rows === null ? '' : plural(right.rows, unit);
    case 'accepted':
    case 'failed':
      return reason ?? '';
    case 'differs': {
      const of = record.compare === 'bytes' ? 'lines' : 'cells';
      return `${reason ?? ''}${score === null ? '' : ` (${shareText(score)} of the ${of} match)`}`;
    }
  }
}

function shareText(score: number): string {
  return `${(Math.floor(score * 1e4) / 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}
