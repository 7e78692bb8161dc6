import type { Dialect } from '../../estate/dialect.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import type { Understanding } from '../../estate/understanding.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import { type Token, tokenize } from '../text/tokenize.ts';
import { definitionUses } from './definition-uses.ts';
import { fileUses, outfileOf } from './file-uses.ts';
import type { Grammars } from './grammars.ts';
import { prepare } from './prepare.ts';
import { type RemoteText, remoteTarget } from './prepare-transact.ts';
import { namedByWith, scanNames } from './scan-names.ts';
import { sequencesIn } from './sequences-in.ts';
import { emptyUses, type Used, type UseSet, use, useAll } from './use-set.ts';
import { type Surroundings, triggerRows, walkTree } from './walk-tree.ts';

/** What a statement reads and writes, as far as it is understood. */
export interface StatementUses
  extends Pick<LegacyStatement, 'kind' | 'understanding' | 'reads' | 'writes' | 'loose' | 'calls'> {
  readonly notes: readonly Omit<EstateNote, 'place'>[];
}

export interface StatementPlace {
  /** Of the statement; a text of its own counts from line 1 of `file` ''. */
  readonly place: EstatePlace;
  readonly around: Surroundings;
  readonly inRoutine: boolean;
}

export const alone: StatementPlace = {
  place: { file: '', line: 1, endLine: 1 },
  around: { variables: new Set(), triggerTable: null, proceduresInFrom: false },
  inRoutine: false,
};

/**
 * What one statement reads and writes: by polyglot's grammar, for what is no query by node-sql-parser's too, and by its words alone where neither reads it (`scanned`; `opaque` where
 * no relation is found). Relations are names as written, in lower case. A column whose table is not said stays in `loose` until `settle` knows the tables. Never fails.
 */
export function statementUses(
  sql: string,
  dialect: Dialect,
  grammars: Grammars,
  where: StatementPlace = alone,
): StatementUses {
  const tokens = tokenize(sql, dialect);
  let to = tokens.length;
  while (to > 0 && (is(tokens[to - 1], ';') || tokens[to - 1]!.kind === 'line')) to--;
  return usesOfTokens(sql, tokens, 0, to, dialect, grammars, where);
}

