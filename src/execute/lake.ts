import type { ZodType } from 'zod';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Actor } from '../environment/index.ts';
import type { Clock, Files } from '../ports/index.ts';

/** A lake as the commit protocol needs it. `folder` is absolute. */
export interface Lake {
  readonly folder: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly actor: Actor;
  readonly project: { readonly name: string; readonly git: string | null };
}

/** The absolute path of something in the lake. */
export function lakePath(lake: Lake, relative: string): string {
  return `${lake.folder}/${relative}`;
}

/** Now, as manifests write it. */
export function momentOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Reads and checks one of Lode's own JSON files; null where it does not exist. Rejects with `lake-file-damaged`. */
export async function readLakeJson<T>(lake: Lake, relative: string, form: ZodType<T>): Promise<T | null> {
  const path = lakePath(lake, relative);
  const text = await textOf(lake.files, path);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DiagnosticError(
      diagnose('lake-file-damaged', { path, problem: (error as Error).message }),
      1,
      error,
    );
  }
  const checked = form.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  const problem = `${issue.path.length === 0 ? 'the document' : issue.path.join('.')}: ${issue.message}`;
  throw new DiagnosticError(diagnose('lake-file-damaged', { path, problem }));
}

/** One request where a look first would be two, or three in an object store. */
async function textOf(files: Files, path: string): Promise<string | null> {
  try {
    return await files.readText(path);
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics.some(({ code }) => code === 'file-missing'))
      return null;
    throw error;
  }
}
