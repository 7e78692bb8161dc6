import { definedName } from '../estate/defined-name.ts';
import type { Inventory } from '../estate/inventory.ts';
import type { LegacyKind, LegacyObject } from '../estate/legacy-object.ts';
import type { UsageSummary } from '../usage/relation-usage.ts';
import type { ObjectDecision } from './decisions-form.ts';
import { effortOf } from './effort.ts';
import type { TriageDecisions } from './load-decisions.ts';
import { type ObjectGraph, objectGraph } from './object-graph.ts';
import { type ColumnOrigins, personalKinds } from './personal-kinds.ts';
import { reachOf } from './reach.ts';
import type { DecisionKind, ParityState, Reader, TriageRow, Use } from './triage-row.ts';
import { type WaveSize, wavesOf } from './waves.ts';

/** What the project has made of the estate so far: a model that takes the place of an object. */
export interface Successor {
  /** Id of the legacy object. */
  readonly object: string;
  readonly model: string;
  readonly tests: number;
  readonly parity: ParityState;
  /** Exposures and exports of the project that read the model. */
  readonly consumers: readonly string[];
}

export interface TriageInput {
  readonly inventory: Inventory;
  /** null: no log was imported. */
  readonly usage: UsageSummary | null;
  readonly decisions: TriageDecisions;
  readonly successors: readonly Successor[];
  /** Exposures that read legacy objects themselves, by id in lower case. */
  readonly declared: readonly { readonly object: string; readonly by: string }[];
  /** Personal columns by legacy relation, in lower case: column → kind. */
  readonly personal: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Where the values of a relation's columns come from, of relations that were bound, all names in lower case. */
  readonly origins: ColumnOrigins;
  readonly wave: WaveSize;
}

/** Kinds that are ends: what they make is handed on, whoever reads it. */
const ends: ReadonlySet<LegacyKind> = new Set(['export', 'job', 'script']);
/** Kinds that are no logic of their own, and go with what needs them. */
const notMoved: ReadonlySet<LegacyKind> = new Set(['external', 'file', 'sequence', 'synonym']);

/** One row for each object of the inventory, by id. */
export function triageRows(input: TriageInput): TriageRow[] {
  const { inventory, usage, decisions, successors, wave } = input;
  const { objects } = inventory;
  const graph = objectGraph(objects);
  const readers = readersOf(usage, objects);
  const declared = declaredConsumers(input.declared, successors);
  const pii = personalKinds(objects, input.personal, input.origins);
  const saidOf = decisionsById(decisions);
  const successorOf = new Map(successors.map((each) => [each.object.toLowerCase(), each]));
  const own = new Map(
    objects.map((object) => [object.id, ownConsumers(object, readers.get(object.id) ?? [], declared)]),
  );
  const waves = planWaves(objects, graph, saidOf, own, readers, wave);
  const ids = objects.map(({ id }) => id);
  const behind = reachOf(ids, graph.behind, (id) => own.get(id) ?? []);
  const before = reachOf(ids, graph.before, () => []);
  return objects.map((object): TriageRow => {
    const ownReaders = readers.get(object.id) ?? [];
    const consumers = behind.marks(object.id);
    const said = saidOf.get(object.id);
    // What is merged has moved when what takes it in has.
    const successor = successorOf.get(object.id) ?? successorOf.get(mergedInto(object.id, saidOf) ?? '');
    const declaredBy = declared.get(object.id) ?? [];
    const isEnd = (own.get(object.id)?.length ?? 0) > 0;
    return {
      object: object.id,
      kind: object.kind,
      owner: ownerOf(object, said, decisions),
      layer: layerOf(object, graph, isEnd),
      reads: graph.before.get(object.id) ?? [],
      readBy: graph.behind.get(object.id) ?? [],
      upstream: before.count(object.id),
      downstream: behind.count(object.id),
      consumers,
      declared: [...new Set(declaredBy)].sort(),
      use: useOf(usage, ownReaders, declaredBy.length > 0, consumers.length > 0),
      queries: ownReaders.reduce((sum, { queries }) => sum + queries, 0),
      readers: ownReaders,
      lastUse: ownReaders.length === 0 ? null : Math.max(...ownReaders.map(({ lastRead }) => lastRead)),
      pii: pii.get(object.id) ?? [],
      confidence: object.understanding,
      ...effortOf(object),
      wave: waves.get(object.id) ?? null,
      decision: decisionOf(said),
      decidedOn: said?.date ?? null,
      reason: said?.reason ?? null,
      into: said?.into?.toLowerCase() ?? null,
      model: said?.model ?? successor?.model ?? null,
      tests: successor?.tests ?? 0,
      parity: successor?.parity ?? 'none',
      place: object.place,
    };
  });
}

/** What was decided, by id in lower case. */
export function decisionsById(decisions: TriageDecisions): ReadonlyMap<string, ObjectDecision> {
  return new Map(Object.entries(decisions.form.objects ?? {}).map(([id, said]) => [id.toLowerCase(), said]));
}

