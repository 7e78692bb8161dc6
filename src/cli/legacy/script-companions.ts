import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { companionsOf, estateNames, scriptText } from '../../triage/index.ts';
import { decodeText } from './decode-text.ts';
import type { EstateFile } from './list-estate.ts';

/** What a script uses of its estate. */
export interface ScriptCompanions {
  /** Of their names and texts; empty: there are none. */
  readonly hash: string;
  /** By their names in the estate. */
  readonly texts: ReadonlyMap<string, string>;
}

/** No script uses as many files of its estate; those that are nearest to it count. */
const mostFiles = 200;

/** Whether a file is a script that may import others. */
export function isScript(file: string): boolean {
  return /\.(?:pyw?|ipynb)$/i.test(file);
}

/** For a script its modules of the same estate and the files of SQL that it names, and theirs. Each file is read once. */
export function scriptCompanions(
  files: readonly EstateFile[],
): (script: string, text: string) => Promise<ScriptCompanions> {
  const paths = new Map(
    files.filter(({ file }) => /\.(?:py|sql)$/i.test(file)).map(({ file, path }) => [file, path]),
  );
  const names = estateNames(paths.keys());
  const known = new Map<string, Promise<{ readonly text: string; readonly uses: readonly string[] }>>();
  const open = (file: string) => {
    let opened = known.get(file);
    if (opened === undefined) {
      opened = readFile(paths.get(file)!).then((bytes) => {
        const text = decodeText(bytes)?.text ?? '';
        return { text, uses: /\.sql$/i.test(file) ? [] : companionsOf(text, file, names) };
      });
      known.set(file, opened);
    }
    return opened;
  };
  return async (script, text) => {
    const texts = new Map<string, string>();
    const found = new Set(companionsOf(scriptText(text, script), script, names).slice(0, mostFiles));
    for (const file of found) {
      const { text: its, uses } = await open(file);
      texts.set(file, its);
      for (const each of uses) if (each !== script && found.size < mostFiles) found.add(each);
    }
    if (texts.size === 0) return { hash: '', texts };
    const hash = createHash('sha256');
    for (const file of [...texts.keys()].sort()) hash.update(`${file}\n${texts.get(file)!}\n`);
    return { hash: hash.digest('hex'), texts };
  };
}
