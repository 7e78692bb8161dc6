import { scryptSync, timingSafeEqual } from 'node:crypto';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { canonicalJson, type ErasureIntent } from '../../environment/index.ts';
import { type EraseRequest, readCondition } from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Host } from '../host.ts';

/** What a user asks to erase, as written. */
export interface AskedErasure {
  readonly where: string | null;
  /** A YAML file that says it; arguments win over it. */
  readonly request: string | null;
  readonly relations: readonly string[];
  readonly rebuild: readonly string[];
  readonly leave: readonly string[];
}

/** The file of `--request`. */
const requestForm = z.strictObject({
  where: z.string().optional(),
  relations: z.array(z.string()).default([]),
  conditions: z.record(z.string(), z.string()).default({}),
  rebuild: z.array(z.string()).default([]),
  leave: z.array(z.string()).default([]),
});

export interface LoadedRequest {
  readonly request: EraseRequest;
  /** The conditions as one text: what the mark is made of. */
  readonly text: string;
}

/** Reads arguments and file. Rejects with `erase-request-invalid` or `erase-condition-invalid`. */
export async function loadRequest(
  { files, folder }: Host,
  session: Session,
  asked: AskedErasure,
): Promise<LoadedRequest> {
  const form =
    asked.request === null
      ? requestForm.parse({})
      : readForm(asked.request, await files.readText(resolve(folder, asked.request)));
  const where = asked.where ?? form.where ?? null;
  const conditions = Object.entries(form.conditions);
  if (where === null && conditions.length === 0)
    throw new DiagnosticError(
      diagnose('erase-condition-invalid', {
        problem: 'none is given, neither --where nor in a file for --request',
      }),
    );
  const read: [string, Awaited<ReturnType<typeof readCondition>>][] = [];
  for (const [name, sql] of conditions) read.push([name.toLowerCase(), await readCondition(session, sql)]);
  const lower = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
  return {
    request: {
      where: where === null ? null : await readCondition(session, where),
      relations: lower([...form.relations, ...asked.relations]),
      conditions: new Map(read),
      rebuild: lower([...form.rebuild, ...asked.rebuild]),
      leave: lower([...form.leave, ...asked.leave]),
    },
    text: canonicalJson({ where, conditions: Object.fromEntries(conditions.sort()) }),
  };
}

function readForm(file: string, text: string): z.infer<typeof requestForm> {
  const problem = (words: string) =>
    new DiagnosticError(diagnose('erase-request-invalid', { file, problem: words }));
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (error) {
    throw problem((error as Error).message.split('\n')[0]!);
  }
  const checked = requestForm.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  throw problem(`${issue.path.length === 0 ? 'The file' : issue.path.join('.')}: ${issue.message}`);
}

/** What tells the same request again, and cannot be read back. Numbers of patients are few: trying them all has to be slow. */
export function markOf(text: string, salt: string): ErasureIntent['mark'] {
  return { salt, hash: scryptSync(text, salt, 32, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('hex') };
}

export function isMarked(mark: ErasureIntent['mark'], text: string): boolean {
  return timingSafeEqual(Buffer.from(mark.hash, 'hex'), Buffer.from(markOf(text, mark.salt).hash, 'hex'));
}
