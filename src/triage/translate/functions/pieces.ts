import type { Dialect } from '../../estate/dialect.ts';
import { writtenText } from '../names.ts';
import { ranks, type Written, whole, within } from '../work.ts';
import { arg, argsOf, type Call, type FunctionRule, literalOf, refuseCall, scalar } from './call.ts';
import { asText, emptyAsNull } from './texts.ts';

/** Where a place below zero counts from the end of the text, and what a place before the text gives. */
const fromEnd: Readonly<Partial<Record<Dialect, 'nothing' | 'beginning' | 'overlap'>>> = {
  oracle: 'nothing',
  mysql: 'nothing',
  snowflake: 'nothing',
  // What lies before the text counts among the letters: SUBSTR('abc', -5, 3) is 'a'.
  databricks: 'overlap',
  bigquery: 'beginning',
};

/** SUBSTRING from a place that counts from 1; what lies before the text differs between dialects. */
export const substring: FunctionRule = (call) => {
  const [first, start, length] = argsOf(call);
  if (first === undefined || start === undefined || call.args.length > 3)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  if (literalOf(call.args[1]) !== null && call.args[1]!.fields.literal_type === 'string') {
    if (call.work.dialect !== 'postgres') return refuseCall(call, 'It takes a pattern here.');
    call.work.tell('translate-regular-expression', { dialect: call.work.facts.title }, call.at);
    return whole(`nullif(regexp_extract(${first.sql}, ${start.sql}), '')`, 'text');
  }
  const text = asText(call, first).sql;
  if (call.work.dialect === 'db2')
    call.work.tell(
      'translate-meaning',
      { what: 'SUBSTR of DB2 fills up with blanks, or fails, where the text ends before the piece does' },
      call.at,
    );
  const before = fromEnd[call.work.dialect];
  const written =
    before === undefined ? windowed(text, start, length) : signed(call, text, start, length, before);
  return emptyAsNull(call, whole(written, 'text'));
};

/** The standard's: letters from `start` on, `length` of them, of which those before the text are none. */
function windowed(text: string, start: Written, length: Written | undefined): string {
  if (isPositive(start) || length === undefined) {
    const from = isPositive(start) ? start.sql : notBelow(start, 1);
    return `substring(${text}, ${from}${length === undefined ? '' : `, ${length.sql}`})`;
  }
  const last = whole(`${within(start, ranks.sum)} + ${within(length, ranks.product)} - 1`, 'integer');
  const count = { ...last, rank: ranks.sum };
  // Of a start above the text's the letters are counted from there.
  const kept = `CASE WHEN ${within(start, ranks.other)} < 1 THEN ${notBelow(count, 0)} ELSE ${length.sql} END`;
  return `substring(${text}, ${notBelow(start, 1)}, ${kept})`;
}

/** A place below zero counts from the end. */
function signed(
  call: Call,
  text: string,
  start: Written,
  length: Written | undefined,
  before: 'nothing' | 'beginning' | 'overlap',
): string {
  const value = /^-?\d+$/.test(start.sql) ? Number(start.sql) : null;
  const count =
    length === undefined ? '' : `, ${givesNothingBelowZero(call) ? notBelow(length, 0) : length.sql}`;
  if (value !== null && value > 0) return `substring(${text}, ${start.sql}${count})`;
  // Nothing, and NULL where the length is.
  const nothing =
    length === undefined || /^-?\d+$/.test(length.sql)
      ? `left(${text}, 0)`
      : `left(${text}, 0 * ${within(length, ranks.sign)})`;
  if (value === 0) return call.work.dialect === 'mysql' ? nothing : `substring(${text}, 1${count})`;
  const outside =
    before === 'nothing'
      ? nothing
      : before === 'beginning'
        ? `substring(${text}, 1${count})`
        : `substring(${text}, 1, ${length === undefined ? `length(${text})` : notBelow({ ...whole(`length(${text}) + ${within(start, ranks.sum)} + ${within(length, ranks.product)}`, 'integer'), rank: ranks.sum }, 0)})`;
  const place = within(start, ranks.other);
  const isOutside =
    value === null
      ? `${place} < 0 AND length(${text}) < -${within(start, ranks.whole)}`
      : `length(${text}) < ${-value}`;
  // A place that is found is 0 or more, and what is behind it 1 or more.
  if (value === null && isFound(start.sql)) return `substring(${text}, ${start.sql}${count})`;
  const atZero =
    value === null
      ? `WHEN ${place} = 0 THEN ${call.work.dialect === 'mysql' ? nothing : `substring(${text}, 1${count})`} `
      : '';
  return `CASE ${atZero}WHEN ${isOutside} THEN ${outside} ELSE substring(${text}, ${start.sql}${count}) END`;
}

