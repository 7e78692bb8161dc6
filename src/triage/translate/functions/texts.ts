import type { Dialect } from '../../estate/dialect.ts';
import { textOf } from '../expressions/casts.ts';
import { tellComparison, unified } from '../expressions/comparisons.ts';
import { concatenated } from '../expressions/operators.ts';
import { commonFamily, isMoment, isNumber } from '../family.ts';
import { writtenText } from '../names.ts';
import { atom, ranks, type Written, whole, within } from '../work.ts';
import { arg, argsOf, type Call, type FunctionRule, literalOf, refuseCall, scalar } from './call.ts';

/** A text that may come out empty: NULL in Oracle. */
export function emptyAsNull(call: Call, written: Written): Written {
  return call.work.facts.emptyIsNull ? whole(`nullif(${written.sql}, '')`, 'text') : written;
}

/** A value that a function takes as text. Whole numbers have one form everywhere; of all else the form is told. */
export function asText(call: Call, value: Written): Written {
  if (value.family === 'text' || value.family === 'unknown' || value.family === 'null') return value;
  if (value.family !== 'integer')
    call.work.tell(
      'translate-text-form',
      {
        dialect: call.work.facts.title,
        of: isMoment(value.family) ? 'date' : value.family === 'boolean' ? 'truth value' : 'value',
      },
      call.at,
    );
  return whole(textOf(value), 'text');
}

/** A call of DuckDB's `name` over texts that gives text. */
export function textFunction(name: string, from: number, to = from): FunctionRule {
  return (call) => {
    if (call.args.length < from || call.args.length > to)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    const texts = argsOf(call).map((each) => asText(call, each));
    return emptyAsNull(call, scalar(call, name, texts, 'text'));
  };
}

/** REPLACE. Where an empty text is NULL, nothing replaces, and nothing is replaced, by NULL. */
export const replaced: FunctionRule = (call) => {
  if (call.args.length !== 3 && !(call.args.length === 2 && call.work.dialect === 'oracle'))
    return refuseCall(call, `It has ${call.args.length} arguments here.`);
  const [text, wanted, by] = argsOf(call).map((each) => asText(call, each));
  if (!call.work.facts.emptyIsNull) return scalar(call, 'replace', [text!, wanted!, by!], 'text');
  const orEmpty = (each: Written | undefined): string =>
    each === undefined ? "''" : /^'.+'$/.test(each.sql) ? each.sql : `coalesce(${each.sql}, '')`;
  return emptyAsNull(call, whole(`replace(${text!.sql}, ${orEmpty(wanted)}, ${orEmpty(by)})`, 'text'));
};

/** CONCAT that skips NULL (`skips`), or gives NULL. */
export function concat(skips: boolean): FunctionRule {
  return (call) => {
    const args = argsOf(call).map((each) => asText(call, each));
    if (skips) return emptyAsNull(call, scalar(call, 'concat', args, 'text'));
    return concatenated(call.work, args, call.at);
  };
}

/** Dialects whose TRIM, LTRIM or RTRIM takes several letters and cuts off any of them; elsewhere it takes one letter, or a word. */
const setsOfLetters: ReadonlySet<Dialect> = new Set([
  'oracle',
  'postgres',
  'tsql',
  'snowflake',
  'bigquery',
  'databricks',
  'duckdb',
]);

function whiteSpaceCut(text: string, where: string): string {
  const patterns = { Both: '^\\s+|\\s+$', Leading: '^\\s+', Trailing: '\\s+$' } as const;
  return `regexp_replace(${text}, '${patterns[where as keyof typeof patterns]}', '', 'g')`;
}

