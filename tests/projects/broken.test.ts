import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileProject, readProject } from '../../src/compile/index.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { loadProject } from '../../src/project/index.ts';
import type { Span } from '../../src/text/index.ts';

/**
 * Each folder of `broken/` is a project with one fault; `expected.txt` is all that Lode says of it. `UPDATE_EXPECTED=1` writes these files: read what
 * changed before you commit it.
 */
const root = join(import.meta.dirname, 'broken');
const engine = duckdbEngine();

describe('a project with one fault is told what is wrong, where, and what to do', () => {
  for (const name of readdirSync(root)) {
    test(name, async () => {
      const folder = join(root, name);
      const told = describeAll(folder, await diagnosticsOf(folder));
      const expected = join(folder, 'expected.txt');
      if (process.env.UPDATE_EXPECTED === '1') writeFileSync(expected, told);
      expect(told).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
      expect(told).not.toBe('');
    });
  }
});

async function diagnosticsOf(folder: string): Promise<readonly Diagnostic[]> {
  const read = await readProject(localFiles(), folder, {});
  const loaded = loadProject(read.value.files);
  const before = [...read.diagnostics, ...loaded.diagnostics];
  if (loaded.value === null) return before;
  const database = await engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: loaded.value.timeZone,
  });
  try {
    const compiled = await compileProject(loaded.value, database, engine);
    return [...before, ...compiled.diagnostics];
  } finally {
    await database.close();
  }
}

function describeAll(folder: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => describeOne(folder, diagnostic)).join('\n');
}

function describeOne(folder: string, diagnostic: Diagnostic): string {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.summary}`];
  if (diagnostic.subject !== null) lines.push(...frame(folder, diagnostic.subject));
  for (const { message, span } of diagnostic.related ?? [])
    lines.push(`  ${message}:`, ...frame(folder, span));
  if (diagnostic.detail !== undefined) lines.push(`  ${diagnostic.detail}`);
  if (diagnostic.hint !== undefined) lines.push(`  hint: ${diagnostic.hint}`);
  return `${lines.join('\n').replaceAll(folder, '…')}\n`;
}

/** The line of a span with its stretch underlined. */
function frame(folder: string, span: Span): string[] {
  const place = `  --> ${span.file}:${span.line}:${span.column}`;
  const path = join(folder, span.file);
  if (!existsSync(path)) return [place];
  const line = readFileSync(path, 'utf8').split(/\r?\n/)[span.line - 1] ?? '';
  const length = Math.max(1, Math.min(span.end - span.start, line.length - span.column + 1));
  return [place, `   | ${line}`, `   | ${' '.repeat(span.column - 1)}${'^'.repeat(length)}`];
}
