import { textOf } from '../expressions/casts.ts';
import { concatenated } from '../expressions/operators.ts';
import { isNumber } from '../family.ts';
import { writtenText } from '../names.ts';
import { ranks, type Written, whole, within } from '../work.ts';
import { arg, argsOf, type Call, type FunctionRule, literalOf, refuseCall, scalar } from './call.ts';

/** A text that may come out empty: NULL in Oracle. */
export function emptyAsNull(call: Call, written: Written): Written {
  return call.work.facts.emptyIsNull ? whole(`nullif(${written.sql}, '')`, 'text') : written;
}

/** A call of DuckDB's `name` over texts that gives text; numbers among the arguments stay. */
export function textFunction(name: string, from: number, to = from): FunctionRule {
  return (call) => {
    if (call.args.length < from || call.args.length > to)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    return emptyAsNull(call, scalar(call, name, argsOf(call), 'text'));
  };
}

/** CONCAT that skips NULL (`skips`), or gives NULL. */
export function concat(skips: boolean): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    if (skips) return emptyAsNull(call, scalar(call, 'concat', args, 'text'));
    return concatenated(
      call.work,
      args.map((each) =>
        each.family === 'text' || each.family === 'unknown' ? each : whole(textOf(each), 'text'),
      ),
      call.at,
    );
  };
}