/** TRIM with its side and letters. */
export function trim(side: 'Both' | 'Leading' | 'Trailing' | null = null): FunctionRule {
  return (call) => {
    const where = side ?? call.word ?? 'Both';
    const name = { Both: 'trim', Leading: 'ltrim', Trailing: 'rtrim' }[where];
    if (name === undefined) return refuseCall(call, `It has the side ${where}.`);
    const args = argsOf(call);
    if (args.length > 2) return refuseCall(call, `It has ${args.length} arguments here.`);
    if (args.length > 1 && !setsOfLetters.has(call.work.dialect) && literalOf(call.args[1])?.length !== 1)
      return refuseCall(call, 'It cuts off a whole word, where DuckDB’s cuts off any of the letters.');
    if (args.length === 1 && call.work.dialect === 'bigquery')
      // All white space there, blanks alone in DuckDB.
      return whole(whiteSpaceCut(args[0]!.sql, where), 'text');
    args[0] = asText(call, args[0]!);
    if (args.length === 1) args.push(whole("' '", 'text'));
    return emptyAsNull(call, scalar(call, name, args, 'text'));
  };
}

/** LENGTH in letters; without the blanks at the end in T-SQL. */
export const textLength: FunctionRule = (call) => {
  const value = arg(call, 0);
  const string = value.family === 'list' ? value.sql : asText(call, value).sql;
  if (call.work.dialect === 'tsql') return whole(`length(rtrim(${string}, ' '))`, 'integer');
  if (call.work.dialect === 'db2')
    return refuseCall(call, 'LENGTH counts bytes in DB2, and the size of numbers.');
  return scalar(call, 'length', [whole(string, 'text')], 'integer');
};

/** LPAD and RPAD: blanks where nothing is said. Of no length: NULL in Oracle; of less: NULL in MySQL too, and an empty text in DuckDB. */
export function pad(name: 'lpad' | 'rpad'): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    const [text, length] = args;
    if (text === undefined || length === undefined || args.length > 3)
      return refuseCall(call, `It has ${call.args.length} arguments here.`);
    const filling = args[2] === undefined ? whole("' '", 'text') : asText(call, args[2]);
    const padded = scalar(call, name, [asText(call, text), length, filling], 'text');
    if (call.work.facts.emptyIsNull) return emptyAsNull(call, padded);
    if (call.work.dialect !== 'mysql' || /^\d+$/.test(length.sql)) return padded;
    return whole(`CASE WHEN ${within(length, ranks.other)} >= 0 THEN ${padded.sql} END`, 'text');
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
  if (call.work.dialect === 'tsql' && isNumber(left!.family) && isNumber(right!.family)) {
    // The type of the first value, to which the second is cast.
    if (left!.family === 'integer' && right!.family !== 'integer')
      return coalesced(call, [left!, whole(`CAST(trunc(${right!.sql}) AS BIGINT)`, 'integer')]);
    if (left!.family !== right!.family || left!.family === 'decimal')
      call.work.tell(
        'translate-result-type',
        {
          what: 'ISNULL gives the second value the type of the first in T-SQL; here both get one that holds both.',
        },
        call.at,
      );
  }
  return coalesced(call, [left!, right!]);
};

export const coalesce: FunctionRule = (call) => coalesced(call, argsOf(call));

function coalesced(call: Call, args: readonly Written[]): Written {
  const values = unified(call.work, args, call.at);
  return whole(
    `coalesce(${values.map((each) => each.sql).join(', ')})`,
    commonFamily(values.map((each) => each.family)),
  );
}

/** GREATEST and LEAST: NULL where one is, if the original has it so. */
export function extreme(name: 'greatest' | 'least'): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    const family = commonFamily(args.map((each) => each.family));
    if (args.some((each) => each.family === 'text')) tellComparison(call.work, args, true, call.at);
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
  // Of two NULLs only Firebird says that they are not equal: its DECODE is CASE written shorter.
  const equals = call.work.dialect === 'firebird' ? '=' : 'IS NOT DISTINCT FROM';
  const arms: string[] = [];
  let last = '';
  for (let at = 0; at < rest.length; at += 2) {
    if (at + 1 >= rest.length) last = ` ELSE ${rest[at]!.sql}`;
    else {
      tellComparison(call.work, [value!, rest[at]!], false, call.at);
      arms.push(`WHEN ${atom(value!)} ${equals} ${atom(rest[at]!)} THEN ${rest[at + 1]!.sql}`);
    }
  }
  const results = rest.filter((_, at) => at % 2 === 1 || at === rest.length - 1);
  return whole(`CASE ${arms.join(' ')}${last} END`, commonFamily(results.map((each) => each.family)));
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
