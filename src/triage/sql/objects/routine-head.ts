import type { Dialect } from '../../estate/dialect.ts';
import type { LegacyParameter } from '../../estate/legacy-object.ts';
import { parts } from '../text/table-columns.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

export interface RoutineHead {
  readonly parameters: readonly LegacyParameter[];
  /** Where the body begins; `to` where there is none. */
  readonly body: number;
  /** The table of a trigger, in lower case. */
  readonly table: string | null;
  /** `javascript`, `python`, `c` …: a body that is no SQL. Null: SQL. */
  readonly foreign: string | null;
}

const bodyWords =
  /^(BEGIN|SELECT|INSERT|UPDATE|DELETE|MERGE|CALL|SET|IF|RETURN|WITH|REPLACE|DO|SIGNAL|WHILE|CASE)$/;
const sqlLanguages = /^(sql|plpgsql|tsql|psql|plsql)$/i;

/** Parameters of a routine, the table of a trigger, and where the body begins. `from` lies behind its name. */
export function routineHead(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  kind: string,
  dialect: Dialect,
): RoutineHead {
  const language = languageOf(tokens, from, to);
  const foreign = language === null || sqlLanguages.test(language) ? null : language.toLowerCase();
  const body = bodyAt(tokens, from, to, kind, dialect);
  const table = kind === 'trigger' ? triggerTable(text, tokens, from, body) : null;
  const parameters = kind === 'trigger' ? [] : parametersOf(text, tokens, from, body, dialect);
  return { parameters, body, table, foreign };
}

function languageOf(tokens: readonly Token[], from: number, to: number): string | null {
  for (let i = from; i < to; i++)
    // A table may have this name: ON language.
    if (
      isWord(tokens[i], 'LANGUAGE') &&
      !isWord(tokens[i - 1], 'ON', 'FOR') &&
      !is(tokens[i - 1], '.') &&
      tokens[i + 1] !== undefined &&
      i + 1 < to
    )
      return tokens[i + 1]!.text;
    else if (isWord(tokens[i], 'BEGIN')) return null;
  return null;
}

function bodyAt(tokens: readonly Token[], from: number, to: number, kind: string, dialect: Dialect): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (is(token, '(')) depth++;
    else if (is(token, ')')) depth--;
    if (depth !== 0 || token.kind !== 'word') continue;
    const before = tokens[i - 1];
    if (dialect === 'mysql' || dialect === 'db2' || dialect === 'teradata') {
      if (
        kind === 'trigger'
          ? isWord(before, 'ROW', 'SQL', 'STATEMENT') ||
            (bodyWords.test(token.text) && !isWord(before, 'BEFORE', 'AFTER', 'OF', 'OR', 'NO', 'CASCADE'))
          : bodyWords.test(token.text) &&
            !(isWord(before, 'SQL') && !isWord(tokens[i - 2], 'LANGUAGE', 'CONTAINS')) &&
            !isWord(before, 'RESULT', 'CHARACTER', 'DYNAMIC', 'CALLED')
      )
        if (bodyWords.test(token.text)) return i;
      if (dialect !== 'mysql' && isWord(token, 'AS') && isWord(tokens[i + 1], 'BEGIN', 'SELECT'))
        return i + 1;
      continue;
    }
    if (isWord(token, 'AS', 'IS')) {
      if (before?.kind === 'variable' || isWord(before, 'EXECUTE', 'EXEC')) continue;
      // @name AS type, without brackets around the parameters.
      if (dialect === 'tsql' && before?.kind === 'word' && isWord(tokens[i + 1], 'NULL')) continue;
      return i + 1;
    }
    if (kind === 'trigger' && isWord(token, 'BEGIN', 'DECLARE') && i > from) return i;
    if (
      isWord(token, 'BEGIN') &&
      (dialect === 'postgres' ||
        dialect === 'snowflake' ||
        dialect === 'bigquery' ||
        dialect === 'databricks')
    )
      return i;
    if (isWord(token, 'RETURN') && dialect === 'postgres') return i;
  }
  return to;
}