/** SUBSTRING from a place that counts from 1; what lies before the text differs between dialects. */
export const substring: FunctionRule = (call) => {
  const args = argsOf(call);
  const [text, start, length] = args;
  if (call.args.length < 2 || call.args.length > 3)
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  if (literalOf(call.args[1]) !== null && call.args[1]!.fields.literal_type === 'string') {
    if (call.work.dialect !== 'postgres') return refuseCall(call, 'It takes a pattern here.');
    call.work.tell('translate-regular-expression', { dialect: call.work.facts.title }, call.at);
    return whole(`nullif(regexp_extract(${text!.sql}, ${start!.sql}), '')`, 'text');
  }
  const { dialect } = call.work;
  const value = /^-?\d+$/.test(start!.sql) ? Number(start!.sql) : null;
  const fromEnd = ['oracle', 'mysql', 'snowflake', 'databricks', 'bigquery'].includes(dialect);
  const string = text!.family === 'text' || text!.family === 'unknown' ? text!.sql : textOf(text!);
  const first =
    value === 0 && ['oracle', 'snowflake', 'databricks', 'bigquery'].includes(dialect) ? '1' : start!.sql;
  if (value === 0 && dialect === 'mysql') return whole(`left(${string}, 0)`, 'text');
  if (value === null && !call.work.options.functions?.has('')) {
    const isSafe = /^(strpos|instr|position|length)\(|\+ 1$/.test(start!.sql);
    if (!isSafe)
      call.work.tell(
        'translate-meaning',
        {
          what: `A place before the first letter, ${fromEnd ? '0' : '0 or negative'}, is taken otherwise by DuckDB`,
        },
        call.at,
      );
  } else if (value !== null && value < 0 && !fromEnd) {
    return refuseCall(call, 'It begins before the text.');
  }
  const count =
    length === undefined
      ? ''
      : `, ${givesNothingBelowZero(call) && first !== '1' ? notBelowZero(length) : length.sql}`;
  const part = `substring(${string}, ${first}${count})`;
  // A place further from the end than the text is long: nothing in these, the beginning of the text in DuckDB.
  const isOutside = value !== null && value < 0 && ['oracle', 'mysql'].includes(dialect);
  return emptyAsNull(
    call,
    whole(isOutside ? `CASE WHEN length(${string}) < ${-value} THEN '' ELSE ${part} END` : part, 'text'),
  );
};

/** Where a number of letters below zero gives an empty text, and no error. DuckDB counts from the other side then. */
function givesNothingBelowZero(call: Call): boolean {
  return ['oracle', 'mysql', 'snowflake', 'databricks'].includes(call.work.dialect);
}

function notBelowZero(count: Written): string {
  if (/^\d+$/.test(count.sql)) return count.sql;
  if (/^-\d+$/.test(count.sql)) return '0';
  return `CASE WHEN ${within(count, ranks.other)} < 0 THEN 0 ELSE ${count.sql} END`;
}

/** LEFT and RIGHT. */
export function side(name: 'left' | 'right'): FunctionRule {
  return (call) => {
    const [text, count] = argsOf(call);
    if (count === undefined || call.args.length !== 2)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    const letters = givesNothingBelowZero(call) ? whole(notBelowZero(count), 'integer') : count;
    return scalar(call, name, [text!, letters], 'text');
  };
}

/** TRIM with its side and letters. */
export function trim(side: 'Both' | 'Leading' | 'Trailing' | null = null): FunctionRule {
  return (call) => {
    const where = side ?? call.word ?? 'Both';
    const name = { Both: 'trim', Leading: 'ltrim', Trailing: 'rtrim' }[where];
    if (name === undefined) return refuseCall(call, `It has the side ${where}.`);
    const args = argsOf(call);
    const letters = literalOf(call.args[1]);
    if (
      args.length > 1 &&
      call.work.dialect !== 'oracle' &&
      call.work.dialect !== 'postgres' &&
      letters !== null &&
      letters.length > 1
    )
      return refuseCall(call, 'It cuts off a word, DuckDB’s any of the letters.');
    if (args.length === 1) args.push(whole("' '", 'text'));
    return emptyAsNull(call, scalar(call, name, args, 'text'));
  };
}

/** LENGTH in letters; without the blanks at the end in T-SQL. */
export const textLength: FunctionRule = (call) => {
  const value = arg(call, 0);
  const string =
    value.family === 'text' || value.family === 'unknown' || value.family === 'list'
      ? value.sql
      : textOf(value);
  if (value.family === 'float' || value.family === 'decimal')
    call.work.tell('translate-text-form', { dialect: call.work.facts.title, of: 'number' }, call.at);
  if (call.work.dialect === 'tsql') return whole(`length(rtrim(${string}, ' '))`, 'integer');
  if (call.work.dialect === 'db2')
    return refuseCall(call, 'LENGTH counts bytes in DB2, and the size of numbers.');
  return scalar(call, 'length', [whole(string, 'text')], 'integer');
};

/** The place of a piece of text, from 1; 0: it is not there. `text` and `piece` say which argument is which. */
export function position(text: number, piece: number, start: number | null): FunctionRule {
  return (call) => {
    const string = arg(call, text);
    const wanted = arg(call, piece);
    if (call.work.facts.caseless)
      call.work.tell(
        'translate-text-comparison',
        { dialect: call.work.facts.title, caseless: true, padded: false },
        call.at,
      );
    if (start === null || call.args[start] === undefined)
      return whole(`strpos(${string.sql}, ${wanted.sql})`, 'integer');
    const from = literalOf(call.args[start]);
    if (from === '1') return whole(`strpos(${string.sql}, ${wanted.sql})`, 'integer');
    if (from === null || !/^\d+$/.test(from))
      return refuseCall(call, 'Where it begins to look is not a number.');
    const rest = `strpos(substring(${string.sql}, ${from}), ${wanted.sql})`;
    return whole(`CASE WHEN ${rest} > 0 THEN ${rest} + ${Number(from) - 1} ELSE ${rest} END`, 'integer');
  };
}

/** LPAD and RPAD: blanks where nothing is said. */
export function pad(name: 'lpad' | 'rpad'): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    if (args.length === 2) args.push(whole("' '", 'text'));
    if (args[0] !== undefined && args[0].family !== 'text') args[0] = whole(textOf(args[0]), 'text');
    return scalar(call, name, args, 'text');
  };
}

/** NVL, IFNULL, ISNULL with two values. */
export const firstOfTwo: FunctionRule = (call) => {
  if (call.args.length !== 2) return refuseCall(call, `It has ${call.args.length} arguments here.`);
  const [left, right] = argsOf(call);
  if (call.work.dialect === 'tsql' && left!.family === 'text' && right!.family === 'text')
    call.work.tell(
      'translate-result-type',
      { what: 'ISNULL cuts the second value to the length of the first in T-SQL; here it stays whole.' },
      call.at,
    );
  return coalesced(call, [left!, right!]);
};

