import type { AnonymiserEffect, PrivacyPolicy } from '../../project/index.ts';
import type { Span } from '../../text/index.ts';
import type { Edge, IndirectSubtype, RelationLineage } from '../edge.ts';
import { pointKey } from '../graph/relation.ts';
import { predicates, usualAnonymisers } from './policy.ts';

/** A relation whose columns may hold personal data. */
export interface PrivacyRelation {
  readonly name: string;
  /** null: no model. Seeds and sources may hold anything. */
  readonly layer: string | null;
  readonly columns: readonly {
    readonly name: string;
    /** The class that its header, contract or seed declares; null: none. */
    readonly declared: string | null;
    readonly span: Span | null;
  }[];
  /** Where its columns come from, `masking` saying whether one of these functions stands on every way; null (of a model): that cannot be told. */
  readonly trace: (anonymisers: readonly string[]) => RelationLineage | null;
  /** What it reads, by name. */
  readonly reads: readonly string[];
}

/** A step of personal data: where it is, and as what. */
export interface PrivacyStep {
  readonly relation: string;
  readonly column: string;
  readonly class: string;
  readonly span: Span | null;
}

/** Personal data in a layer that must not hold it: the first place on its way. */
export interface Leak {
  readonly at: PrivacyStep;
  readonly layer: string;
  /** From where it is declared to where it must not be. */
  readonly path: readonly PrivacyStep[];
  /** How many columns further down hold it because of this. */
  readonly further: number;
}

/** Personal data that decides values or rows in a layer that must not hold it. */
export interface Influence {
  readonly relation: string;
  readonly layer: string;
  /** The columns that are decided; null: the set of rows. */
  readonly columns: readonly (string | null)[];
  readonly by: PrivacyStep;
  readonly how: IndirectSubtype;
  readonly span: Span | null;
}

export interface PrivacyFlow {
  /** The classes that each column holds, by `pointKey`. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly leaks: readonly Leak[];
  readonly influences: readonly Influence[];
}

interface Held extends PrivacyStep {
  readonly from: Held | null;
  readonly key: string;
  /** In a layer that must not hold it. */
  readonly forbidden: boolean;
  /** The first forbidden place on its way. */
  readonly leak: Held | null;
}

/**
 * Follows personal data from where it is declared through all relations (each after those that it reads). The values of DIRECT edges carry it on; an anonymiser ends it, or makes data of another class of it.
 * Where not all can be told (an unknown operator), everything read is carried on.
 */
export function privacyFlow(
  relations: readonly PrivacyRelation[],
  policy: Pick<PrivacyPolicy, 'layers' | 'anonymisers'>,
): PrivacyFlow {
  const groups = groupsOf(policy);
  const held = new Map<string, readonly Held[]>();
  const influences: Influence[] = [];
  const holding = new Set<string>();
  for (const relation of relations) {
    const allowed = relation.layer === null ? undefined : policy.layers[relation.layer];
    const hold = (
      column: PrivacyRelation['columns'][number],
      found: Omit<Held, 'forbidden' | 'leak' | 'span'>,
    ) => {
      const forbidden = allowed !== undefined && !allowed.includes(found.class);
      const above = found.from?.leak ?? null;
      const self: Held = { ...found, span: column.span, forbidden, leak: above };
      return forbidden && above === null ? { ...self, leak: self } : self;
    };
    const above = relation.reads.map((name) => name.toLowerCase()).filter((name) => holding.has(name));
    const traces =
      above.length === 0
        ? null
        : (tracesOf(relation.trace, groups) ??
          everythingOf(
            [...held.keys()].filter((key) => above.some((name) => key.startsWith(pointKey(name, null)))),
          ));
    for (const [index, column] of relation.columns.entries()) {
      const key = pointKey(relation.name, column.name);
      const at = { relation: relation.name, column: column.name, key };
      const found = new Map<string, Held>();
      const add = (one: Held) => {
        if (!found.has(one.class)) found.set(one.class, one);
      };
      for (const { leaf, effects } of traces?.direct(index) ?? [])
        for (const one of held.get(leaf) ?? [])
          for (const each of classesAfter(one.class, effects))
            add(hold(column, { ...at, class: each, from: one }));
      // What a column is declared to be is often handed on from where it comes: then the way is told.
      if (column.declared !== null) add(hold(column, { ...at, class: column.declared, from: null }));
      if (found.size > 0) {
        held.set(key, [...found.values()]);
        holding.add(relation.name.toLowerCase());
      }
    }
    if (traces !== null && allowed !== undefined && relation.layer !== null)
      influences.push(...influencesOn(relation, relation.layer, allowed, traces, held));
  }
  return {
    classes: new Map([...held].map(([key, all]) => [key, all.map((one) => one.class)])),
    leaks: leaksOf([...held.values()].flat(), relations),
    influences,
  };
}

interface Group {
  readonly effect: AnonymiserEffect;
  readonly names: readonly string[];
}

/** Functions with the same effect are followed together. */
function groupsOf({ anonymisers }: Pick<PrivacyPolicy, 'anonymisers'>): readonly Group[] {
  const groups = new Map<string, { effect: AnonymiserEffect; names: string[] }>();
  for (const [name, effect] of Object.entries({ ...usualAnonymisers, ...anonymisers })) {
    const key = JSON.stringify(effect);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { effect, names: [name] });
    else group.names.push(name);
  }
  return [...groups.values()];
}

/** What happens to the values of a leaf on their way to a column. */
interface Way {
  readonly leaf: string;
  /** One of these happens on each way; null: on some way nothing does. */
  readonly effects: readonly AnonymiserEffect[] | null;
}

