import { type FlowValue, type KnownValue, known, levels, orUnknown, unfit, within } from './flow-value.ts';
import { callOf, textLiteral } from './ssis-functions.ts';
import { type SsisToken, ssisTokens } from './ssis-tokens.ts';
import { converted, duckType } from './ssis-types.ts';

export interface ExpressionScope {
  /** A column by its lineage id (`#{…}`, `#12`) or by its name (`[City]`). */
  readonly columnOf: (id: string, isLineage: boolean) => FlowValue;
  /** Takes what a reader should know of the translation. */
  readonly note: (text: string) => void;
}

interface Reader {
  readonly tokens: readonly SsisToken[];
  at: number;
  readonly scope: ExpressionScope;
}

/** An expression of SSIS as DuckDB's SQL. What is not known to mean the same is not translated. */
export function translateSsisExpression(expression: string, scope: ExpressionScope): FlowValue {
  return orUnknown(() => {
    const reader: Reader = { tokens: ssisTokens(expression), at: 0, scope };
    const value = conditional(reader);
    const rest = peek(reader);
    if (rest.kind !== 'end') unfit(`\`${rest.text}\` is not understood`);
    return value;
  });
}

function peek({ tokens, at }: Reader): SsisToken {
  return tokens[at] ?? { kind: 'end', text: 'its end' };
}

/** Takes the next token where it is one of these symbols. */
function take(reader: Reader, ...symbols: readonly string[]): string | null {
  const { kind, text } = peek(reader);
  if (kind !== 'symbol' || !symbols.includes(text)) return null;
  reader.at++;
  return text;
}

function expect(reader: Reader, symbol: string): void {
  if (take(reader, symbol) === null) unfit(`\`${symbol}\` is missing before ${peek(reader).text}`);
}

function conditional(reader: Reader): KnownValue {
  const condition = either(reader);
  if (take(reader, '?') === null) return condition;
  const yes = conditional(reader);
  expect(reader, ':');
  const no = conditional(reader);
  // Where the condition is NULL, SSIS gives NULL; ELSE would give the second value.
  const otherwise = condition.isCertain
    ? `ELSE ${no.sql}`
    : `WHEN NOT ${within(condition, levels.atom)} THEN ${no.sql}`;
  return known(
    `CASE WHEN ${condition.sql} THEN ${yes.sql} ${otherwise} END`,
    yes.family === 'unknown' ? no.family : yes.family,
    undefined,
    condition.isCertain && yes.isCertain && no.isCertain,
  );
}

/** Operators of one strength, from the left. */
function chain(
  reader: Reader,
  operand: (reader: Reader) => KnownValue,
  symbols: readonly string[],
  put: (symbol: string, left: KnownValue, right: KnownValue) => KnownValue,
): KnownValue {
  let left = operand(reader);
  for (let symbol = take(reader, ...symbols); symbol !== null; symbol = take(reader, ...symbols))
    left = put(symbol, left, operand(reader));
  return left;
}

const logical = (word: string, level: number) => (_: string, left: KnownValue, right: KnownValue) =>
  known(
    `${within(left, level)} ${word} ${within(right, level)}`,
    'boolean',
    level,
    left.isCertain && right.isCertain,
  );

function either(reader: Reader): KnownValue {
  return chain(reader, both, ['||'], logical('OR', levels.or));
}

function both(reader: Reader): KnownValue {
  return chain(reader, bits, ['&&'], logical('AND', levels.and));
}

function bits(reader: Reader): KnownValue {
  return chain(reader, equality, ['|', '^', '&'], (symbol) =>
    unfit(`the operator \`${symbol}\` of bits is not translated`),
  );
}

const comparisons: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };

function compare(symbol: string, left: KnownValue, right: KnownValue): KnownValue {
  const written = `${within(left, levels.concat)} ${comparisons[symbol] ?? symbol} ${within(right, levels.concat)}`;
  return known(written, 'boolean', levels.compare, left.isCertain && right.isCertain);
}

function equality(reader: Reader): KnownValue {
  return chain(reader, order, ['==', '!='], compare);
}

function order(reader: Reader): KnownValue {
  return chain(reader, sum, ['<', '<=', '>', '>='], compare);
}

const isNumeric = ({ family }: KnownValue) => family === 'integer' || family === 'number';

function arithmetic(symbol: string, left: KnownValue, right: KnownValue, level: number): KnownValue {
  const family = left.family === 'integer' && right.family === 'integer' ? 'integer' : 'number';
  return known(
    `${within(left, level)} ${symbol} ${within(right, level + 1)}`,
    family,
    level,
    left.isCertain && right.isCertain && symbol.length === 1 && !'/%'.includes(symbol),
  );
}

