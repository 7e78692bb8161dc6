import { is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

export function mentionsTables(kind: string): boolean {
  return /^(insert|update|delete|merge|replace|truncate|alter|drop|create)/.test(kind);
}

/** First words of statements that touch no relation, unless a query stands in them, in any of the dialects and in the commands of their clients. */
const harmless = new Set(
  [
    'abort accept activate alter analyze archive associate attach audit autonomous axsmod backup begin bind break catalog checkpoint clear close cluster',
    'collect column comment commit connect continue create database dbcc deactivate deallocate declare define deny describe detach diagnostic disassociate',
    'disconnect do drop echo end errlimit exception exit explain export fetch flashback flush for force get go goto grant help host if initialize iterate',
    'label leave list listen lock logoff logon loop noaudit notify null open other pause ping post_event pragma precompile prepare print prompt prune',
    'purge put quiesce quit raise raiserror reconfigure record recover redistribute refresh release remove rename reorg reset resignal restore return',
    'revoke rollback rollforward runstats save savepoint sessions set show signal spool start suspend tenacity terminate throw transfer uncatalog undefine',
    'undrop unlock unquiesce unset use vacuum values variable waitfor when whenever while',
  ].flatMap((each) => each.split(' ')),
);

/** Statements that touch no relation: nothing is missed by not parsing them. */
export function isHarmless(kind: string): boolean {
  return kind === 'client command' || harmless.has(kind.split(' ', 1)[0]!);
}

/** Teradata's short forms. */
const shortened: Readonly<Record<string, string>> = {
  SEL: 'select',
  INS: 'insert',
  UPD: 'update',
  DEL: 'delete',
};

const twoWords = /^(CREATE|ALTER|DROP|RECREATE|BULK|TRUNCATE|EXECUTE|BEGIN|GRANT|COMMENT)$/;

const adjectives =
  /^(OR|REPLACE|ALTER|UNIQUE|CLUSTERED|NONCLUSTERED|TEMP|TEMPORARY|GLOBAL|LOCAL|VOLATILE|MULTISET|EXTERNAL|MATERIALIZED|FORCE|NOFORCE|EDITIONABLE|NONEDITIONABLE|COLUMNSTORE|BITMAP|FULLTEXT|UNLOGGED|TRANSIENT|SECURE|RECURSIVE|SPATIAL|PUBLIC|DEFINER|HASH|DESCENDING|DESC|ASCENDING|ASC|PRIMARY|XML|SET)$/;

/** Its leading words: `select`, `insert`, `create view`. */
export function statementKind(tokens: readonly Token[], from: number, to: number): string {
  let i = from;
  while (i < to && is(tokens[i], '(')) i++;
  const first = tokens[i];
  if (first === undefined || i >= to) return 'empty';
  if (first.kind === 'line') return 'client command';
  if (is(first, '!') || is(first, '$') || is(first, '@')) return 'client command';
  if (first.kind !== 'word')
    return first.kind === 'variable' && first.text.startsWith('@') ? 'client command' : 'other';
  if (first.text === 'LOCKING') {
    while (i < to && !isWord(tokens[i], 'SELECT', 'SEL', 'INSERT', 'INS', 'UPDATE', 'UPD', 'DELETE', 'DEL'))
      i++;
    return i < to ? statementKind(tokens, i, to) : 'locking';
  }
  if (!twoWords.test(first.text)) {
    const whole = shortened[first.text];
    if (whole !== undefined) return whole;
    if (first.text === 'REPLACE' && isWord(tokens[i + 1], 'VIEW', 'MACRO', 'PROCEDURE', 'FUNCTION'))
      return `replace ${tokens[i + 1]!.text.toLowerCase()}`;
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
