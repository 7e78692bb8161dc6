import type { Definition } from '../../environment/index.ts';
import { sqlTokens } from '../../text/index.ts';
import { keyedHash } from './shipped-macros.ts';

/** A version of a secret that hashes are made with. */
export interface SecretVersion {
  readonly secret: string;
  readonly version: string;
}

/**
 * The secrets that a definition's statement hashes with, in the versions that were current when it was made. One that is only named by chance (a text of the query that is like its name) counts too, and so does
 * the one that calls mean that name none.
 */
export function definitionSecrets({ macros, sql }: Definition): readonly SecretVersion[] {
  const macro = macros.find(({ name, file }) => name === keyedHash.macro && file.endsWith('.sql'));
  if (macro === undefined) return [];
  const named = new Set(
    [sql, ...macros.flatMap((each) => (each === macro ? [] : [each.text]))].flatMap(wordsOf),
  );
  const found = new Map<string, SecretVersion>();
  const add = (secret: string | undefined, version: string | undefined) => {
    if (secret?.startsWith("'") && version?.startsWith("'") && secret !== "''")
      found.set(secret, { secret: unquoted(secret), version: unquoted(version) });
  };
  const words = wordsOf(macro.text);
  for (const [index, word] of words.entries()) {
    // The text is `shippedMacros`': hash(value, 'secret', 'version') and CASE secret WHEN 'secret' THEN 'version'.
    if (word === keyedHash.engineFunction) add(words[index + 4], words[index + 6]);
    if (word === 'WHEN' && named.has(words[index + 1]!)) add(words[index + 1], words[index + 3]);
  }
  return [...found.values()];
}

function wordsOf(sql: string): string[] {
  return sqlTokens(sql).flatMap(({ kind, start, end }) =>
    kind === 'comment' ? [] : [sql.slice(start, end)],
  );
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}