export const coalesce: FunctionRule = (call) => coalesced(call, argsOf(call));

function coalesced(call: Call, args: readonly Written[]): Written {
  const families = new Set(args.map((each) => each.family).filter((each) => each !== 'null'));
  if (families.has('text') && [...families].some(isNumber))
    call.work.tell(
      'translate-implicit-cast',
      { dialect: call.work.facts.title, from: 'text', to: 'a number' },
      call.at,
    );
  const [family] = families;
  return whole(
    `coalesce(${args.map((each) => each.sql).join(', ')})`,
    families.size === 1
      ? family!
      : [...families].every(isNumber) && families.size > 0
        ? families.has('float')
          ? 'float'
          : 'decimal'
        : 'unknown',
  );
}

/** GREATEST and LEAST: NULL where one is, if the original has it so. */
export function extreme(name: 'greatest' | 'least'): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    const families = new Set(args.map((each) => each.family));
    const family =
      families.size === 1 ? args[0]!.family : [...families].every(isNumber) ? 'decimal' : 'unknown';
    const plain = whole(`${name}(${args.map((each) => each.sql).join(', ')})`, family);
    if (call.work.facts.greatestOfNull === 'ignored') return plain;
    const nullable = args.filter((each) => !/^(-?\d+(\.\d+)?|'.*')$/.test(each.sql));
    if (nullable.length === 0) return plain;
    return whole(
      `CASE WHEN ${nullable.map((each) => `${each.rank < 10 ? `(${each.sql})` : each.sql} IS NULL`).join(' OR ')} THEN NULL ELSE ${plain.sql} END`,
      family,
    );
  };
}

/** DECODE(x, a, b, …): NULL equals NULL. */
export const decode: FunctionRule = (call) => {
  const args = argsOf(call);
  if (args.length < 3) return refuseCall(call, `It has ${args.length} arguments here.`);
  const [value, ...rest] = args;
  const arms: string[] = [];
  let last = '';
  for (let at = 0; at < rest.length; at += 2) {
    if (at + 1 >= rest.length) last = ` ELSE ${rest[at]!.sql}`;
    else
      arms.push(
        `WHEN ${value!.rank < 10 ? `(${value!.sql})` : value!.sql} IS NOT DISTINCT FROM ${rest[at]!.rank < 10 ? `(${rest[at]!.sql})` : rest[at]!.sql} THEN ${rest[at + 1]!.sql}`,
      );
  }
  const results = new Set(
    rest.filter((_, at) => at % 2 === 1 || at === rest.length - 1).map((each) => each.family),
  );
  return whole(`CASE ${arms.join(' ')}${last} END`, results.size === 1 ? [...results][0]! : 'unknown');
};

/** A regular expression, with a word about its signs. */
export function matches(options: string): FunctionRule {
  return (call) => {
    const [value, pattern] = [arg(call, 0), arg(call, 1)];
    const flags = call.args[2] === undefined ? options : (literalOf(call.args[2]) ?? null);
    if (flags === null || /[^cimnsg]/.test(flags)) return refuseCall(call, 'Its flags are not known here.');
    tellPattern(call, pattern.sql);
    if (call.work.facts.caseless)
      call.work.tell(
        'translate-text-comparison',
        { dialect: call.work.facts.title, caseless: true, padded: false },
        call.at,
      );
    return whole(
      `regexp_matches(${value.sql}, ${pattern.sql}${flags === '' ? '' : `, ${writtenText(flags.replace('n', 's'))}`})`,
      'boolean',
    );
  };
}

/** Nothing is to be said of a pattern of plain letters, digits and the commonest signs. */
export function tellPattern(call: Call, pattern: string): void {
  if (
    /^'(?:[A-Za-z0-9 _,:;/@#%&=<>!"~`-]|\\[.dws()[\]+*?|/$^-]|[\^$.|()*+?]|\[\^?[A-Za-z0-9 _.,:;/-]+\]|\{\d+(,\d*)?\})*'$/.test(
      pattern,
    )
  )
    return;
  call.work.tell('translate-regular-expression', { dialect: call.work.facts.title }, call.at);
}