/** As `statementUses`, of the tokens `from` to `to` (excluded) of a text. */
export function usesOfTokens(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
  grammars: Grammars,
  { place, around, inRoutine }: StatementPlace,
): StatementUses {
  const uses = emptyUses();
  const notes: Omit<EstateNote, 'place'>[] = [];
  const kind = statementKind(tokens, from, to);
  const called = calledAt(text, tokens, from, to);
  if (called !== null) {
    use(uses.reads, called);
    readParts(text, tokens, from, to, dialect, grammars, around, inRoutine, uses);
    return {
      kind,
      understanding: 'parsed',
      reads: usesOf(uses.reads, place, 'parsed'),
      writes: [],
      ...(uses.loose.length > 0 ? { loose: uses.loose } : {}),
      notes,
    };
  }
  const plain = plainUses(text, tokens, from, to, dialect, grammars, { place, around, inRoutine });
  if (plain !== null) return plain;
  const { sql, written, remote } = prepare(text, tokens, from, to, dialect, inRoutine);
  const parsed = grammars.polyglot(sql, dialect);
  let understanding: Understanding = 'opaque';
  if (parsed.kind === 'tree' && !isCommand(parsed.tree)) {
    walkTree(parsed.tree, uses, {
      ...around,
      proceduresInFrom: around.proceduresInFrom || dialect === 'firebird',
    });
    const [target] = uses.writes.keys();
    if (target !== undefined) for (const column of written) use(uses.writes, target, column);
    understanding = 'parsed';
    if (!/^(select|with|\()/.test(kind) && mentionsTables(kind))
      addSecondOpinion(text, tokens, from, to, sql, dialect, grammars, uses);
  } else {
    if (parsed.kind === 'crashed')
      notes.push({
        code: 'parser-crashed',
        text: `The grammar of ${dialect} broke on this statement: ${parsed.reason}`,
      });
    const tables = grammars.tables(sql, dialect);
    if (tables !== null) {
      addTables(text, tokens, from, to, tables, uses);
      understanding = 'parsed';
    } else {
      const whole = readParts(text, tokens, from, to, dialect, grammars, around, inRoutine, uses);
      const sees = scanNames(text, tokens, from, to, uses, around.variables);
      understanding = sees || whole ? 'scanned' : 'opaque';
      if (understanding === 'opaque' && isHarmless(kind)) understanding = 'scanned';
      else if (parsed.kind === 'refused') notes.push({ code: 'not-parsed', text: reasonOf(parsed.reason) });
    }
  }
  if (dialect === 'tsql') addOutput(text, tokens, from, to, uses);
  for (const each of remote) addRemote(each, dialect, grammars, uses);
  const outfile = dialect === 'mysql' ? outfileOf(tokens, from, to) : null;
  if (outfile !== null) useAll(uses.writes, outfile);
  for (const sequence of sequencesIn(text, tokens, from, to)) use(uses.reads, sequence);
  // Only the walk of the tree knows that these are rows of the trigger's table.
  if (around.triggerTable !== null && understanding === 'parsed')
    for (const rows of triggerRows) uses.reads.delete(rows);
  return {
    kind,
    understanding,
    reads: usesOf(uses.reads, place, understanding),
    writes: usesOf(uses.writes, place, understanding),
    ...(uses.loose.length > 0 ? { loose: uses.loose } : {}),
    ...(uses.calls.size > 0 ? { calls: [...uses.calls].sort() } : {}),
    notes,
  };
}

/** Statements that are known by their words alone. */
function plainUses(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
  grammars: Grammars,
  where: StatementPlace,
): StatementUses | null {
  const kind = statementKind(tokens, from, to);
  const moved = fileUses(text, tokens, from, to);
  const uses = moved?.uses ?? definitionUses(text, tokens, from, to);
  if (uses === null) return null;
  const query =
    moved?.query == null ? null : usesOfTokens(text, tokens, ...moved.query, dialect, grammars, where);
  return {
    ...query,
    kind,
    understanding: query?.understanding ?? 'parsed',
    reads: [...usesOf(uses.reads, where.place, 'parsed'), ...(query?.reads ?? [])],
    writes: [...usesOf(uses.writes, where.place, 'parsed'), ...(query?.writes ?? [])],
    notes: query?.notes ?? [],
  };
}

/** What another server reads or changes for this statement: its relations have the server's name before theirs. */
function addRemote(
  { server, sql, isTarget }: RemoteText,
  dialect: Dialect,
  grammars: Grammars,
  uses: UseSet,
): void {
  const found = statementUses(sql, dialect, grammars);
  const placeholder = uses.writes.get(remoteTarget);
  uses.writes.delete(remoteTarget);
  uses.reads.delete(remoteTarget);
  for (const { relation, columns } of found.reads) {
    const name = server === null ? relation : `${server.toLowerCase()}.${relation}`;
    const side = isTarget ? uses.writes : uses.reads;
    use(side, name);
    for (const column of columns ?? []) use(side, name, column);
    for (const column of isTarget ? (placeholder?.columns ?? []) : []) use(side, name, column);
    if (columns === null) useAll(side, name);
  }
}

/** The procedure of CALL, EXEC and EXECUTE PROCEDURE, or null. What is in a variable is not known by name. */
function calledAt(text: string, tokens: readonly Token[], from: number, to: number): string | null {
  if (!isWord(tokens[from], 'CALL', 'EXEC', 'EXECUTE')) return null;
  let at = from + 1;
  if (isWord(tokens[at], 'PROCEDURE')) at++;
  if (tokens[at]?.kind === 'variable' && is(tokens[at + 1], '=')) at += 2;
  const token = tokens[at];
  if (
    token === undefined ||
    at >= to ||
    token.kind === 'variable' ||
    isWord(token, 'IMMEDIATE', 'STATEMENT', 'BLOCK', 'AS', 'FUNCTION')
  )
    return null;
  const name = nameAt(text, tokens, at, to);
  return name === null ? null : relationName(name.parts);
}

/** How much text is given to the grammars in parts, in UTF-16 units: brackets that nobody closes would else cost the square of their number. */
const longestTried = 400_000;

/** Queries in brackets within what no grammar reads as a whole. */
function readParts(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
  grammars: Grammars,
  around: Surroundings,
  inRoutine: boolean,
  uses: UseSet,
): boolean {
  let found = false;
  let left = longestTried;
  for (let i = from; i < to && left > 0; i++) {
    if (!is(tokens[i], '(') || !isWord(tokens[i + 1], 'SELECT', 'WITH', 'SEL')) continue;
    const end = closing(tokens, i, to);
    // A query that no grammar reads is tried again from each query within it.
    left -= tokens[end - 1]!.end - tokens[i]!.start;
    const { sql } = prepare(text, tokens, i + 1, Math.max(i + 1, end - 1), dialect, inRoutine);
    const parsed = grammars.polyglot(sql, dialect);
    if (parsed.kind !== 'tree' || isCommand(parsed.tree)) continue;
    // Its columns may come from the statement around it: only what is sure of the query's own.
    const own = emptyUses();
    walkTree(parsed.tree, own, around);
    for (const [relation, used] of own.reads) mergeUsed(uses.reads, relation, used);
    uses.loose.push(...own.loose);
    found ||= own.reads.size > 0;
    i = end - 1;
  }
  return found;
}

function mergeUsed(to: Map<string, Used>, relation: string, used: Used): void {
  use(to, relation);
  for (const column of used.columns) use(to, relation, column);
  if (used.all) useAll(to, relation);
}

function isCommand(tree: unknown): boolean {
  return (
    Array.isArray(tree) &&
    tree.some((each) => typeof each === 'object' && each !== null && ('command' in each || 'raw' in each))
  );
}

function mentionsTables(kind: string): boolean {
  return /^(insert|update|delete|merge|replace|truncate|alter|drop|create)/.test(kind);
}

/** T-SQL's `OUTPUT … INTO t (a, b)`: the grammars lose its table where columns are named, and before a query. */
function addOutput(text: string, tokens: readonly Token[], from: number, to: number, uses: UseSet): void {
  const output = tokens.findIndex((token, at) => at > from && at < to && isWord(token, 'OUTPUT'));
  if (output < 0 || !isWord(tokens[from], 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'WITH')) return;
  let at = output + 1;
  while (at < to && !isWord(tokens[at], 'INTO', 'SELECT', 'VALUES', 'FROM', 'WHERE', 'DEFAULT', 'EXEC')) at++;
  const name = at < to && isWord(tokens[at], 'INTO') ? nameAt(text, tokens, at + 1, to) : null;
  if (name === null || name.parts[0]!.startsWith('@')) return;
  const relation = relationName(name.parts);
  if (uses.writes.has(relation)) return;
  if (!is(tokens[name.next], '(')) {
    useAll(uses.writes, relation);
    return;
  }
  const end = closing(tokens, name.next, to);
  for (let each = name.next + 1; each < end; each++) {
    const column = nameAt(text, tokens, each, to);
    if (column !== null) use(uses.writes, relation, column.parts[0]!.toLowerCase());
  }
}

/** Relations that node-sql-parser found and polyglot did not, but for names of WITH and aliases. */
function addSecondOpinion(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  sql: string,
  dialect: Dialect,
  grammars: Grammars,
  uses: UseSet,
): void {
  const tables = grammars.tables(sql, dialect);
  if (tables === null) return;
  // It takes every table of UPDATE … FROM for one that is written: what the first has found to be read is read alone.
  const isSettled = uses.writes.size > 0;
  const more = isSettled
    ? tables.filter(({ use: how, parts }) => how === 'select' || !uses.reads.has(relationName(parts)))
    : tables;
  addTables(text, tokens, from, to, more, uses);
}

function addTables(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  tables: readonly { readonly use: string; readonly parts: readonly string[] }[],
  uses: UseSet,
): void {
  const named = namedByWith(text, tokens, from, to);
  const aliases = new Set<string>();
  for (let i = from + 1; i < to; i++) {
    const token = tokens[i]!;
    const before = tokens[i - 1]!;
    const follows =
      before.kind === 'name' ||
      is(before, ')') ||
      isWord(before, 'AS') ||
      (before.kind === 'word' &&
        tokens[i - 2] !== undefined &&
        (isWord(tokens[i - 2], 'FROM', 'JOIN', 'INTO', 'UPDATE') ||
          is(tokens[i - 2], ',') ||
          is(tokens[i - 2], '.')));
    if ((token.kind === 'word' || token.kind === 'name') && follows) aliases.add(token.text.toLowerCase());
  }
  for (const { use: how, parts } of tables) {
    const relation = parts.join('.').toLowerCase();
    const last = parts.at(-1)!.toLowerCase();
    if (relation === '' || named.has(relation) || relation.startsWith('@')) continue;
    const sides = how === 'select' ? [uses.reads, uses.writes] : [uses.writes];
    const known = sides.some((side) =>
      [...side.keys()].some((each) => each === relation || each.endsWith(`.${last}`)),
    );
    if (known || (parts.length === 1 && aliases.has(last))) continue;
    if (how === 'select') useAll(uses.reads, relation);
    else useAll(uses.writes, relation);
  }
}

/** Statements that touch no relation: nothing is missed by not parsing them. */
function isHarmless(kind: string): boolean {
  return /^(set|declare|return|print|raiserror|throw|commit|rollback|begin|end|open|close|fetch|deallocate|use|go|grant|revoke|deny|if|while|for|exit|leave|iterate|signal|raise|suspend|null|break|continue|goto|waitfor|comment|create|alter|drop|exception|when|loop|label|pragma|analyze|client command|other|savepoint|release|start|lock|unlock|reset|show|describe|explain|autonomous|post_event|get|resignal|save|dbcc|checkpoint|reconfigure|rename|vacuum|cluster|refresh|collect|notify|listen|do|prepare|connect|disconnect|quit|define|spool|prompt|whenever|column|backup|restore|runstats|reorg|redistribute|rollforward|quiesce|unquiesce|transfer|list|values)\b/.test(
    kind,
  );
}

function usesOf(
  of: ReadonlyMap<string, Used>,
  place: EstatePlace,
  understanding: Understanding,
): readonly RelationUse[] {
  return [...of]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([relation, { columns, all }]) => ({
      relation,
      columns: all ? null : [...columns].sort(),
      place,
      understanding,
    }));
}

