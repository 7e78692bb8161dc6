import { is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { emptyUses, type UseSet, use, useAll } from './use-set.ts';

/** What is made, changed or dropped without a row being read or written. Tables, views and routines are objects of their own. */
const rowless =
  /^(INDEX|ROLE|LOGIN|USER|TYPE|SCHEMA|DATABASE|PARTITION|STATISTICS|DOMAIN|EXTENSION|CERTIFICATE|TABLESPACE|SEQUENCE|GENERATOR|COLUMN|MASTER|SYMMETRIC|ASYMMETRIC|FILE|WAREHOUSE|STAGE|CREDENTIAL|CATALOG|COLLATION|EXCEPTION|PROFILE|DIRECTORY|AUTHORIZATION|BUFFERPOOL|AVAILABILITY|ENDPOINT|ASSEMBLY|CONTEXT|RESOURCE|SERVER|SESSION|SYSTEM|TAG|POLICY|INTEGRATION|APPLICATION|STREAMLIT|SHARE|SECRET|ALERT|NETWORK|BUFFERPOOL|EVENTTABLE|NICKNAME|WRAPPER)$/;
/** Of these ALTER changes owner, name or state, where it has no body. */
const alteredByName =
  /^(FUNCTION|PROCEDURE|PROC|TRIGGER|VIEW|AGGREGATE|PROCEDURAL|LANGUAGE|PACKAGE|EVENT|TASK)$/;
/** Statements and commands of clients that no row has to do with, whatever stands behind their first word. */
const rowlessCommands = [
  'HELP SHOW DATABASE FLUSH COLLECT USE LOGON LOGOFF SESSIONS ERRLIMIT TENACITY PROMPT SPOOL WHENEVER DEFINE UNDEFINE',
  'COLUMN CONNECT DISCONNECT REORG RUNSTATS QUIT EXIT COMMIT GO LIST REMOVE UNDROP UNSET BACKUP RESTORE QUIESCE UNQUIESCE',
  'CLUSTER REINDEX VACUUM ANALYZE CHECKPOINT BREAK CONTINUE ITERATE LEAVE ACCEPT HOST PAUSE',
].flatMap((each) => each.split(' '));
const adjective =
  /^(UNIQUE|CLUSTERED|NONCLUSTERED|COLUMNSTORE|BITMAP|FULLTEXT|SPATIAL|PRIMARY|XML|OR|REPLACE|IF|NOT|EXISTS|PUBLIC|LARGE|BIGFILE|SMALLFILE|DESCENDING|DESC|ASCENDING|ASC|EXTERNAL|HASH)$/;

/**
 * Statements of which every word that matters is known: definitions that hold no query, and those that move the rows of a table as a whole (SWITCH, EXCHANGE PARTITION, ATTACH). Null: another
 * statement, or one that has a query in it.
 */
export function definitionUses(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): UseSet | null {
  const [first, second] = [tokens[from], tokens[from + 1]];
  if (isWord(first, 'UPDATE') && isWord(second, 'STATISTICS')) return noQuery(tokens, from, to);
  if (first?.kind === 'line' || isWord(first, ...rowlessCommands)) return noQuery(tokens, from, to);
  // SQL*Plus: a command of the host, or another script.
  if (is(first, '!') || is(first, '$') || (is(first, '@') && from + 1 < to)) return noQuery(tokens, from, to);
  if (first?.kind === 'variable' && first.text.startsWith('@')) return noQuery(tokens, from, to);
  // T-SQL: whose rights count from here on.
  if (isWord(first, 'EXEC', 'EXECUTE') && isWord(second, 'AS')) return emptyUses();
  if (isWord(first, 'LOCK') && isWord(second, 'TABLE')) return emptyUses();
  if (isWord(first, 'GRANT', 'REVOKE', 'DENY')) return emptyUses();
  if (isWord(first, 'ALTER') && isWord(second, 'TABLE')) return alteredTable(text, tokens, from, to);
  if (isWord(first, 'DROP')) return emptyUses();
  if (!isWord(first, 'CREATE', 'ALTER')) return null;
  let at = from + 1;
  while (at < to && tokens[at]!.kind === 'word' && adjective.test(tokens[at]!.text)) at++;
  const made = tokens[at];
  if (made?.kind !== 'word') return null;
  const isRowless = rowless.test(made.text) || (isWord(first, 'ALTER') && alteredByName.test(made.text));
  return isRowless ? noQuery(tokens, from, to) : null;
}

function noQuery(tokens: readonly Token[], from: number, to: number): UseSet | null {
  for (let i = from; i < to; i++) if (isWord(tokens[i], 'SELECT')) return null;
  return emptyUses();
}

function alteredTable(text: string, tokens: readonly Token[], from: number, to: number): UseSet | null {
  let at = from + 2;
  while (isWord(tokens[at], 'ONLY', 'IF', 'EXISTS')) at++;
  const name = nameAt(text, tokens, at, to);
  const uses = noQuery(tokens, from, to);
  if (name === null || uses === null) return null;
  const table = relationName(name.parts);
  const other = (place: number): string | null => {
    const found = nameAt(text, tokens, place, to);
    return found === null ? null : relationName(found.parts);
  };
  for (let i = name.next; i < to; i++) {
    const token = tokens[i]!;
    // ALTER TABLE a SWITCH [PARTITION n] TO b: the rows leave one table and are in the other.
    if (isWord(token, 'SWITCH') && i === name.next) {
      let target = i + 1;
      while (target < to && !isWord(tokens[target], 'TO')) target++;
      const into = other(target + 1);
      if (into === null) return null;
      useAll(uses.reads, table);
      use(uses.writes, table);
      useAll(uses.writes, into);
      return uses;
    }
    if (
      (isWord(token, 'WITH') && isWord(tokens[i + 1], 'TABLE') && has(tokens, name.next, i, 'EXCHANGE')) ||
      (isWord(token, 'SWAP') && isWord(tokens[i + 1], 'WITH'))
    ) {
      const with_ = other(i + 2);
      if (with_ === null) return null;
      for (const each of [table, with_]) {
        useAll(uses.reads, each);
        useAll(uses.writes, each);
      }
      return uses;
    }
    if (isWord(token, 'ATTACH') && isWord(tokens[i + 1], 'PARTITION') && i === name.next) {
      const part = other(i + 2);
      if (part === null) return null;
      useAll(uses.reads, part);
      useAll(uses.writes, table);
      return uses;
    }
    if (
      isWord(token, 'DROP', 'TRUNCATE', 'DETACH') &&
      isWord(tokens[i + 1], 'PARTITION', 'SUBPARTITION', 'PARTITIONS')
    )
      use(uses.writes, table);
  }
  return uses;
}

function has(tokens: readonly Token[], from: number, to: number, word: string): boolean {
  for (let i = from; i < to; i++) if (isWord(tokens[i], word)) return true;
  return false;
}