function isPositive(start: Written): boolean {
  return (/^\d+$/.test(start.sql) && Number(start.sql) > 0) || isFound(start.sql);
}

/** One behind a place that was found, or behind a length: never below 1. */
function isFound(start: string): boolean {
  return /^(strpos|length|strlen)\([^()]*\) \+ 1$/.test(start);
}

function notBelow(value: Written, least: number): string {
  if (/^\d+$/.test(value.sql)) return String(Math.max(least, Number(value.sql)));
  if (/^-\d+$/.test(value.sql)) return String(least);
  return `CASE WHEN ${within(value, ranks.other)} < ${least} THEN ${least} ELSE ${value.sql} END`;
}

/** Where a number of letters below zero gives an empty text, and no error. DuckDB counts from the other side then. */
function givesNothingBelowZero(call: Call): boolean {
  return ['oracle', 'mysql', 'snowflake', 'databricks'].includes(call.work.dialect);
}

/** LEFT and RIGHT. */
export function side(name: 'left' | 'right'): FunctionRule {
  return (call) => {
    const [text, count] = argsOf(call);
    if (text === undefined || count === undefined || call.args.length !== 2)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    const letters = givesNothingBelowZero(call) ? whole(notBelow(count, 0), 'integer') : count;
    return scalar(call, name, [asText(call, text), letters], 'text');
  };
}

/** The place of a piece of text, from 1; 0: it is not there. `text` and `piece` say which argument is which. */
export function position(
  text: number,
  piece: number,
  start: number | null,
  occurrence: number | null = null,
): FunctionRule {
  return (call) => {
    const string = asText(call, arg(call, text)).sql;
    const wanted = asText(call, arg(call, piece)).sql;
    const { dialect, facts } = call.work;
    if (facts.caseless)
      call.work.tell(
        'translate-text-comparison',
        { dialect: facts.title, caseless: true, padded: false },
        call.at,
      );
    const expected = [text, piece, start, occurrence].filter((each) => each !== null).length;
    if (call.args.length > expected) return refuseCall(call, `It has ${call.args.length} arguments here.`);
    const from = start === null || call.args[start] === undefined ? 1 : wholeNumber(call, start);
    const nth =
      occurrence === null || call.args[occurrence] === undefined ? 1 : wholeNumber(call, occurrence);
    if (from === null || nth === null || nth < 1)
      return refuseCall(call, 'Where it begins to look, and which place it gives, have to be plain numbers.');
    // Nothing is found at no place, but T-SQL begins at the first.
    const first = dialect === 'tsql' && from < 1 ? 1 : from;
    if (first === 1 && nth === 1) {
      const found = `strpos(${string}, ${wanted})`;
      // An empty piece is found nowhere in T-SQL, and at the first letter elsewhere.
      return whole(
        dialect !== 'tsql' || /^'.+'$/.test(wanted)
          ? found
          : `CASE WHEN ${wanted} = '' THEN 0 ELSE ${found} END`,
        'integer',
      );
    }
    if (first < 1 && !countsBack.has(dialect)) {
      if (first === 0 || dialect === 'mysql')
        return whole(`CASE WHEN ${string} IS NOT NULL AND ${wanted} IS NOT NULL THEN 0 END`, 'integer');
      return refuseCall(call, 'It begins to look before the text.');
    }
    if (nth === 1 && first > 0 && /^'.+'$/.test(wanted)) {
      const rest = `strpos(substring(${string}, ${first}), ${wanted})`;
      return whole(`CASE WHEN ${rest} > 0 THEN ${rest} + ${first - 1} ELSE ${rest} END`, 'integer');
    }
    if (dialect === 'tsql')
      return refuseCall(call, 'What it looks for has to be a plain text that is not empty.');
    return whole(nthPlace(string, wanted, first, nth), 'integer');
  };
}

