import { fileId } from '../../estate/file-object.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { emptyUses, type UseSet, use, useAll } from './use-set.ts';

/** A statement that carries rows between a table and a file. */
export interface FileUses {
  readonly uses: UseSet;
  /** The tokens of a query whose rows go to the file; null: a table's. */
  readonly query: readonly [number, number] | null;
}

/** BULK INSERT, LOAD DATA, COPY, and DB2's LOAD, IMPORT and EXPORT. Null: another statement. */
export function fileUses(text: string, tokens: readonly Token[], from: number, to: number): FileUses | null {
  const [first, second] = [tokens[from], tokens[from + 1]];
  if (isWord(first, 'BULK') && isWord(second, 'INSERT')) return loaded(text, tokens, from + 2, to, 'FROM');
  if (isWord(first, 'LOAD') && isWord(second, 'DATA')) return mysqlLoad(text, tokens, from, to);
  if (isWord(first, 'COPY')) return copied(text, tokens, from, to);
  if (isWord(first, 'LOAD', 'IMPORT') && isWord(second, 'FROM')) return db2Load(text, tokens, from, to);
  if (first?.kind === 'line') return commandFile(first.text);
  if (isWord(first, 'DEFINE') && is(tokens[find(tokens, from, to, 'FILE') + 1], '=')) {
    // FastLoad: DEFINE a (VARCHAR(9)), … FILE = path.
    const file = fileAt(text, tokens, find(tokens, from, to, 'FILE') + 2, to);
    if (file === null) return null;
    const uses = emptyUses();
    useAll(uses.reads, file);
    return { uses, query: null };
  }
  if (isWord(first, 'EXPORT') && isWord(second, 'TO')) {
    const uses = emptyUses();
    const file = fileAt(text, tokens, from + 2, to);
    const query = find(tokens, from, to, 'SELECT', 'WITH');
    if (file === null || query >= to) return null;
    useAll(uses.writes, file);
    return { uses, query: [query, to] };
  }
  return null;
}

/** The data file of a client's command: of BTEQ, MultiLoad and FastExport (`.IMPORT … FILE = x`), Snowflake's `PUT file://path @stage` and `GET @stage file://path`. */
function commandFile(command: string): FileUses | null {
  const staged =
    /^(?:put\s+'?file:\/\/([^\s']+)'?\s+'?(@[^\s']+)|get\s+'?(@[^\s']+?)'?\s+'?file:\/\/([^\s']+))/i.exec(
      command,
    );
  if (staged !== null) {
    const uses = emptyUses();
    useAll(uses.reads, fileId(staged[1] ?? staged[3]!));
    useAll(uses.writes, fileId(staged[2] ?? staged[4]!));
    return { uses, query: null };
  }
  const found =
    /^\.\s*(import|export)\b[^;]*?\b(?:file|infile|outfile)\s*=?\s*(?:'([^']+)'|"([^"]+)"|([^\s;,]+))/i.exec(
      command,
    );
  const path = found?.[2] ?? found?.[3] ?? found?.[4];
  if (found === null || path === undefined) return null;
  const uses = emptyUses();
  useAll(/^import$/i.test(found[1]!) ? uses.reads : uses.writes, fileId(path));
  return { uses, query: null };
}

/** The file of MySQL's `SELECT … INTO OUTFILE '…'`, or null. */
export function outfileOf(tokens: readonly Token[], from: number, to: number): string | null {
  for (let i = from; i + 2 < to; i++)
    if (isWord(tokens[i], 'INTO') && isWord(tokens[i + 1], 'OUTFILE', 'DUMPFILE'))
      return tokens[i + 2]!.kind === 'string' ? fileId(tokens[i + 2]!.text) : null;
  return null;
}

function find(tokens: readonly Token[], from: number, to: number, ...words: readonly string[]): number {
  let at = from;
  while (at < to && !isWord(tokens[at], ...words))
    at = is(tokens[at], '(') ? closing(tokens, at, to) : at + 1;
  return Math.min(at, to);
}

/** A path in quotes, a bare one as DB2 writes it, or a stage of Snowflake (`@stage/path`). */
function fileAt(text: string, tokens: readonly Token[], at: number, to: number): string | null {
  const token = tokens[at];
  if (token === undefined || at >= to) return null;
  if (token.kind === 'string') return fileId(token.text);
  if (isWord(token, 'STDIN', 'STDOUT', 'PROGRAM')) return null;
  // What is written without a blank between belongs to it.
  let end = at;
  while (
    end + 1 < to &&
    tokens[end + 1]!.start === tokens[end]!.end &&
    !is(tokens[end + 1], '(') &&
    !is(tokens[end + 1], ')')
  )
    end++;
  const path = text.slice(token.start, tokens[end]!.end);
  return /[./@]/.test(path) ? fileId(path) : null;
}

