import type { Definition } from '../../environment/index.ts';
import { sqlTokens } from '../../text/index.ts';
import { keyedHash } from './shipped-macros.ts';

/** A version of a secret that hashes are made with. */
export interface SecretVersion {
  readonly secret: string;
  readonly version: string;
}

/**
 * The secrets that a definition's statement hashes with, in the versions that were current when it was made: of each call of `hmac_sha256`, in the statement or in a macro that it calls, the one that it names, else the usual
 * one. A call whose secret is no text by itself (the argument of a macro) may mean any that a text of the definition names, or all where none does.
 */
export function definitionSecrets({ macros, sql }: Definition): readonly SecretVersion[] {
  const macro = macros.find(({ name, file }) => name === keyedHash.macro && file.endsWith('.sql'));
  if (macro === undefined) return [];
  const { usual, versions } = declared(wordsOf(macro.text));
  const texts = [sql, ...macros.flatMap((each) => (each === macro ? [] : [each.text]))].map(wordsOf);
  const found = new Map<string, SecretVersion>();
  const add = (one: SecretVersion) => found.set(JSON.stringify([one.secret, one.version]), one);
  const named = [...versions.values()].filter(({ secret }) =>
    texts.some((words) => words.includes(literal(secret))),
  );
  for (const words of texts)
    for (const call of callsOf(words)) {
      const [, secret, version] = call;
      const known = secret?.length === 1 ? versions.get(secret[0]!) : undefined;
      if (secret === undefined) {
        if (usual !== null) add(usual);
      } else if (known === undefined) (named.length > 0 ? named : [...versions.values()]).forEach(add);
      else if (version?.length === 1 && version[0]!.startsWith("'"))
        add({ secret: known.secret, version: unquoted(version[0]!) });
      else add(known);
    }
  return [...found.values()];
}

/** What the macro's text says, which is `shippedMacros`': hash(value, 'secret', 'version') and CASE secret WHEN 'secret' THEN 'version'. `versions` by the secret's literal. */
function declared(words: readonly string[]): {
  readonly usual: SecretVersion | null;
  readonly versions: ReadonlyMap<string, SecretVersion>;
} {
  const versions = new Map<string, SecretVersion>();
  let usual: SecretVersion | null = null;
  for (const [index, word] of words.entries()) {
    const [secret, version] = [words[index + 4], words[index + 6]];
    if (word === keyedHash.engineFunction && secret?.startsWith("'") && secret !== "''")
      usual = { secret: unquoted(secret), version: unquoted(version!) };
    if (word === 'WHEN')
      versions.set(words[index + 1]!, {
        secret: unquoted(words[index + 1]!),
        version: unquoted(words[index + 3]!),
      });
  }
  return { usual, versions };
}

/** The arguments of each call of `hmac_sha256`, each as its words; without the name where it is given by name. */
function* callsOf(words: readonly string[]): Generator<readonly (readonly string[])[]> {
  for (const [index, word] of words.entries()) {
    if (word.replaceAll('"', '').toLowerCase() !== keyedHash.macro || words[index + 1] !== '(') continue;
    const given: string[][] = [[]];
    let depth = 0;
    for (const each of words.slice(index + 1)) {
      if (/^[([{]$/.test(each)) depth++;
      if (/^[)\]}]$/.test(each)) depth--;
      if (depth === 0) break;
      if (each === ',' && depth === 1) given.push([]);
      else if (!(each === '(' && depth === 1 && given.length === 1 && given[0]!.length === 0))
        given.at(-1)!.push(each);
    }
    yield given;
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function wordsOf(sql: string): string[] {
  return sqlTokens(sql).flatMap(({ kind, start, end }) =>
    kind === 'comment' ? [] : [sql.slice(start, end)],
  );
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}
