import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { ManifestRecord } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { commitModels, type Outcome } from './commit-models.ts';
import type { Lake } from './lake.ts';
import { type Base, readDefinition } from './read-environment.ts';
import { noChangeOfRows } from './row-change.ts';
import { definedModel } from './step.ts';

export interface ReleaseRequest {
  readonly lake: Lake;
  readonly session: Session;
  readonly environment: string;
  readonly base: Base;
  /** Names of models; null: all that are held. */
  readonly models: readonly string[] | null;
  readonly retentionDays: number;
  readonly expiresAt: string | null;
}

/** Lets runs refresh again what a rollback held back: a version that changes no table. Rejects where a model named is not held, and where none is. */
export async function release(request: ReleaseRequest): Promise<ManifestRecord> {
  const { lake, environment, base } = request;
  const manifest = base.manifest!;
  const held = [...manifest.models.values()].filter((model) => model.heldAt !== null);
  const wanted = request.models?.map((name) => name.toLowerCase()) ?? null;
  const known = new Set(held.map((model) => model.name.toLowerCase()));
  const wrong = wanted?.filter((name) => !known.has(name)) ?? [];
  if (held.length === 0 || wrong.length > 0)
    throw new DiagnosticError(diagnose('nothing-held', { environment, models: wrong }));
  const chosen = held.filter(({ name }) => wanted === null || wanted.includes(name.toLowerCase()));
  const outcomes: Outcome[] = [];
  for (const { table: _, ...draft } of chosen)
    outcomes.push({
      step: definedModel(await readDefinition(lake, draft.definition), draft.definition),
      draft: { ...draft, heldAt: null },
      rows: noChangeOfRows,
    });
  return commitModels(lake, request.session, {
    environment,
    incarnation: base.incarnation!,
    target: manifest.record.target,
    parent: manifest,
    head: base.head,
    outcomes,
    removed: [],
    returned: [],
    bases: new Map(),
    retentionDays: request.retentionDays,
    base: manifest.record.base,
    expiresAt: request.expiresAt,
    rollbackTo: null,
  });
}
