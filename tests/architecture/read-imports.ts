import { posix } from 'node:path';
import { codeWithoutText } from './code-without-text.ts';

export interface Import {
  /** As written: `../ports/index.ts`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** The file below src that it names, or null for a package or a module of Node. */
  readonly file: string | null;
  /** What is imported, as written; empty for `import 'x'` and `import('x')`. */
  readonly names: string;
  /** Whether only types are imported. */
  readonly typeOnly: boolean;
}

// Patterns for code whose strings are blanked; what they hold is read at the same place of the source.
const statement = /\b(?:import|export)\s+(type\s+)?([\w\s{},*$]*?)\s*from\s*(['"]) *\3/dg;
const bare = /\b(?:import|require)\s*\(?\s*(['"]) *\1/dg;

/** All that a file of src imports, re-exports, loads later or requires. `path` is below src, with forward slashes. */
export function readImports(path: string, source: string): Import[] {
  const code = codeWithoutText(source);
  const imports: Import[] = [];
  const add = (quote: readonly [number, number], end: number, names: string, typeOnly: boolean) => {
    const specifier = source.slice(quote[1], end - 1);
    const file = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null;
    imports.push({ specifier, names, typeOnly, file });
  };
  for (const match of code.matchAll(statement)) {
    const listed = match[2]!.replaceAll(/[{}\s]+/g, ' ').trim();
    const allTypes = listed !== '' && listed.split(',').every((name) => /^\s*(type\s|$)/.test(name));
    add(match.indices![3]!, match.indices![0]![1], listed, match[1] !== undefined || allTypes);
  }
  for (const match of code.matchAll(bare)) add(match.indices![1]!, match.indices![0]![1], '', false);
  return imports;
}