function triggerTable(text: string, tokens: readonly Token[], from: number, to: number): string | null {
  for (let i = from; i < to; i++) {
    const isOn =
      isWord(tokens[i], 'ON') &&
      !isWord(tokens[i + 1], 'DATABASE', 'SCHEMA', 'ALL', 'COMMIT', 'CONNECT', 'TRANSACTION', 'DISCONNECT');
    if (!isOn && !(i === from && isWord(tokens[i], 'FOR'))) continue;
    const name = nameAt(text, tokens, i + 1, tokens.length);
    if (name !== null) return relationName(name.parts);
  }
  return null;
}

function parametersOf(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
): readonly LegacyParameter[] {
  const found: LegacyParameter[] = [];
  let at = from;
  if (is(tokens[at], '(')) {
    const end = closing(tokens, at, to);
    for (const [first, last] of parts(tokens, at + 1, end - 1))
      found.push(...parameter(text, tokens, first, last, 'in'));
    at = end;
  } else if (dialect === 'tsql' && tokens[at]?.kind === 'variable') {
    let end = at;
    while (
      end < to &&
      !isWord(tokens[end], 'WITH', 'RETURNS') &&
      !(isWord(tokens[end], 'AS') && tokens[end - 1]?.kind !== 'variable')
    )
      end++;
    for (const [first, last] of parts(tokens, at, end))
      found.push(...parameter(text, tokens, first, last, 'in'));
    at = end;
  }
  for (let i = at; i < to; i++) {
    if (!isWord(tokens[i], 'RETURNS', 'RETURN')) continue;
    if (is(tokens[i + 1], '(')) {
      const end = closing(tokens, i + 1, to);
      for (const [first, last] of parts(tokens, i + 2, end - 1))
        found.push(...parameter(text, tokens, first, last, 'out'));
    } else {
      let end = i + 1;
      while (
        end < to &&
        !isWord(
          tokens[end],
          'AS',
          'IS',
          'BEGIN',
          'LANGUAGE',
          'WITH',
          'DETERMINISTIC',
          'IMMUTABLE',
          'STABLE',
          'VOLATILE',
          'NOT',
          'READS',
          'MODIFIES',
          'CONTAINS',
          'SQL',
          'COMMENT',
          'PIPELINED',
          'RESULT_CACHE',
        )
      )
        end = is(tokens[end], '(') ? closing(tokens, end, to) : end + 1;
      if (end > i + 1)
        found.push({
          name: '',
          type: text.slice(tokens[i + 1]!.start, tokens[end - 1]!.end).replaceAll(/\s+/g, ' '),
          direction: 'returns',
        });
    }
    break;
  }
  return found;
}

function parameter(
  text: string,
  tokens: readonly Token[],
  first: number,
  last: number,
  usual: 'in' | 'out',
): readonly LegacyParameter[] {
  let at = first;
  let direction: LegacyParameter['direction'] = usual;
  const mode = (token: Token | undefined) => {
    if (isWord(token, 'OUT', 'OUTPUT'))
      direction = direction === 'in' && at > first && isWord(tokens[at - 1], 'IN') ? 'inout' : 'out';
    else if (isWord(token, 'INOUT')) direction = 'inout';
    else return isWord(token, 'IN', 'VARIADIC');
    return true;
  };
  while (at < last && mode(tokens[at])) at++;
  const name = tokens[at];
  if (
    name === undefined ||
    at >= last ||
    (name.kind !== 'word' && name.kind !== 'name' && name.kind !== 'variable')
  )
    return [];
  at++;
  while (at < last && mode(tokens[at])) at++;
  if (isWord(tokens[at], 'AS')) at++;
  const start = at;
  while (
    at < last &&
    !is(tokens[at], '=') &&
    !is(tokens[at], ':') &&
    !isWord(tokens[at], 'DEFAULT', 'OUT', 'OUTPUT', 'READONLY', 'NOT', 'NULL', 'COLLATE')
  )
    at = is(tokens[at], '(') ? closing(tokens, at, last) : at + 1;
  const type =
    at > start ? text.slice(tokens[start]!.start, tokens[at - 1]!.end).replaceAll(/\s+/g, ' ') : null;
  if (tokens.slice(at, last).some((token) => isWord(token, 'OUT', 'OUTPUT'))) direction = 'out';
  return [{ name: name.kind === 'word' ? text.slice(name.start, name.end) : name.text, type, direction }];
}