/** Where an object ends that is merged, perhaps by way of others; null: nowhere, or in a circle. */
export function mergedInto(id: string, saidOf: ReadonlyMap<string, ObjectDecision>): string | null {
  const seen = new Set([id]);
  let at = saidOf.get(id)?.into?.toLowerCase() ?? null;
  for (let next: string | undefined = at ?? undefined; next !== undefined; ) {
    if (seen.has(next)) return null;
    seen.add(next);
    at = next;
    next = saidOf.get(next)?.into?.toLowerCase();
  }
  return at;
}

function decisionOf(said: ObjectDecision | undefined): DecisionKind {
  return said?.decision ?? 'undecided';
}

function useOf(
  usage: UsageSummary | null,
  readers: readonly Reader[],
  isDeclared: boolean,
  hasConsumers: boolean,
): Use {
  if (readers.length > 0) return 'read';
  if (isDeclared) return 'declared';
  if (hasConsumers) return 'reached';
  return usage === null ? 'unknown' : 'not_seen';
}

/** By object: who read it, most first. The relation itself has each query once, and so the most. Of objects of one name each may have been read. */
function readersOf(
  usage: UsageSummary | null,
  objects: readonly LegacyObject[],
): ReadonlyMap<string, readonly Reader[]> {
  const byRelation = new Map<string, Map<string, Reader>>();
  for (const { relation, user, queries, lastRead, places = [] } of usage?.reads ?? []) {
    const id = relation.toLowerCase();
    const users = byRelation.get(id) ?? new Map<string, Reader>();
    byRelation.set(id, users);
    const known = users.get(user);
    users.set(user, {
      user,
      queries: Math.max(queries, known?.queries ?? 0),
      lastRead: Math.max(lastRead, known?.lastRead ?? 0),
      places: queries > (known?.queries ?? 0) ? places : (known?.places ?? []),
    });
  }
  const sorted = new Map(
    [...byRelation].map(([id, users]) => [
      id,
      [...users.values()].sort(
        (one, other) => other.queries - one.queries || (one.user < other.user ? -1 : 1),
      ),
    ]),
  );
  return new Map(
    objects.flatMap(({ id }) => {
      const found = sorted.get(id) ?? sorted.get(definedName(id));
      return found === undefined ? [] : [[id, found] as const];
    }),
  );
}

function declaredConsumers(
  declared: TriageInput['declared'],
  successors: readonly Successor[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (object: string, consumer: string) => {
    const id = object.toLowerCase();
    found.set(id, [...(found.get(id) ?? []), consumer]);
  };
  for (const { object, by } of declared) add(object, by);
  for (const { object, consumers } of successors) for (const consumer of consumers) add(object, consumer);
  return found;
}

/** Who needs the object itself: users, declared consumers, and it itself where it hands something on. */
function ownConsumers(
  object: LegacyObject,
  readers: readonly Reader[],
  declared: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [
    ...readers.map(({ user }) => user),
    ...(declared.get(object.id) ?? []),
    ...(ends.has(object.kind) ? [object.id] : []),
  ];
}

function layerOf(object: LegacyObject, graph: ObjectGraph, isEnd: boolean): TriageRow['layer'] {
  const isRaw =
    ['table', 'external', 'file'].includes(object.kind) && (graph.before.get(object.id) ?? []).length === 0;
  if (isRaw) return 'bronze';
  return isEnd || (graph.behind.get(object.id) ?? []).length === 0 ? 'gold' : 'silver';
}

/** The owner that triage.yml gives, by id or by pattern, else the one that the estate names. */
function ownerOf(
  object: LegacyObject,
  said: ObjectDecision | undefined,
  decisions: TriageDecisions,
): string | null {
  if (said?.owner !== undefined) return said.owner;
  for (const [pattern, owner] of Object.entries(decisions.form.owners ?? {})) {
    const text = pattern
      .toLowerCase()
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*');
    if (new RegExp(`^${text}$`, 's').test(object.id)) return owner;
  }
  return object.owner;
}

/** What is merged stands in one wave with what takes it in. */
function planWaves(
  objects: readonly LegacyObject[],
  graph: ObjectGraph,
  saidOf: ReadonlyMap<string, ObjectDecision>,
  own: ReadonlyMap<string, readonly string[]>,
  readers: ReadonlyMap<string, readonly Reader[]>,
  size: WaveSize,
): ReadonlyMap<string, number> {
  const moved = objects.filter(
    ({ id, kind }) => decisionOf(saidOf.get(id)) !== 'drop' && !notMoved.has(kind),
  );
  const edges = new Map(graph.before);
  const link = (one: string, other: string) => edges.set(one, [...(edges.get(one) ?? []), other]);
  for (const { id } of moved) {
    const into = saidOf.get(id)?.into?.toLowerCase();
    if (into === undefined) continue;
    link(id, into);
    link(into, id);
  }
  const toMigrate = moved.map((object) => ({
    id: object.id,
    points: effortOf(object).points,
    demand:
      (readers.get(object.id) ?? []).reduce((sum, { queries }) => sum + queries, 0) +
      (own.get(object.id)?.length ?? 0),
  }));
  return wavesOf(toMigrate, edges, size);
}
