import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { type UseSet, use, useAll } from './use-set.ts';

const notNames =
  /^(SELECT|WITH|VALUES|SET|WHERE|ONLY|LATERAL|UNNEST|TABLE|AS|ON|DUAL|GROUP|ORDER|FIRST|ALL|EXISTS|IF|FUNCTION|THE|NULL|CURSOR|STDIN|STDOUT|ROWS|ROW|SKIP|OF|NEXT|PRIOR|JOIN|LEFT|INNER|CROSS|NOT|LOW_PRIORITY|IGNORE|BOTH|LEADING|TRAILING|INTO|FROM|BY)$/;
const functionsWithFrom = /^(EXTRACT|SUBSTRING|TRIM|OVERLAY|POSITION|CEIL|FLOOR)$/;

/**
 * Relations by the words before them (FROM, JOIN, INTO, UPDATE, USING, …): what is left where no grammar reads a statement. Names of WITH and of temporary tables of T-SQL variables are
 * left out; columns are not known. Says whether it found any.
 */
export function scanNames(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  uses: UseSet,
  variables: ReadonlySet<string>,
): boolean {
  const named = namedByWith(text, tokens, from, to);
  /** Empty: what stands behind it is no relation of the estate. */
  const aliases = new Map<string, string>();
  const opened: boolean[] = [];
  let found = false;
  const noteAlias = (next: number, relation: string) => {
    const alias = tokens[isWord(tokens[next], 'AS') ? next + 1 : next];
    if (alias?.kind === 'word' || alias?.kind === 'name') aliases.set(alias.text.toLowerCase(), relation);
  };
  const note = (at: number, kind: 'read' | 'write' | 'call'): number => {
    const name = nameAt(text, tokens, at, to);
    const token = tokens[at]!;
    if (name === null || (token.kind === 'word' && name.parts.length === 1 && notNames.test(token.text)))
      return at;
    const relation = relationName(name.parts);
    if (
      named.has(relation) ||
      relation.startsWith('@') ||
      (name.parts.length === 1 && variables.has(relation))
    ) {
      if (kind === 'read') noteAlias(name.next, '');
      return name.next;
    }
    if (kind !== 'call' && is(tokens[name.next], '(') && kind === 'read') {
      uses.calls.add(relation);
      return name.next;
    }
    found = true;
    if (kind === 'write') useAll(uses.writes, relation);
    else if (kind === 'call') use(uses.reads, relation);
    else useAll(uses.reads, relation);
    noteAlias(name.next, relation);
    return name.next;
  };
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (is(token, '('))
      opened.push(tokens[i - 1]?.kind === 'word' && functionsWithFrom.test(tokens[i - 1]!.text));
    else if (is(token, ')')) opened.pop();
    if (token.kind !== 'word') continue;
    switch (token.text) {
      case 'FROM': {
        if (opened.at(-1) === true || isWord(tokens[i - 1], 'DISTINCT')) break;
        const removes = isWord(tokens[i - 1], 'DELETE', 'DEL');
        let at = i + 1;
        while (isWord(tokens[at], 'ONLY', 'LATERAL')) at++;
        let next = note(at, removes ? 'write' : 'read');
        // FROM a x, b y: the list up to the next clause.
        while (next < to && next > at) {
          while (
            next < to &&
            (tokens[next]!.kind === 'word' || tokens[next]!.kind === 'name') &&
            !stopsList(tokens[next]!)
          )
            next++;
          if (!is(tokens[next], ',')) break;
          at = next + 1;
          if (is(tokens[at], '(')) {
            next = closing(tokens, at, to);
            continue;
          }
          next = note(at, 'read');
        }
        break;
      }
      case 'JOIN':
      case 'APPLY':
      case 'STRAIGHT_JOIN':
        note(i + 1, 'read');
        break;
      case 'USING':
        if (!is(tokens[i + 1], '(')) note(i + 1, 'read');
        break;
      case 'INTO': {
        const at = isWord(tokens[i + 1], 'TABLE') ? i + 2 : i + 1;
        if (tokens[at] !== undefined && tokens[at]!.kind !== 'variable') note(at, 'write');
        break;
      }
      case 'UPDATE':
        if (
          !isWord(tokens[i - 1], 'FOR', 'THEN', 'KEY', 'ON', 'DO', 'OR', 'AFTER', 'BEFORE') &&
          tokens[i + 1] !== undefined
        )
          note(i + 1, 'write');
        break;
      case 'TABLE':
        if (isWord(tokens[i - 1], 'TRUNCATE', 'DROP', 'ALTER')) {
          let at = i + 1;
          while (isWord(tokens[at], 'IF', 'EXISTS', 'ONLY', 'NOT')) at++;
          if (tokens[at] !== undefined) note(at, 'write');
        }
        break;
      case 'CALL':
      case 'EXEC':
      case 'EXECUTE': {
        if (i !== from && !is(tokens[i - 1], ';')) break;
        let at = isWord(tokens[i + 1], 'PROCEDURE') ? i + 2 : i + 1;
        if (tokens[at]?.kind === 'variable' && is(tokens[at + 1], '=')) at += 2;
        if (tokens[at] !== undefined && tokens[at]!.kind !== 'string') note(at, 'call');
        break;
      }
    }
  }
  resolveAliases(uses, aliases);
  return found;
}

function stopsList(token: Token): boolean {
  return isWord(
    token,
    'WHERE',
    'GROUP',
    'ORDER',
    'HAVING',
    'UNION',
    'LEFT',
    'RIGHT',
    'INNER',
    'FULL',
    'CROSS',
    'JOIN',
    'LIMIT',
    'SET',
    'ON',
    'WHEN',
    'FOR',
    'CONNECT',
    'START',
    'INTO',
  );
}

/** UPDATE o … FROM orders o names an alias. */
function resolveAliases(uses: UseSet, aliases: ReadonlyMap<string, string>): void {
  for (const [name, used] of [...uses.writes]) {
    const relation = aliases.get(name);
    if (relation === undefined || relation === name) continue;
    uses.writes.delete(name);
    if (relation === '') continue;
    use(uses.writes, relation);
    if (used.all) useAll(uses.writes, relation);
  }
  for (const name of [...uses.reads.keys()]) {
    const relation = aliases.get(name);
    if (relation !== undefined && relation !== name && uses.reads.has(relation) && !name.includes('.'))
      uses.reads.delete(name);
  }
}

/** Names that WITH gives to queries. */
export function namedByWith(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'AS')) continue;
    let open = i + 1;
    while (isWord(tokens[open], 'NOT', 'MATERIALIZED')) open++;
    if (
      !is(tokens[open], '(') ||
      !isWord(tokens[open + 1], 'SELECT', 'WITH', 'INSERT', 'UPDATE', 'DELETE', 'VALUES', 'SEL')
    )
      continue;
    let name = i - 1;
    if (is(tokens[name], ')')) while (name > from && !is(tokens[name], '(')) name--;
    if (is(tokens[name], '(')) name--;
    const token = tokens[name];
    if (token?.kind === 'word') names.add(text.slice(token.start, token.end).toLowerCase());
    else if (token?.kind === 'name') names.add(token.text.toLowerCase());
  }
  return names;
}
