import type { Dialect } from '../../estate/dialect.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import type { Understanding } from '../../estate/understanding.ts';
import { type TableShape, tableShape } from '../text/table-columns.ts';
import { is, isWord } from '../text/token-tests.ts';
import { type Token, tokenize } from '../text/tokenize.ts';
import { calledAt } from './called-routine.ts';
import { definitionUses } from './definition-uses.ts';
import { fileUses, outfileOf } from './file-uses.ts';
import type { Grammars } from './grammars.ts';
import { insertedCall } from './inserted-call.ts';
import { addOutput } from './output-clause.ts';
import { isPlainTable } from './plain-table.ts';
import { prepare, type RemoteText, remoteTarget } from './prepare/index.ts';
import { isCommand, readParts } from './read-parts.ts';
import { namedByWith, scanNames } from './scan-names.ts';
import { addSecondOpinion, addTables } from './second-opinion.ts';
import { sequencesIn } from './sequences-in.ts';
import { isHarmless, mentionsTables, statementKind } from './statement-kind.ts';
import type { TokenSpan } from './token-span.ts';
import { emptyUses, type Used, type UseSet, use, useAll } from './use-set.ts';
import { type Surroundings, triggerRows, walkTree } from './walk/index.ts';
import { withoutFilledIn } from './without-filled-in.ts';

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
  return usesOfTokens({ text: sql, tokens, from: 0, to, dialect, grammars }, where);
}

/** As `statementUses`, of a part of a text. */
export function usesOfTokens(span: TokenSpan, where: StatementPlace): StatementUses {
  const { text, tokens, from, to, dialect, grammars } = span;
  const { place, around, inRoutine } = where;
  const uses = emptyUses();
  const notes: Omit<EstateNote, 'place'>[] = [];
  const kind = statementKind(tokens, from, to);
  const inserted = dialect === 'tsql' ? insertedCall(text, tokens, from, to) : null;
  const called = calledAt(text, tokens, inserted?.call ?? from, to);
  if (called !== null || inserted !== null) {
    if (called !== null) use(uses.reads, called);
    if (inserted?.target != null) {
      if (inserted.columns === null) useAll(uses.writes, inserted.target);
      for (const column of inserted.columns ?? []) use(uses.writes, inserted.target, column);
    }
    readParts(span, where, uses);
    return {
      kind,
      understanding: 'parsed',
      reads: usesOf(uses.reads, place, 'parsed'),
      writes: usesOf(uses.writes, place, 'parsed'),
      ...(uses.loose.length > 0 ? { loose: uses.loose } : {}),
      notes,
    };
  }
  const plain = plainUses(span, where);
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
    if (!/^(select|with|\()/.test(kind) && mentionsTables(kind)) addSecondOpinion(span, sql, uses);
  } else {
    if (parsed.kind === 'crashed')
      notes.push({
        code: 'parser-crashed',
        text: `The grammar of ${dialect} broke on this statement: ${parsed.reason}`,
      });
    const tables = grammars.tables(sql, dialect);
    if (tables !== null) {
      addTables(span, tables, uses);
      understanding = 'parsed';
    } else {
      const isTable = kind === 'create table' && isPlainTable(shapeOf(span), dialect, grammars);
      const whole = readParts(span, where, uses);
      // A query in brackets may read what WITH names around it.
      for (const name of namedByWith(text, tokens, from, to)) uses.reads.delete(name);
      const sees = scanNames(text, tokens, from, to, uses, around.variables);
      understanding = sees || whole ? 'scanned' : 'opaque';
      if (isTable && understanding === 'opaque') understanding = 'parsed';
      else if (understanding === 'opaque' && isHarmless(kind)) understanding = 'scanned';
      else if (parsed.kind === 'refused') notes.push({ code: 'not-parsed', text: reasonOf(parsed.reason) });
    }
  }
  if (dialect === 'tsql') addOutput(text, tokens, from, to, uses);
  for (const each of remote) addRemote(each, dialect, grammars, uses, where);
  const outfile = dialect === 'mysql' ? outfileOf(tokens, from, to) : null;
  if (outfile !== null) useAll(uses.writes, outfile);
  for (const sequence of sequencesIn(text, tokens, from, to)) use(uses.reads, sequence);
  if (around.triggerTable !== null) addFilledRow(tokens, from, to, around.triggerTable, uses);
  // Only the walk of the tree knows that these are rows of the trigger's table.
  if (around.triggerTable !== null && understanding === 'parsed')
    for (const rows of triggerRows) {
      uses.reads.delete(rows);
      uses.writes.delete(rows);
    }
  if (withoutFilledIn(uses)) {
    if (understanding === 'parsed') understanding = 'scanned';
    notes.push({
      code: 'filled-in',
      text: 'A name in it is filled in by the program that runs it: which relation or column that is stands elsewhere.',
    });
  }
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

function shapeOf({ text, tokens, from, to }: TokenSpan): TableShape | null {
  let at = from;
  while (at < to && !is(tokens[at], '(')) at++;
  return tableShape(text, tokens, at, to);
}

/** SELECT … INTO :NEW.a: a column of the trigger's own row. */
function addFilledRow(tokens: readonly Token[], from: number, to: number, table: string, uses: UseSet): void {
  for (let i = from; i + 3 < to; i++) {
    if (!isWord(tokens[i], 'INTO') || !is(tokens[i + 2], '.')) continue;
    const row = tokens[i + 1]!;
    const column = tokens[i + 3]!;
    if (/^:?new$/i.test(row.text) && (column.kind === 'word' || column.kind === 'name'))
      use(uses.writes, table, column.text);
  }
}

/** Statements that are known by their words alone. */
function plainUses(span: TokenSpan, where: StatementPlace): StatementUses | null {
  const { text, tokens, from, to } = span;
  const kind = statementKind(tokens, from, to);
  const moved = fileUses(text, tokens, from, to);
  const uses = moved?.uses ?? definitionUses(text, tokens, from, to);
  if (uses === null) return null;
  const query =
    moved?.query == null ? null : usesOfTokens({ ...span, from: moved.query[0], to: moved.query[1] }, where);
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
  where: StatementPlace,
): void {
  const found = statementUses(sql, dialect, grammars, server === null ? where : alone);
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
  for (const { relation, columns } of found.writes) {
    const name = server === null ? relation : `${server.toLowerCase()}.${relation}`;
    use(uses.writes, name);
    for (const column of columns ?? []) use(uses.writes, name, column);
    if (columns === null) useAll(uses.writes, name);
  }
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