interface Traces {
  readonly direct: (column: number) => readonly Way[];
  /** What only decides a column, or (null) the set of rows; with tests of a value as such. */
  readonly indirect: (
    column: number | null,
  ) => readonly { readonly leaf: string; readonly how: IndirectSubtype }[];
}

/** Where nothing can be told of a query, all that it reads may be in each of its columns. */
function everythingOf(leaves: readonly string[]): Traces {
  return {
    direct: () => leaves.map((leaf) => ({ leaf, effects: null })),
    indirect: () => [],
  };
}

function tracesOf(trace: PrivacyRelation['trace'], groups: readonly Group[]): Traces | null {
  const functions = groups.flatMap((group) => group.names);
  const all = trace([...functions, ...predicates]);
  if (all === null) return null;
  const bare = remembered(() => trace(functions)!);
  const tests = remembered(() => trace(predicates)!);
  const byGroup = remembered(() =>
    groups.map((group) => ({ group, lineage: trace([...group.names, ...predicates])! })),
  );
  const edgesOf = (lineage: RelationLineage, column: number) => lineage.columns[column]?.edges ?? [];
  return {
    direct(column) {
      const edges = edgesOf(all, column);
      return [...new Set(edges.filter(isDirect).map(leafOf))].flatMap((leaf): Way[] => {
        if (isOpen(edges, leaf)) return [{ leaf, effects: null }];
        // Nothing but tests of the value: they are no way for it.
        if (!isOpen(edgesOf(tests(), column), leaf)) return [];
        const onEveryWay = byGroup().filter(({ lineage }) => !isOpen(edgesOf(lineage, column), leaf));
        if (onEveryWay.some(({ group }) => group.effect.kind === 'ends')) return [];
        // Different ones on different ways: what any of them leaves may be there.
        const some = onEveryWay.length > 0 ? onEveryWay : byGroup();
        return [{ leaf, effects: some.map(({ group }) => group.effect) }];
      });
    },
    indirect(column) {
      if (column === null) return deciding(bare().rows.edges);
      const edges = edgesOf(bare(), column);
      const tested = edges
        .filter((edge) => isDirect(edge) && !edge.masking && !isOpen(edgesOf(tests(), column), leafOf(edge)))
        .map((edge) => ({ leaf: leafOf(edge), how: 'CONDITIONAL' as const }));
      return [...deciding(edges), ...tested];
    },
  };
}

function deciding(edges: readonly Edge[]) {
  return edges.flatMap((edge) =>
    edge.type === 'INDIRECT' && !edge.masking ? [{ leaf: leafOf(edge), how: edge.subtype }] : [],
  );
}

function isDirect(edge: Edge): boolean {
  return edge.type === 'DIRECT';
}

/** Whether values of a leaf come by some way on which nothing stands. */
function isOpen(edges: readonly Edge[], leaf: string): boolean {
  return edges.some((edge) => isDirect(edge) && leafOf(edge) === leaf && !edge.masking);
}

function remembered<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function leafOf({ relation, column }: Edge): string {
  return pointKey(relation, column);
}

/** The classes of what comes out. An effect that says nothing of a class leaves it as it is. */
function classesAfter(given: string, effects: readonly AnonymiserEffect[] | null): readonly string[] {
  if (effects === null) return [given];
  const speaking = effects.filter((effect) => effect.kind !== 'changes' || given in effect.classes);
  // Only functions that leave this class alone stand on its way.
  if (speaking.length === 0) return [given];
  const found = new Set<string>();
  for (const effect of speaking) {
    if (effect.kind === 'gives') found.add(effect.class);
    const changed = effect.kind === 'changes' ? effect.classes[given] : null;
    if (effect.kind === 'changes' && changed !== null && changed !== undefined) found.add(changed);
  }
  return [...found];
}

function influencesOn(
  relation: PrivacyRelation,
  layer: string,
  allowed: readonly string[],
  traces: Traces,
  held: ReadonlyMap<string, readonly Held[]>,
): readonly Influence[] {
  const found = new Map<string, Influence & { columns: (string | null)[] }>();
  const note = (name: string | null, span: Span | null, index: number | null) => {
    for (const { leaf, how } of traces.indirect(index))
      for (const by of held.get(leaf) ?? []) {
        // What must not be where it comes from is told there.
        if (allowed.includes(by.class) || by.leak !== null) continue;
        const key = `${by.key}\u0000${by.class}\u0000${how}`;
        const known = found.get(key);
        if (known === undefined)
          found.set(key, { relation: relation.name, layer, columns: [name], by, how, span });
        else if (!known.columns.includes(name)) known.columns.push(name);
      }
  };
  note(null, null, null);
  for (const [index, { name, span }] of relation.columns.entries()) note(name, span, index);
  return [...found.values()];
}

function leaksOf(all: readonly Held[], relations: readonly PrivacyRelation[]): Leak[] {
  const layers = new Map(relations.map(({ name, layer }) => [name.toLowerCase(), layer]));
  return all
    .filter((one) => one.leak === one || (one.forbidden && one.leak !== null && isSame(one.leak, one)))
    .map((one) => ({
      at: stepOf(one),
      layer: layers.get(one.relation.toLowerCase()) ?? '',
      path: pathTo(one),
      further: new Set(
        all
          .filter(
            (each) => each.forbidden && !isSame(each, one) && each.leak !== null && isSame(each.leak, one),
          )
          .map((each) => each.key),
      ).size,
    }));
}

function isSame(one: Held, other: Held): boolean {
  return one.key === other.key && one.class === other.class;
}

function pathTo(end: Held): readonly PrivacyStep[] {
  const path: PrivacyStep[] = [];
  for (let at: Held | null = end; at !== null; at = at.from) path.unshift(stepOf(at));
  return path;
}

function stepOf({ relation, column, class: name, span }: Held): PrivacyStep {
  return { relation, column, class: name, span };
}
