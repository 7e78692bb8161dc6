import { canonicalJson, filledRanges } from '../../environment/index.ts';
import type { LineageGraph, LineageRelation } from '../../lineage/index.ts';
import { contentWords } from './contents.ts';
import { type ExplainedModel, type ExplainedSide, isKept } from './explained-side.ts';
import type { Cause } from './explanation.ts';
import { type LocalChange, localChanges } from './local-changes.ts';

/** A column (null: the rows) of a relation on the way up, by its name on the right. */
export interface WayPoint {
  readonly relation: string;
  readonly column: string | null;
  readonly distance: number;
  /** What it reads, as far as that is on the way. */
  readonly reads: readonly string[];
}

export type FoundCause = Omit<Cause, 'data'>;

export interface Found {
  /** Nearest first. */
  readonly causes: readonly FoundCause[];
  /** What was gone through, nearest first; by `wayKey`. */
  readonly way: ReadonlyMap<string, WayPoint>;
  /** Of `way`: relations whose tables hold the same on both sides, so that nothing above them matters. */
  readonly equal: ReadonlySet<string>;
}

export interface Start {
  readonly leftModel: string;
  readonly rightModel: string;
  /** null: the rows. */
  readonly column: string | null;
}

export function wayKey(relation: string, column: string | null): string {
  return `${relation}\u0000${column ?? ''}`.toLowerCase();
}

/** Goes up the lineage of both sides from a column, and notes where definitions, or what was recorded of inputs, differ. */
export function findCauses(left: ExplainedSide, right: ExplainedSide, start: Start): Found {
  const graphs = [relationsOf(left.graph), relationsOf(right.graph)];
  const way = new Map<string, WayPoint>();
  const equal = new Set<string>();
  const causes: FoundCause[] = [];
  const told = new Set<string>();
  const tell = (cause: FoundCause): void => {
    const key = canonicalJson([cause.kind, cause.rule, cause.model, cause.column, cause.message]);
    if (told.has(key)) return;
    told.add(key);
    causes.push(cause);
  };
  const changes = rememberedChanges();
  let level: { relation: string; column: string | null }[] = [
    { relation: start.rightModel, column: start.column },
  ];
  for (let distance = 0; level.length > 0; distance++) {
    const next: typeof level = [];
    for (const { relation, column } of level) {
      const key = wayKey(relation, column);
      if (way.has(key)) continue;
      const name = relation.toLowerCase();
      const isStart = name === start.rightModel.toLowerCase();
      const one = left.models.get(isStart ? start.leftModel.toLowerCase() : name) ?? null;
      const other = right.models.get(name) ?? null;
      const point = { relation, column, distance, reads: [] };
      way.set(key, point);
      if (one === null && other === null) continue;
      if (one === null || other === null) {
        const side = one === null ? 'right' : 'left';
        tell({
          ...nowhere,
          kind: 'model',
          model: relation,
          column: null,
          distance,
          message: `Only the ${side} side has \`${relation}\`.`,
        });
        continue;
      }
      if (!isStart && sameTable(one, other)) {
        equal.add(name);
        continue;
      }
      for (const change of changes(one, other))
        if (concerns(change, column)) tell({ ...change, model: relation, distance });
      for (const cause of ownCauses(one, other, relation, column, distance)) tell(cause);
      const steps = graphs.flatMap((graph, side) => {
        const found = graph.get(side === 0 && isStart ? start.leftModel.toLowerCase() : name);
        return found === undefined ? [] : stepsUp(found, column);
      });
      const reads = new Set<string>();
      for (const step of steps) {
        if (step.relation.toLowerCase() === name) continue;
        reads.add(wayKey(step.relation, step.column));
        next.push(step);
        for (const cause of inputCauses(one, other, left, right, step, relation, distance)) tell(cause);
      }
      way.set(key, { ...point, reads: [...reads] });
    }
    level = next;
  }
  return { causes: [...causes].sort((a, b) => a.distance - b.distance), way, equal };
}

const nowhere = { rule: null, left: null, right: null };

function relationsOf(graph: LineageGraph): ReadonlyMap<string, LineageRelation> {
  return new Map(graph.relations.map((relation) => [relation.name.toLowerCase(), relation]));
}

function rememberedChanges() {
  const known = new Map<ExplainedModel, readonly LocalChange[]>();
  return (left: ExplainedModel, right: ExplainedModel): readonly LocalChange[] => {
    const found = known.get(right) ?? localChanges(left, right);
    known.set(right, found);
    return found;
  };
}

/** The same rows are on record: nothing has to be read, and nothing above can matter. */
function sameTable({ entry: left }: ExplainedModel, { entry: right }: ExplainedModel): boolean {
  return left.table !== null && right.table !== null && left.content === right.content;
}

function concerns(change: LocalChange, column: string | null): boolean {
  return change.column === null || change.column.toLowerCase() === column?.toLowerCase();
}

/**
 * What a point comes from, one step up. The rows of a relation belong to it where a value is computed over several of them, or is looked up by a join; a start at rows has them all.
 */