function reasonOf(reason: string): string {
  const short = reason.length > 160 ? `${reason.slice(0, 160)}…` : reason;
  return `No grammar reads this statement (${short.replace(/^Parse error at line \d+, column \d+: /, '')}); relations are found by the words before them.`;
}

const twoWords = /^(CREATE|ALTER|DROP|RECREATE|BULK|TRUNCATE|EXECUTE|BEGIN|GRANT|COMMENT)$/;
const adjectives =
  /^(OR|REPLACE|ALTER|UNIQUE|CLUSTERED|NONCLUSTERED|TEMP|TEMPORARY|GLOBAL|LOCAL|VOLATILE|MULTISET|EXTERNAL|MATERIALIZED|FORCE|NOFORCE|EDITIONABLE|NONEDITIONABLE|COLUMNSTORE|BITMAP|FULLTEXT|UNLOGGED|TRANSIENT|SECURE|RECURSIVE|SPATIAL|PUBLIC|DEFINER|HASH|DESCENDING|DESC|ASCENDING|ASC|PRIMARY|XML)$/;

/** Its leading words: `select`, `insert`, `create view`. */
export function statementKind(tokens: readonly Token[], from: number, to: number): string {
  let i = from;
  while (i < to && is(tokens[i], '(')) i++;
  const first = tokens[i];
  if (first === undefined || i >= to) return 'empty';
  if (first.kind === 'line') return 'client command';
  if (first.kind !== 'word') return 'other';
  if (first.text === 'LOCKING') {
    while (i < to && !isWord(tokens[i], 'SELECT', 'SEL', 'INSERT', 'INS', 'UPDATE', 'UPD', 'DELETE', 'DEL'))
      i++;
    return i < to ? statementKind(tokens, i, to) : 'locking';
  }
  if (!twoWords.test(first.text)) {
    if (first.text === 'SEL') return 'select';
    if (first.text === 'UPDATE' && isWord(tokens[i + 1], 'STATISTICS')) return 'update statistics';
    return first.text === 'WITH' ? withKind(tokens, i, to) : first.text.toLowerCase();
  }
  for (let j = i + 1; j < Math.min(to, i + 12); j++) {
    const token = tokens[j]!;
    if (token.kind !== 'word') break;
    if (adjectives.test(token.text)) continue;
    const isName = first.text === 'EXECUTE' && !/^(IMMEDIATE|BLOCK|STATEMENT|PROCEDURE)$/.test(token.text);
    if (isName || first.text === 'BEGIN' || first.text === 'GRANT') break;
    return `${first.text.toLowerCase()} ${token.text.toLowerCase()}`;
  }
  return first.text.toLowerCase();
}

function withKind(tokens: readonly Token[], from: number, to: number): string {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(')) depth++;
    else if (is(tokens[i], ')')) depth--;
    else if (depth === 0 && isWord(tokens[i], 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'))
      return tokens[i]!.text.toLowerCase();
  }
  return 'select';
}
