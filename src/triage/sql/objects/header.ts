import type { LegacyKind } from '../../estate/legacy-object.ts';
import { madeAt } from '../cut/split-file.ts';
import { isWord, nameAt } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** The first words of a statement that defines something. */
export interface Header {
  readonly kind: LegacyKind;
  readonly parts: readonly string[];
  /** The place behind the name. */
  readonly next: number;
  readonly temporary: boolean;
  /** PACKAGE BODY. */
  readonly body: boolean;
  /** ALTER of what an earlier script made, as T-SQL scripts define views and procedures. */
  readonly alters: boolean;
}

const kinds: Readonly<Record<string, LegacyKind>> = {
  TABLE: 'table',
  VIEW: 'view',
  PROCEDURE: 'procedure',
  PROC: 'procedure',
  FUNCTION: 'function',
  MACRO: 'procedure',
  TRIGGER: 'trigger',
  PACKAGE: 'package',
  SEQUENCE: 'sequence',
  GENERATOR: 'sequence',
  SYNONYM: 'synonym',
  EVENT: 'job',
  TASK: 'job',
  PIPE: 'job',
  STREAM: 'synonym',
  NICKNAME: 'synonym',
  ALIAS: 'synonym',
  MODULE: 'package',
};
const before =
  /^(OR|REPLACE|ALTER|EDITIONABLE|NONEDITIONABLE|DEFINER|TEMP|TEMPORARY|GLOBAL|LOCAL|VOLATILE|MULTISET|SET|MATERIALIZED|FORCE|NO|NOFORCE|PUBLIC|EXTERNAL|UNLOGGED|TRANSIENT|SECURE|RECURSIVE|HYBRID|DYNAMIC|ICEBERG|COLUMN|SNAPSHOT|FOREIGN|PRIVATE|UNDEFINED|MERGE|TEMPTABLE|SQL|SECURITY|INVOKER|ALGORITHM|CONSTRAINT|AGGREGATE|HADOOP)$/;

/** What the statement of the tokens `from` to `to` defines, or null. */
export function headerOf(text: string, tokens: readonly Token[], from: number, to: number): Header | null {
  const first = tokens[from];
  if (!isWord(first, 'CREATE', 'RECREATE', 'ALTER', 'REPLACE')) return null;
  if (isWord(first, 'ALTER') && isWord(tokens[from + 1], 'MODULE')) {
    // DB2: a routine of a module, which is a package.
    const name = nameAt(text, tokens, from + 2, to);
    return name === null || !isWord(tokens[name.next], 'ADD', 'PUBLISH')
      ? null
      : { kind: 'package', ...name, temporary: false, body: true, alters: true };
  }
  let at = from + 1;
  let temporary = false;
  let materialized = false;
  while (at < to && !(tokens[at]!.kind === 'word' && Object.hasOwn(kinds, tokens[at]!.text))) {
    if (isWord(tokens[at], 'JOIN', 'TYPE')) break;
    const token = tokens[at]!;
    if (isWord(token, 'TEMP', 'TEMPORARY', 'VOLATILE', 'LOCAL')) temporary = true;
    // Oracle's and Firebird's temporary tables keep their definition.
    if (isWord(token, 'GLOBAL')) return headerWith(text, tokens, at + 1, to, false, first!);
    if (isWord(token, 'MATERIALIZED', 'SNAPSHOT')) materialized = true;
    if (token.kind === 'word' && !before.test(token.text)) {
      // DEFINER = root@localhost.
      const made = madeAt(tokens, from);
      if (made === null || made >= to || !Object.hasOwn(kinds, tokens[made]!.text)) return null;
      at = made;
      break;
    }
    at++;
  }
  if (isWord(tokens[at], 'JOIN') && isWord(tokens[at + 1], 'INDEX')) {
    // Teradata's join indexes are views that the server keeps.
    const name = nameAt(text, tokens, at + 2, to);
    return name === null
      ? null
      : { kind: 'materialized_view', ...name, temporary: false, body: false, alters: false };
  }
  if (isWord(tokens[at], 'TYPE')) {
    // Oracle's types with methods are like packages; without, they hold nothing that is run.
    const name = isWord(tokens[at + 1], 'BODY') ? nameAt(text, tokens, at + 2, to) : null;
    return name === null ? null : { kind: 'package', ...name, temporary: false, body: true, alters: false };
  }
  const found = headerAt(text, tokens, at, to, first!);
  return found === null
    ? null
    : { ...found, temporary, kind: materialized && found.kind === 'view' ? 'materialized_view' : found.kind };
}

function headerWith(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  temporary: boolean,
  first: Token,
): Header | null {
  let at = from;
  while (at < to && !isWord(tokens[at], 'TABLE')) at++;
  const found = headerAt(text, tokens, at, to, first);
  return found === null ? null : { ...found, temporary };
}

function headerAt(
  text: string,
  tokens: readonly Token[],
  at: number,
  to: number,
  first: Token,
): Header | null {
  const word = tokens[at];
  if (word?.kind !== 'word' || at >= to || !Object.hasOwn(kinds, word.text)) return null;
  const kind = kinds[word.text]!;
  const alters = first.text === 'ALTER';
  if (alters && !/^(view|procedure|function|trigger)$/.test(kind)) return null;
  let next = at + 1;
  const body = isWord(tokens[next], 'BODY');
  if (body) next++;
  while (isWord(tokens[next], 'IF', 'NOT', 'EXISTS', 'OR')) next++;
  const name = nameAt(text, tokens, next, to);
  if (name === null) return null;
  // ALTER FUNCTION … OWNER TO, ALTER TRIGGER … DISABLE: nothing is defined anew.
  if (alters && !hasBody(tokens, name.next, to)) return null;
  return { kind, parts: name.parts, next: name.next, temporary: false, body, alters };
}

function hasBody(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (isWord(tokens[i], 'AS', 'BEGIN')) return true;
  return false;
}