/** Dialects whose INSTR looks from the end for a place below zero. */
const countsBack: ReadonlySet<Dialect> = new Set(['oracle', 'teradata', 'db2']);

/** All places of the piece, also where they overlap, and the nth of them, from the end for a `from` below zero. */
function nthPlace(text: string, piece: string, from: number, nth: number): string {
  const places =
    from > 0
      ? `range(${from}, length(${text}) + 1)`
      : `range(1, ${from === 0 ? 1 : `length(${text}) + 2 - ${-from}`})`;
  const list = `list_filter(${places}, lambda p: substring(${text}, p, length(${piece})) = ${piece})`;
  return `CASE WHEN ${text} IS NOT NULL AND ${piece} IS NOT NULL THEN coalesce(${list}[${from > 0 ? nth : -nth}], 0) END`;
}

function wholeNumber(call: Call, index: number): number | null {
  const written = arg(call, index).sql;
  return /^-?\d+$/.test(written) ? Number(written) : null;
}

/** OVERLAY: a piece of the text gives way to another. */
export const overlay: FunctionRule = (call) => {
  const [text, by, from, count] = argsOf(call);
  if (text === undefined || by === undefined || from === undefined || !/^[1-9]\d*$/.test(from.sql))
    return refuseCall(call, 'Where it begins has to be a plain number from 1 on.');
  const piece = asText(call, by);
  const string = asText(call, text).sql;
  const length = count === undefined ? `length(${piece.sql})` : within(count, ranks.product);
  return whole(
    `(left(${string}, ${Number(from.sql) - 1}) || ${within(piece, ranks.whole)} || substring(${string}, ${from.sql} + ${length}))`,
    'text',
  );
};

/** SPLIT_PART: of an empty sign the text is one piece; the piece of number 0 is the first in Snowflake. */
export const splitPart: FunctionRule = (call) => {
  const [text, sign, number] = argsOf(call);
  if (text === undefined || sign === undefined || number === undefined || call.args.length !== 3)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  const wanted = number.sql === '0' ? (call.work.dialect === 'snowflake' ? '1' : null) : number.sql;
  if (wanted === null) return refuseCall(call, 'There is no piece of number 0.');
  if (!/^-?\d+$/.test(wanted) && call.work.dialect === 'snowflake')
    call.work.tell(
      'translate-meaning',
      { what: 'Snowflake takes the piece of number 0 for the first one; DuckDB gives an empty text' },
      call.at,
    );
  const string = asText(call, text).sql;
  const plain = `split_part(${string}, ${sign.sql}, ${wanted})`;
  if (/^'.+'$/.test(sign.sql)) return whole(plain, 'text');
  const isFirst = `${atomOf(wanted)} IN (1, -1)`;
  return whole(
    `CASE WHEN ${within(sign, ranks.other)} = ${writtenText('')} THEN CASE WHEN ${isFirst} THEN ${string} ELSE left(${string}, 0) END ELSE ${plain} END`,
    'text',
  );
};

function atomOf(sql: string): string {
  return /^-?\w+$/.test(sql) ? sql : `(${sql})`;
}

export const repeat: FunctionRule = (call) => {
  const [text, times] = argsOf(call);
  if (text === undefined || times === undefined || call.args.length !== 2)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  return scalar(call, 'repeat', [asText(call, text), times], 'text');
};

/** The letter of a number: below `limit` it is the same everywhere, above it the old database's code page decides. */
export function character(limit: number): FunctionRule {
  return (call) => {
    const [number] = argsOf(call);
    if (number === undefined || call.args.length !== 1)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    if (!/^\d+$/.test(number.sql) || Number(number.sql) >= limit)
      call.work.tell(
        'translate-meaning',
        {
          what: `Numbers from ${limit} on are letters of the old database’s code page, and of Unicode in DuckDB`,
        },
        call.at,
      );
    return scalar(call, 'chr', [number], 'text');
  };
}
