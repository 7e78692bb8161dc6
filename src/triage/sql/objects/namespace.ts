import type { Namespace } from '../../estate/legacy-object.ts';
import type { Reading } from '../statements/index.ts';
import { isFilledIn } from '../text/placeholder.ts';
import { is, isWord, nameAt } from '../text/token-tests.ts';

/**
 * The database and schema that a statement makes the usual ones: `USE`, Teradata's `DATABASE`, `ALTER SESSION SET CURRENT_SCHEMA`, `SET SCHEMA`, `SET search_path` of one schema. `current` where it is
 * another statement; undefined where they are not known any more.
 */
export function namespaceAfter(
  { tokens, text, dialect }: Reading,
  from: number,
  to: number,
  current: Namespace | undefined,
): Namespace | undefined {
  const first = tokens[from];
  const named = (at: number): readonly string[] | null => {
    const name = nameAt(text, tokens, at, to);
    if (name === null || name.parts.some((part) => isFilledIn(part) || part.startsWith('@'))) return null;
    return name.parts.map((part) => part.toLowerCase());
  };
  const schema = (at: number): Namespace | undefined => {
    const parts = named(at);
    return parts === null ? undefined : { database: null, schema: parts.at(-1)! };
  };
  switch (dialect) {
    case 'tsql':
    case 'mysql':
    case 'databricks':
    case 'duckdb':
    case 'snowflake': {
      if (!isWord(first, 'USE')) return current;
      if (isWord(tokens[from + 1], 'ROLE', 'WAREHOUSE', 'SECONDARY', 'APPLICATION', 'HINT', 'PLAN'))
        return current;
      const isSchema = isWord(tokens[from + 1], 'SCHEMA');
      const isDatabase = isWord(tokens[from + 1], 'DATABASE', 'CATALOG');
      const parts = named(isSchema || isDatabase ? from + 2 : from + 1);
      if (parts === null) return undefined;
      if (dialect === 'mysql' || dialect === 'databricks' || dialect === 'duckdb')
        return { database: parts.length > 1 ? parts[0]! : null, schema: parts.at(-1)! };
      if (parts.length > 1) return { database: parts[0]!, schema: parts[1]! };
      if (isSchema) return { database: current?.database ?? null, schema: parts[0]! };
      return { database: parts[0]!, schema: dialect === 'snowflake' ? 'public' : null };
    }
    case 'teradata':
      return isWord(first, 'DATABASE') && to - from === 2 ? schema(from + 1) : current;
    case 'oracle': {
      if (!isWord(first, 'ALTER') || !isWord(tokens[from + 1], 'SESSION')) return current;
      const at = tokens.findIndex((token, i) => i > from && i < to && isWord(token, 'CURRENT_SCHEMA'));
      return at < 0 || !is(tokens[at + 1], '=') ? current : schema(at + 2);
    }
    case 'db2': {
      if (!isWord(first, 'SET')) return current;
      const at = isWord(tokens[from + 1], 'CURRENT') ? from + 2 : from + 1;
      if (!isWord(tokens[at], 'SCHEMA')) return current;
      return schema(is(tokens[at + 1], '=') ? at + 2 : at + 1);
    }
    case 'postgres': {
      if (!isWord(first, 'SET') || !isWord(tokens[from + 1], 'SEARCH_PATH')) return current;
      // The first of a path is where things are made; what is read may be in any.
      return to - from === 4 && tokens[from + 3]?.kind !== 'string' ? schema(from + 3) : undefined;
    }
    default:
      return current;
  }
}