function tableWith(
  text: string,
  tokens: readonly Token[],
  at: number,
  to: number,
  side: UseSet['reads'],
): number | null {
  const name = nameAt(text, tokens, at, to);
  if (name === null) return null;
  const relation = relationName(name.parts);
  if (!is(tokens[name.next], '(')) {
    useAll(side, relation);
    return name.next;
  }
  const end = closing(tokens, name.next, to);
  use(side, relation);
  for (let i = name.next + 1; i < end; i++) {
    const column = nameAt(text, tokens, i, end);
    if (column === null) continue;
    if (!column.parts[0]!.startsWith('@')) use(side, relation, column.parts[0]!);
    i = column.next;
  }
  return end;
}

function loaded(
  text: string,
  tokens: readonly Token[],
  table: number,
  to: number,
  before: string,
): FileUses | null {
  const uses = emptyUses();
  if (tableWith(text, tokens, table, to, uses.writes) === null) return null;
  const file = fileAt(text, tokens, find(tokens, table, to, before) + 1, to);
  if (file !== null) useAll(uses.reads, file);
  return { uses, query: null };
}

function mysqlLoad(text: string, tokens: readonly Token[], from: number, to: number): FileUses | null {
  const into = find(tokens, from, to, 'INTO');
  const name = isWord(tokens[into + 1], 'TABLE') ? nameAt(text, tokens, into + 2, to) : null;
  if (name === null) return null;
  const uses = emptyUses();
  const relation = relationName(name.parts);
  // The list of columns stands at the end, behind the fields' and lines' terminators.
  let list: readonly [number, number] | null = null;
  for (let i = name.next; i < to; i++) {
    if (!is(tokens[i], '(')) continue;
    const end = closing(tokens, i, to);
    if (!isWord(tokens[i - 1], 'PARTITION')) list = [i + 1, end - 1];
    i = end - 1;
    if (list !== null) break;
  }
  if (list === null) useAll(uses.writes, relation);
  else
    for (let i = list[0]; i < list[1]; i++) {
      const { kind, text: word, start, end } = tokens[i]!;
      if (kind === 'word') use(uses.writes, relation, text.slice(start, end));
      else if (kind === 'name') use(uses.writes, relation, word);
    }
  const file = fileAt(text, tokens, find(tokens, from, to, 'INFILE') + 1, to);
  if (file !== null) useAll(uses.reads, file);
  return { uses, query: null };
}

function db2Load(text: string, tokens: readonly Token[], from: number, to: number): FileUses | null {
  const into = find(tokens, from, to, 'INTO', 'CREATE');
  const uses = emptyUses();
  if (!isWord(tokens[into], 'INTO') || tableWith(text, tokens, into + 1, to, uses.writes) === null)
    return null;
  const file = fileAt(text, tokens, from + 2, to);
  if (file !== null) useAll(uses.reads, file);
  return { uses, query: null };
}

/** PostgreSQL's COPY t FROM and TO, and Snowflake's COPY INTO. */
function copied(text: string, tokens: readonly Token[], from: number, to: number): FileUses | null {
  const uses = emptyUses();
  if (isWord(tokens[from + 1], 'INTO')) {
    const source = find(tokens, from + 2, to, 'FROM') + 1;
    if (source > to) return null;
    const outside = fileAt(text, tokens, from + 2, to);
    const isFile = tokens[from + 2]?.kind === 'string' || tokens[from + 2]?.text.startsWith('@') === true;
    if (isFile && outside !== null) {
      useAll(uses.writes, outside);
      if (is(tokens[source], '(')) return { uses, query: [source + 1, closing(tokens, source, to) - 1] };
      return tableWith(text, tokens, source, to, uses.reads) === null ? null : { uses, query: null };
    }
    if (tableWith(text, tokens, from + 2, to, uses.writes) === null) return null;
    // COPY INTO t FROM (SELECT $1, $2 FROM @stage).
    const inside = is(tokens[source], '(') ? find(tokens, source + 1, to, 'FROM') + 1 : source;
    const file = fileAt(text, tokens, inside, to);
    if (file !== null) useAll(uses.reads, file);
    return { uses, query: null };
  }
  if (is(tokens[from + 1], '(')) {
    const end = closing(tokens, from + 1, to);
    const file = isWord(tokens[end], 'TO') ? fileAt(text, tokens, end + 1, to) : null;
    if (file !== null) useAll(uses.writes, file);
    return { uses, query: [from + 2, end - 1] };
  }
  const way = find(tokens, from, to, 'FROM', 'TO');
  if (way >= to) return null;
  const isRead = isWord(tokens[way], 'FROM');
  if (tableWith(text, tokens, from + 1, to, isRead ? uses.writes : uses.reads) === null) return null;
  const file = fileAt(text, tokens, way + 1, to);
  if (file !== null) useAll(isRead ? uses.reads : uses.writes, file);
  return { uses, query: null };
}