function stepsUp(
  relation: LineageRelation,
  column: string | null,
): { relation: string; column: string | null }[] {
  const rows = [
    ...relation.rows.edges.map((edge) => ({ relation: edge.relation, column: edge.column })),
    ...relation.rows.rowsOf.map((name) => ({ relation: name, column: null })),
  ];
  if (column === null) return rows;
  const found = relation.columns.find((each) => each.name.toLowerCase() === column.toLowerCase());
  if (found === undefined) return rows;
  const own = [
    ...found.edges.map((edge) => ({ relation: edge.relation, column: edge.column })),
    ...found.rowsOf.map((name) => ({ relation: name, column: null })),
  ];
  // A value of its own reads nothing, or counts rows.
  const overRows =
    own.length === 0 ||
    found.rowsOf.length > 0 ||
    found.edges.some(({ subtype }) => subtype === 'AGGREGATION' || subtype === 'WINDOW') ||
    new Set(relation.rows.rowsOf).size > 1;
  return overRows ? [...own, ...rows] : own;
}

/** What differs of a model beside its definition and its inputs. */
function ownCauses(
  left: ExplainedModel,
  right: ExplainedModel,
  model: string,
  column: string | null,
  distance: number,
): FoundCause[] {
  const causes: FoundCause[] = [];
  const at = { ...nowhere, model, column: null, distance };
  if (isKept(right.definition) || isKept(left.definition)) {
    const [one, other] = [filledRanges(left.entry.ranges), filledRanges(right.entry.ranges)];
    if (canonicalJson(one) !== canonicalJson(other))
      causes.push({
        ...at,
        kind: 'history',
        message: `\`${model}\` is computed for other intervals: ${rangeWords(one)} on the left, ${rangeWords(other)} on the right.`,
      });
    else if (left.entry.table !== null && left.entry.content !== right.entry.content)
      causes.push({
        ...at,
        kind: 'history',
        message: `\`${model}\` keeps rows of earlier runs, and the two sides need not have run alike.`,
      });
  }
  for (const [side, { entry }] of [
    ['left', left],
    ['right', right],
  ] as const)
    if (entry.ranges.some(({ sample }) => sample))
      causes.push({
        ...at,
        kind: 'history',
        message: `\`${model}\` on the ${side} is computed over a sample of its rows.`,
      });
  const loose = looseness(right, column) ?? looseness(left, column);
  if (loose !== null)
    causes.push({
      ...at,
      column: loose.column,
      kind: 'unstable',
      message: `${loose.column === null ? `Which rows \`${model}\` has` : `\`${model}.${loose.column}\``} ${loose.words}.`,
    });
  return causes;
}

/** Of the rows once, for whatever column is asked. */
function looseness(
  { form, definition }: ExplainedModel,
  column: string | null,
): { readonly column: string | null; readonly words: string } | null {
  if (form === null) return null;
  const index = definition.columns.findIndex((each) => each.name.toLowerCase() === column?.toLowerCase());
  const parts = [
    { part: form.rows, column: null },
    { part: form.columns[index], column },
  ];
  const found = parts.find(({ part }) => part !== undefined && (part.clock || !part.stable));
  if (found?.part === undefined) return null;
  const words = found.part.clock
    ? 'reads the clock, so that each run may give other values'
    : 'is not fixed by what it reads (ties in an order, a LIMIT, a random value), so that each run may give other values';
  return { column: found.column, words };
}

/** What was recorded of the input of one step. */
function inputCauses(
  one: ExplainedModel,
  other: ExplainedModel,
  left: ExplainedSide,
  right: ExplainedSide,
  step: { relation: string; column: string | null },
  model: string,
  distance: number,
): FoundCause[] {
  const name = step.relation.toLowerCase();
  const recorded = ({ entry }: ExplainedModel) =>
    entry.inputs.find((input) => input.relation.toLowerCase() === name)?.content ?? null;
  const [was, is] = [recorded(one), recorded(other)];
  if (was === null || is === null || was === is) return [];
  const at = { ...nowhere, model, column: null, distance: distance + 1 };
  const upstream = [left.models.get(name), right.models.get(name)];
  if (upstream[0] === undefined && upstream[1] === undefined)
    return [
      {
        ...at,
        kind: 'input',
        message: `\`${step.relation}\`, which \`${model}\` reads, ${contentWords(was, is)}.`,
      },
    ];
  if (isKept(other.definition) || upstream[0] === undefined || upstream[1] === undefined) return [];
  const stale = [
    ...(upstream[0].entry.content === was ? [] : ['left']),
    ...(upstream[1].entry.content === is ? [] : ['right']),
  ];
  if (stale.length === 0) return [];
  return [
    {
      ...at,
      kind: 'state',
      message: `On the ${stale.join(' and the ')} \`${model}\` was built from another state of \`${step.relation}\` than the one that stands there.`,
    },
  ];
}

function rangeWords(ranges: readonly { start: string; end: string }[]): string {
  if (ranges.length === 0) return 'none';
  const shown = ranges.slice(0, 3).map(({ start, end }) => `${start} to ${end}`);
  return ranges.length > 3 ? `${shown.join(', ')} and ${ranges.length - 3} more` : shown.join(', ');
}