function sum(reader: Reader): KnownValue {
  return chain(reader, product, ['+', '-'], (symbol, left, right) => {
    if (symbol === '+' && (left.family === 'text' || right.family === 'text')) {
      const sides = [left, right].map((side) => within(side, levels.concat));
      return known(sides.join(' || '), 'text', levels.concat, left.isCertain && right.isCertain);
    }
    if (!isNumeric(left) || !isNumeric(right))
      unfit(`whether \`${symbol}\` adds numbers, dates or texts is not known`);
    return arithmetic(symbol, left, right, levels.add);
  });
}

function product(reader: Reader): KnownValue {
  return chain(reader, unary, ['*', '/', '%'], (symbol, left, right) => {
    if (!isNumeric(left) || !isNumeric(right)) unfit(`the types around \`${symbol}\` are not known`);
    const isWhole = left.family === 'integer' && right.family === 'integer';
    if (symbol === '%' && !isWhole) unfit('a remainder of decimals is not translated');
    if (symbol !== '*')
      reader.scope.note('A division by zero stops a package; here it gives NULL, or an infinity of DOUBLE.');
    if (symbol === '/' && !isWhole)
      reader.scope.note('A division of decimals gives DOUBLE here, and a number of fixed decimals in SSIS.');
    return arithmetic(symbol === '/' && isWhole ? '//' : symbol, left, right, levels.multiply);
  });
}

function unary(reader: Reader): KnownValue {
  if (take(reader, '!') !== null) {
    const value = unary(reader);
    return known(`NOT ${within(value, levels.is)}`, 'boolean', levels.not, value.isCertain);
  }
  if (take(reader, '-') !== null) {
    const value = unary(reader);
    if (!isNumeric(value)) unfit('what `-` is put before is not known to be a number');
    return known(`-${within(value, levels.atom)}`, value.family, levels.multiply, value.isCertain);
  }
  if (take(reader, '~') !== null) unfit('the operator `~` of bits is not translated');
  const next = reader.tokens[reader.at + 1];
  if (peek(reader).text === '(' && next?.kind === 'word' && /^DT_/i.test(next.text)) {
    reader.at++;
    const { name, parameters } = writtenType(reader);
    expect(reader, ')');
    return converted(unary(reader), name, parameters, reader.scope.note);
  }
  return primary(reader);
}

/** `DT_STR,50,1252`: the type and its numbers. */
function writtenType(reader: Reader): { readonly name: string; readonly parameters: readonly string[] } {
  const name = peek(reader).text;
  reader.at++;
  const parameters: string[] = [];
  while (take(reader, ',') !== null) {
    const { kind, text } = peek(reader);
    if (kind !== 'number') unfit(`\`${text}\` is no length of \`${name}\``);
    parameters.push(text);
    reader.at++;
  }
  return { name, parameters };
}

function primary(reader: Reader): KnownValue {
  const { kind, text } = peek(reader);
  reader.at++;
  switch (kind) {
    case 'number':
      return known(text, /^\d+$/.test(text) ? 'integer' : 'number', undefined, true);
    case 'text':
      return textLiteral(text);
    case 'lineage':
      return column(reader, text, true);
    case 'name':
      return column(reader, text, false);
    case 'variable':
      return unfit(`the variable \`${text}\` has its value only while the package runs`);
    case 'word':
      return word(reader, text);
    case 'symbol': {
      if (text !== '(') unfit(`\`${text}\` is not understood`);
      const value = conditional(reader);
      expect(reader, ')');
      return value;
    }
    case 'end':
      return unfit('it ends too early');
  }
}

function column({ scope }: Reader, id: string, isLineage: boolean): KnownValue {
  const value = scope.columnOf(id, isLineage);
  return value.kind === 'known' ? value : unfit(value.why);
}

function word(reader: Reader, text: string): KnownValue {
  if (take(reader, '(') === null)
    return /^(?:true|false)$/i.test(text)
      ? known(text.toUpperCase(), 'boolean', undefined, true)
      : column(reader, text, false);
  if (/^null$/i.test(text)) {
    const { name, parameters } = writtenType(reader);
    expect(reader, ')');
    const { type, family } = duckType(name, parameters);
    return known(`CAST(NULL AS ${type})`, family);
  }
  const values: KnownValue[] = [];
  if (take(reader, ')') !== null) return callOf(text, values);
  do values.push(conditional(reader));
  while (take(reader, ',') !== null);
  expect(reader, ')');
  return callOf(text, values);
}
