import { createHash } from 'node:crypto';
import { type CompiledProject, compileProject } from '../../src/compile/index.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { loadProject, type ProjectFiles } from '../../src/project/index.ts';

export const options = {
  allowedFolders: [],
  temporaryFolder: null,
  threads: 2,
  memoryLimit: null,
  timeZone: 'UTC',
} as const;

/** Files by path; a path below `seeds/` that ends in `.csv` is data, all others are texts. */
export function projectFiles(files: Readonly<Record<string, string>>): ProjectFiles {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  const isData = (path: string): boolean => /\.csv(\.gz)?$/.test(path);
  return {
    texts: texts.filter(({ path }) => !isData(path)),
    data: texts
      .filter(({ path }) => isData(path))
      .map(({ path, text }) => ({ path, text, content: createHash('sha256').update(text).digest('hex') })),
  };
}

export interface CompiledTexts {
  readonly compiled: CompiledProject | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads and compiles a project given as texts, over a fresh real engine. */
export async function compileTexts(files: Readonly<Record<string, string>>): Promise<CompiledTexts> {
  const loaded = loadProject(projectFiles({ 'project.yml': 'name: test\n', ...files }));
  if (loaded.value === null) return { compiled: null, diagnostics: loaded.diagnostics };
  const database = await duckdbEngine().open({ ...options, timeZone: loaded.value.timeZone });
  try {
    const outcome = await compileProject(loaded.value, database, duckdbEngine());
    return { compiled: outcome.value, diagnostics: [...loaded.diagnostics, ...outcome.diagnostics] };
  } finally {
    await database.close();
  }
}

/** `code file:line:column "text there"` of each diagnostic: enough to see what is reported and where. */
export function placesOf(
  files: Readonly<Record<string, string>>,
  diagnostics: readonly Diagnostic[],
): string[] {
  return diagnostics.map(({ code, subject }) => {
    if (subject === null) return code;
    const there = (files[subject.file] ?? '').slice(subject.start, subject.end).split('\n')[0] ?? '';
    return `${code} ${subject.file}:${subject.line}:${subject.column} "${there}"`;
  });
}
