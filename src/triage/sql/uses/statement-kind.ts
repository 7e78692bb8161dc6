import { is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

export function mentionsTables(kind: string): boolean {
  return /^(insert|update|delete|merge|replace|truncate|alter|drop|create)/.test(kind);
}

/** Statements that touch no relation: nothing is missed by not parsing them. */
export function isHarmless(kind: string): boolean {
  return /^(set|declare|return|print|raiserror|throw|commit|rollback|begin|end|open|close|fetch|deallocate|use|go|grant|revoke|deny|if|while|for|exit|leave|iterate|signal|raise|suspend|null|break|continue|goto|waitfor|comment|create|alter|drop|exception|when|loop|label|pragma|analyze|client command|other|savepoint|release|start|lock|unlock|reset|show|describe|explain|autonomous|post_event|get|resignal|save|dbcc|checkpoint|reconfigure|rename|vacuum|cluster|refresh|collect|notify|listen|do|prepare|connect|disconnect|quit|define|spool|prompt|whenever|column|backup|restore|runstats|reorg|redistribute|rollforward|quiesce|unquiesce|transfer|list|values)\b/.test(
    kind,
  );
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
