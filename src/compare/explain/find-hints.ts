import type { Definition } from '../../environment/index.ts';
import type { LineageRelation, RelationSteps } from '../../lineage/index.ts';
import type { ComparedColumn } from '../result.ts';
import type { ExplainedSide } from './explained-side.ts';
import type { ExplainedColumn, Hint } from './explanation.ts';
import { type RowStep, rowSteps } from './row-steps.ts';
import { kindsOfStep, stepWords } from './step-kinds.ts';
import { stepPlace } from './step-place.ts';

/** What is done in a model on the way to its columns, in the order of its definition's, and to its rows; null where that is not known. */
export type StepsOf = (model: string) => RelationSteps | null;

const mostHints = 6;

/** Steps that make one value of many rows. */
const overRows = /counts rows|\b(count|sum|sum_no_overflow|avg|median|min|max|string_agg|list)\(\)/;

/** Which steps on the way to a column could make differences of the kinds that were seen. `name`: the column on the side that is known. */
export function columnHints(
  side: ExplainedSide,
  steps: StepsOf,
  model: string,
  name: string,
  column: ComparedColumn,
): ExplainedColumn {
  const relations = relationsOf(side);
  const seen = new Map(column.kinds.map(({ kind }) => [kind, 0]));
  for (const { kind, cells } of column.kinds) seen.set(kind, seen.get(kind)! + cells);
  const hints: Hint[] = [];
  const sources = new Map<string, { relation: string; column: string }>();
  const way = walk(relations, model, name);
  for (const { relation, column: at, distance } of way) {
    const known = side.models.get(relation.toLowerCase());
    if (known === undefined || known.definition.kind === 'seed') {
      sources.set(`${relation}.${at}`.toLowerCase(), { relation, column: at });
      continue;
    }
    const { definition } = known;
    const index = definition.columns.findIndex((each) => each.name.toLowerCase() === at.toLowerCase());
    for (const { operation, direct } of steps(relation)?.columns[index] ?? []) {
      const kinds = kindsOfStep(operation).filter((kind) => seen.has(kind));
      if (!direct || kinds.length === 0) continue;
      const place = stepPlace(definition, at, operation);
      if (place === null) continue;
      const cells = kinds.reduce((sum, kind) => sum + seen.get(kind)!, 0);
      hints.push({
        model: definition.name,
        column: at,
        distance,
        step: stepWords(operation),
        explains: kinds,
        cells,
        place,
      });
    }
    const nulls = ['null-to-value', 'value-to-null'].filter((kind) => seen.has(kind));
    for (const { step, place } of nulls.length === 0 ? [] : rowSteps(definition))
      if (step.startsWith('joins, keeping'))
        hints.push({
          model: definition.name,
          column: at,
          distance,
          step: 'comes through an outer join',
          explains: nulls,
          cells: nulls.reduce((sum, kind) => sum + seen.get(kind)!, 0),
          place,
        });
  }
  // What is computed over rows is another value with other rows.
  const others = seen.get('other') ?? 0;
  if (others > 0 && hints.some(({ step }) => overRows.test(step)))
    for (const { definition, distance, row } of rowStepsAbove(side, model))
      if (isSelecting(row)) {
        const { step, place } = row;
        hints.push({
          model: definition.name,
          column: null,
          distance,
          step,
          explains: ['other'],
          cells: others,
          place,
        });
      }
  const ranked = distinct(hints)
    .sort((a, b) => weight(b) - weight(a) || b.cells - a.cells || a.distance - b.distance)
    .slice(0, mostHints);
  const models = way.filter(
    ({ relation }) => side.models.get(relation.toLowerCase())?.planJson != null,
  ).length;
  return {
    column: column.left,
    conclusion: conclusionOf(ranked[0], models),
    causes: [],
    tables: [],
    hints: ranked,
    sources: [...sources.values()],
  };
}

