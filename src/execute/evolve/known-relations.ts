import {
  type DriftEntry,
  driftIdentity,
  type EffectiveRelation,
  effectiveRelation,
  joinDrift,
  type Manifest,
  plainType,
  type RelationDrift,
} from '../../environment/index.ts';
import { type ContractRelation, evolveAll } from '../../project/index.ts';
import { spanOf } from '../../text/index.ts';
import type { Step } from '../step.ts';

/** A source's relation as an environment knows it, before its source is asked. */
export interface KnownRelation {
  readonly relation: EffectiveRelation;
  /** What is recorded of it and not taken in by its contract. */
  readonly entries: readonly DriftEntry[];
}

/** By lower-case name. */
export type KnownRelations = ReadonlyMap<string, KnownRelation>;

/** All that the environment's models have recorded of each relation, by its lower-case name. What another target gave says nothing. */
export function recordedDrift(manifest: Manifest | null, target: string): ReadonlyMap<string, RelationDrift> {
  const recorded = new Map<string, RelationDrift>();
  if (manifest === null || manifest.record.target !== target) return recorded;
  for (const { drift } of manifest.models.values())
    for (const each of drift) {
      const key = each.relation.toLowerCase();
      const known = recorded.get(key);
      recorded.set(key, known === undefined ? each : joinDrift(known, each));
    }
  return recorded;
}

/**
 * Of models whose rows were loaded before others have taken in what a source had new: the relations as these models know them, by lower-case names of both. They are brought up when they are loaded themselves.
 */
export function laggingRelations(
  contracts: readonly ContractRelation[],
  manifest: Manifest | null,
  target: string,
): ReadonlyMap<string, KnownRelations> {
  const joined = recordedDrift(manifest, target);
  const lagging = new Map<string, KnownRelations>();
  if (manifest === null || joined.size === 0) return lagging;
  for (const [model, { drift }] of manifest.models) {
    const own = new Map(drift.map((each) => [each.relation.toLowerCase(), each]));
    const behind = contracts.filter(({ name }) => {
      const key = name.toLowerCase();
      const known = new Set(own.get(key)?.entries.map(driftIdentity));
      return joined.get(key)?.entries.some((entry) => !known.has(driftIdentity(entry))) === true;
    });
    if (behind.length > 0) lagging.set(model, contractedRelations(behind, own));
  }
  return lagging;
}

/** Whether the step was bound before something of this came into the relation. */
export function lagsBehind({ definition }: Step, { relation, entries }: KnownRelation): boolean {
  const key = relation.name.toLowerCase();
  const input = definition.inputs.find((each) => each.relation.toLowerCase() === key);
  if (input === undefined) return false;
  const types = new Map(input.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  return entries.some((entry) => {
    if (entry.kind === 'dropped' || entry.kind === 'loosened') return false;
    const name = entry.kind === 'variant' ? entry.name : entry.column;
    const column = relation.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const type = types.get(name.toLowerCase());
    return column !== undefined && (type === undefined || plainType(type) !== plainType(column.type));
  });
}

/** The project's contracts with what is recorded. */
export function contractedRelations(
  contracts: readonly ContractRelation[],
  recorded: ReadonlyMap<string, RelationDrift>,
): KnownRelations {
  return new Map(
    contracts.map((contract): [string, KnownRelation] => {
      const key = contract.name.toLowerCase();
      const { relation, remaining } = effectiveRelation(contract, recorded.get(key) ?? null);
      return [key, { relation, entries: remaining?.entries ?? [] }];
    }),
  );
}

/**
 * The relations that steps read, in the columns that the steps were bound over, whatever the project's contracts say by now. What a contract says beside that (policies, names in the source) is its
 * word.
 */
export function boundRelations(
  steps: readonly Step[],
  contracts: readonly ContractRelation[],
  recorded: ReadonlyMap<string, RelationDrift>,
): KnownRelations {
  const known = new Map<string, KnownRelation>();
  const byName = new Map(contracts.map((contract) => [contract.name.toLowerCase(), contract]));
  for (const { definition } of steps)
    for (const input of definition.inputs) {
      if (input.kind !== 'source') continue;
      const key = input.relation.toLowerCase();
      const drift = recorded.get(key) ?? null;
      const before = known.get(key)?.relation ?? null;
      const bound = boundRelation(definition.file, definition.source, input, byName.get(key), drift, before);
      const { relation } = effectiveRelation(bound, drift);
      known.set(key, { relation, entries: drift?.entries ?? [] });
    }
  return known;
}

type Input = Step['definition']['inputs'][number];

function boundRelation(
  path: string,
  text: string,
  input: Input,
  contract: ContractRelation | undefined,
  drift: RelationDrift | null,
  before: EffectiveRelation | null,
): ContractRelation {
  const file = contract?.file ?? { path, text };
  const span = contract?.span ?? spanOf(file, 0, 0);
  const dot = input.relation.indexOf('.');
  const known = new Map(contract?.columns.map((column) => [column.name.toLowerCase(), column]));
  const came = new Map(
    (drift?.entries ?? []).flatMap((entry) =>
      entry.kind === 'added' ? [[entry.column.toLowerCase(), entry.sourceName] as const] : [],
    ),
  );
  const names = new Set(input.columns.map(({ name }) => name.toLowerCase()));
  // Another model was bound over more: what it needs is read as well.
  const others = before?.columns.filter(({ name }) => !names.has(name.toLowerCase())) ?? [];
  return {
    name: input.relation,
    source: input.relation.slice(0, dot),
    sourceName: input.origin ?? contract?.sourceName ?? input.relation.slice(dot + 1),
    description: null,
    key: contract?.key ?? [],
    columns: [
      ...input.columns.map(({ name, type, nullable }) => {
        const of = known.get(name.toLowerCase());
        return {
          description: of?.description ?? null,
          pii: of?.pii ?? null,
          tags: of?.tags ?? [],
          policy: of?.policy ?? null,
          format: of?.format ?? null,
          span: of?.span ?? span,
          name,
          sourceName: of?.sourceName ?? came.get(name.toLowerCase()) ?? name,
          type,
          nullable,
        };
      }),
      ...others,
    ],
    policy: contract?.policy ?? evolveAll,
    csv: contract?.csv ?? null,
    file,
    span,
  };
}
