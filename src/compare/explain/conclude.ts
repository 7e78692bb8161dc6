import type { ExplainedSide } from './explained-side.ts';
import type { Cause, ExplainedColumn, TableEvidence } from './explanation.ts';
import { type Found, type FoundCause, type Start, type WayPoint, wayKey } from './find-causes.ts';

/** What comparing a table on the way gave. */
export interface ComparedOnTheWay {
  /** Cells that differ of the rows that both have, by lower-case column; null: rows could be counted only as wholes. */
  readonly cells: ReadonlyMap<string, number> | null;
  readonly onlyLeft: number;
  readonly onlyRight: number;
}

type State = 'equal' | 'different' | 'unknown';

const mostCauses = 8;

/** Puts together what definitions say and what tables say. `compared`: by lower-case name. `shown`: how the column is called to the reader; null: the rows. */
export function conclude(
  left: ExplainedSide,
  right: ExplainedSide,
  start: Start,
  found: Found,
  compared: ReadonlyMap<string, ComparedOnTheWay>,
  shown: string | null,
): ExplainedColumn {
  const startKey = wayKey(start.rightModel, start.column);
  const tables = [...found.way.values()].flatMap((point): TableEvidence[] =>
    wayKey(point.relation, point.column) === startKey ? [] : evidenceOf(point, left, right, found, compared),
  );
  const states = new Map(
    tables.map((each): [string, State] => [
      wayKey(each.model, each.column),
      each.result === 'not-compared' ? 'unknown' : each.result,
    ]),
  );
  states.set(startKey, 'different');
  const moved = new Set(
    found.causes.filter(({ kind }) => kind === 'input').map(({ model }) => model.toLowerCase()),
  );
  /** Whether all that a point reads is equal; a source is, where its recorded versions are. */
  const readsEqual = (point: WayPoint): boolean =>
    !moved.has(point.relation.toLowerCase()) &&
    point.reads.every((key) => {
      const state = states.get(key);
      if (state !== undefined) return state === 'equal';
      const read = found.way.get(key);
      if (read === undefined) return false;
      const name = read.relation.toLowerCase();
      // A view has no table: what it reads speaks for it.
      return right.models.has(name) ? readsEqual(read) : true;
    });
  const dataOf = (cause: FoundCause): Cause['data'] => {
    const points = [...found.way.values()].filter(
      ({ relation, column }) =>
        relation.toLowerCase() === cause.model.toLowerCase() &&
        (cause.column === null || column?.toLowerCase() === cause.column.toLowerCase()),
    );
    const known = points.map((point) => ({
      point,
      state: states.get(wayKey(point.relation, point.column)) ?? ('unknown' as State),
    }));
    if (known.length > 0 && known.every(({ state }) => state === 'equal')) return 'equal';
    const differing = known.filter(({ state }) => state === 'different');
    if (differing.length === 0) return 'unknown';
    if (cause.kind === 'input' || cause.kind === 'state') return 'differs';
    return differing.some(({ point }) => readsEqual(point)) ? 'begins' : 'differs';
  };
  const all = found.causes.map((cause): Cause => ({ ...cause, data: dataOf(cause) }));
  const possible = all.filter(({ data }) => data !== 'equal');
  // An edit that changed nothing is worth a word; that a clock might have is not.
  const idle = all.filter(({ data, kind }) => data === 'equal' && kind !== 'unstable' && kind !== 'history');
  const causes = [...possible, ...idle].slice(0, mostCauses);
  const begins = [...found.way.values()].find(
    (point) => states.get(wayKey(point.relation, point.column)) === 'different' && readsEqual(point),
  );
  return {
    column: shown,
    conclusion: conclusion(possible, begins ?? null, found, tables),
    causes,
    tables,
    hints: [],
    sources: [],
  };
}

function evidenceOf(
  point: WayPoint,
  left: ExplainedSide,
  right: ExplainedSide,
  found: Found,
  compared: ReadonlyMap<string, ComparedOnTheWay>,
): TableEvidence[] {
  const { relation: model, column, distance } = point;
  const name = model.toLowerCase();
  const nothing = { model, column, distance, by: null, cells: null, onlyLeft: null, onlyRight: null };
  if (found.equal.has(name)) return [{ ...nothing, result: 'equal', by: 'checksum' }];
  if (left.models.get(name)?.entry.table == null || right.models.get(name)?.entry.table == null) return [];
  const result = compared.get(name);
  if (result === undefined) return [{ ...nothing, result: 'not-compared' }];
  const { onlyLeft, onlyRight } = result;
  const rows = onlyLeft + onlyRight;
  const cells = column === null ? null : (result.cells?.get(column.toLowerCase()) ?? null);
  // Rows that could only be counted as wholes do not tell which column made them differ.
  if (column !== null && cells === null && rows > 0) return [{ ...nothing, result: 'not-compared' }];
  const differs = cells === null ? rows > 0 : cells > 0;
  return [{ ...nothing, result: differs ? 'different' : 'equal', by: 'rows', cells, onlyLeft, onlyRight }];
}

function conclusion(
  possible: readonly Cause[],
  begins: WayPoint | null,
  found: Found,
  tables: readonly TableEvidence[],
): string {
  const first = possible.find(({ data }) => data === 'begins');
  if (first !== undefined) return `It begins in \`${first.model}\`: ${uncapped(first.message)}`;
  const unread = tables.some(({ result }) => result === 'not-compared')
    ? ' Tables on the way were not compared.'
    : '';
  if (begins !== null && possible.every(({ model }) => model.toLowerCase() !== begins.relation.toLowerCase()))
    return `It begins in \`${begins.relation}\`, whose definition is the same on both sides and which reads the same: nothing on record explains that.`;
  const [nearest] = possible;
  if (nearest === undefined) {
    const relations = new Set([...found.way.values()].map(({ relation }) => relation.toLowerCase())).size;
    return `Nothing on record explains it: of ${relations === 1 ? 'the relation' : `all ${relations} relations`} that it comes from, definitions and recorded inputs are the same on both sides.${unread}`;
  }
  const place = nearest.distance === 0 ? 'Probably' : `The nearest difference is in \`${nearest.model}\``;
  return `${place}: ${uncapped(nearest.message)}${unread}`;
}

/** A sentence that goes on behind a colon. Names in code stay as they are. */
function uncapped(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;
}