/** Steps that can leave out rows, or add some. `lacking`: rows that the known side has not; `surplus`: that it alone has. */
export function rowHints(
  side: ExplainedSide,
  model: string,
  lacking: number,
  surplus: number,
): ExplainedColumn {
  const found = rowStepsAbove(side, model);
  const hints = found.flatMap(({ definition, distance, row: { step, loses, adds, place } }): Hint[] => {
    const explains = [
      ...(loses && lacking > 0 ? ['rows that it lacks'] : []),
      ...(adds && surplus > 0 ? ['rows that it alone has'] : []),
    ];
    const cells = (loses ? lacking : 0) + (adds ? surplus : 0);
    return explains.length === 0
      ? []
      : [{ model: definition.name, column: null, distance, step, explains, cells, place }];
  });
  const ranked = distinct(hints)
    .sort((a, b) => Number(isSelecting(b)) - Number(isSelecting(a)) || a.distance - b.distance)
    .slice(0, mostHints);
  return {
    column: null,
    conclusion: conclusionOf(ranked[0], new Set(found.map(({ definition }) => definition.name)).size),
    causes: [],
    tables: [],
    hints: ranked,
    sources: [],
  };
}

/** A filter or an inner join, which leave out rows more often than anything else. */
function isSelecting({ step }: Pick<Hint, 'step'>): boolean {
  return /^(filters|joins, leaving|keeps rows by)/.test(step);
}

/** What the rows of a model go through, in it and in all that it reads, nearest first. */
function rowStepsAbove(side: ExplainedSide, model: string) {
  const relations = relationsOf(side);
  const found: { definition: Definition; distance: number; row: RowStep }[] = [];
  const met = new Set<string>();
  let level = [model.toLowerCase()];
  for (let distance = 0; level.length > 0; distance++) {
    const next: string[] = [];
    for (const name of level) {
      const known = side.models.get(name);
      if (known === undefined || met.has(name)) continue;
      met.add(name);
      const { definition } = known;
      found.push(...rowSteps(definition).map((row) => ({ definition, distance, row })));
      next.push(...(relations.get(name)?.rows.rowsOf ?? []).map((each) => each.toLowerCase()));
    }
    level = next;
  }
  return found;
}

function conclusionOf(likeliest: Hint | undefined, models: number): string {
  if (likeliest !== undefined)
    return `Perhaps ${likeliest.place === null ? 'because' : 'here:'} \`${nameOf(likeliest)}\` ${likeliest.step}.`;
  return models <= 1
    ? 'Nothing in the model does what could make such differences.'
    : `Nothing in the ${models} models that it comes through does what could make such differences.`;
}

function nameOf({ model, column }: Hint): string {
  return column === null ? model : `${model}.${column}`;
}

/** A kind that only this sort of step makes says more than another value, which everything can make. */
function weight({ explains }: Hint): number {
  return explains.some((kind) => kind !== 'other') ? 1 : 0;
}

/** What one expression does stands together. */
function distinct(hints: readonly Hint[]): Hint[] {
  const byPlace = new Map<string, Hint>();
  for (const hint of hints) {
    const key = JSON.stringify([hint.model, hint.column, hint.place]);
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known === undefined || known.step.split(', ').includes(hint.step)
        ? (known ?? hint)
        : joined(known, hint),
    );
  }
  return [...byPlace.values()];
}

function joined(one: Hint, other: Hint): Hint {
  return {
    ...one,
    step: `${one.step}, ${other.step}`,
    explains: [...new Set([...one.explains, ...other.explains])],
    cells: Math.max(one.cells, other.cells),
  };
}

function relationsOf({ graph }: ExplainedSide): ReadonlyMap<string, LineageRelation> {
  return new Map(graph.relations.map((relation) => [relation.name.toLowerCase(), relation]));
}

/** The columns whose values become this one's, nearest first, itself included. */
function walk(
  relations: ReadonlyMap<string, LineageRelation>,
  model: string,
  column: string,
): { relation: string; column: string; distance: number }[] {
  const found = new Map<string, { relation: string; column: string; distance: number }>();
  let level = [{ relation: model, column }];
  for (let distance = 0; level.length > 0; distance++) {
    const next: typeof level = [];
    for (const point of level) {
      const key = `${point.relation}\u0000${point.column}`.toLowerCase();
      if (found.has(key)) continue;
      found.set(key, { ...point, distance });
      const own = relations
        .get(point.relation.toLowerCase())
        ?.columns.find((each) => each.name.toLowerCase() === point.column.toLowerCase());
      for (const edge of own?.edges ?? [])
        if (edge.type === 'DIRECT') next.push({ relation: edge.relation, column: edge.column });
    }
    level = next;
  }
  return [...found.values()];
}
