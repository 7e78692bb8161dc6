import type { Change } from '../../change/index.ts';
import {
  type ComparedModel,
  type ComparedOnTheWay,
  type CompareOptions,
  type Comparison,
  checksumsOf,
  compareTables,
  defaultOptions,
  parseTolerance,
  type SideColumn,
  type TableComparison,
} from '../../compare/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import type { OpenProject } from '../open-project.ts';
import type { KnownSides } from './known-sides.ts';
import { openModel } from './open-relation.ts';
import type { OpenedSide, Opening, SideName } from './open-side.ts';

type Found = Pick<
  ComparedModel,
  'name' | 'result' | 'by' | 'verdict' | 'touched' | 'claimed' | 'settled' | 'defects' | 'comparison'
>;

/** Compares one model of two environments, as far as its verdict asks for it. */
export async function compareModel(
  opening: Opening,
  project: OpenProject,
  manifests: Readonly<Record<SideName, Manifest>>,
  name: string,
  known: KnownSides,
  samples: number,
): Promise<{ model: Found; onTheWay: ComparedOnTheWay }> {
  const opened: OpenedSide[] = [];
  try {
    for (const side of ['left', 'right'] as const)
      opened.push(await openModel(opening, project, manifests[side], name, side));
    return await compareOpened(opening, opened[0]!, opened[1]!, manifests, name, known, samples);
  } finally {
    for (const side of opened) await side.close();
  }
}

async function compareOpened(
  { session }: Opening,
  left: OpenedSide,
  right: OpenedSide,
  manifests: Readonly<Record<SideName, Manifest>>,
  name: string,
  { judgements, claims }: KnownSides,
  samples: number,
): Promise<{ model: Found; onTheWay: ComparedOnTheWay }> {
  const change = judgements.get(name)?.change ?? null;
  const touched = touchedBy(change);
  const common = right.columns.filter((column) => sameColumn(left, column) !== undefined);
  const untouched = common.filter(
    (column) =>
      !touched.rows &&
      !touched.columns.some((each) => each.toLowerCase() === column.name.toLowerCase()) &&
      sameColumn(left, column)?.type === column.type,
  );
  const claimed = untouched.filter((column) => claims.column(name, column.name));
  const ofLeft = (columns: readonly SideColumn[]) => columns.map((column) => sameColumn(left, column)!);
  const run = { execute: (sql: string) => session.execute(sql), query: (sql: string) => session.query(sql) };
  const sums = {
    left: await checksumsOf(run, left.relation, ofLeft(untouched), [ofLeft(untouched), ofLeft(claimed)]),
    right: await checksumsOf(run, right.relation, untouched, [untouched, claimed]),
  };
  const sameRows = sums.left.rows === sums.right.rows;
  const [allAgree, claimedAgree] = [0, 1].map((set) => sums.left.sets[set] === sums.right.sets[set]);
  const moved = untouched.filter((_, index) => sums.left.columns[index] !== sums.right.columns[index]);
  // Values that changed places between rows leave the sum of each column as it is.
  const suspects = sameRows && allAgree ? [] : moved.length > 0 ? moved : untouched;
  const detailed = common.filter((column) => !untouched.includes(column) || suspects.includes(column));
  const settled = untouched.filter((column) => !suspects.includes(column)).map((column) => column.name);
  const sameSchema = common.length === left.columns.length && common.length === right.columns.length;
  const base = {
    name: right.standing!.model,
    verdict: change?.verdict ?? null,
    touched,
    claimed: claimed.map((column) => column.name),
    settled,
  };
  if (sameRows && sameSchema && detailed.length === 0) {
    const cells = new Map(common.map((column) => [column.name.toLowerCase(), 0]));
    return {
      model: { ...base, result: 'equal', by: 'checksums', defects: [], comparison: null },
      onTheWay: { cells, onlyLeft: 0, onlyRight: 0 },
    };
  }
  const grain = right.grain ?? left.grain;
  const key = grain?.every((each) => common.some((column) => isCalled(column, each))) === true ? grain : null;
  const { value, diagnostics } = await compareTables(
    run,
    { relation: left.relation, columns: left.columns, where: null, timeZone: null },
    { relation: right.relation, columns: right.columns, where: null, timeZone: null },
    optionsFor(key, detailed, suspects, claimed, samples, [left, right]),
  );
  if (value === null) throw new DiagnosticError(diagnostics);
  const comparison = comparisonOf(value.result, manifests, left, right, base.name, settled);
  const differs = new Map(comparison.columns.map((column) => [column.right.toLowerCase(), column.different]));
  const cells = new Map([
    ...settled.map((column): [string, number] => [column.toLowerCase(), 0]),
    ...differs,
  ]);
  const { onlyLeft, onlyRight } = comparison.rows;
  return {
    model: {
      ...base,
      result: comparison.verdict,
      by: 'rows',
      defects: defectsOf(
        claims.rows(name),
        sameRows,
        claimedAgree === true,
        claimed,
        moved,
        comparison,
        differs,
      ),
      comparison,
    },
    onTheWay: { cells: comparison.method === 'bag' ? null : cells, onlyLeft, onlyRight },
  };
}

/** What is claimed, and yet is not so. */
function defectsOf(
  rowsClaimed: boolean,
  sameRows: boolean,
  claimedAgree: boolean,
  claimed: readonly SideColumn[],
  moved: readonly SideColumn[],
  { method, key, rows }: Comparison,
  differs: ReadonlyMap<string, number>,
): ComparedModel['defects'] {
  if (!rowsClaimed) return [];
  if (!sameRows) return [{ column: null, cells: rows.onlyLeft + rows.onlyRight }];
  if (claimedAgree) return [];
  const isClaimed = (name: string) => claimed.some((column) => isCalled(column, name));
  const lacking = rows.onlyLeft + rows.onlyRight;
  if (method === 'key' && lacking > 0 && key.columns.every(isClaimed))
    return [{ column: null, cells: lacking }];
  const found = claimed.flatMap((column) => {
    const cells = method === 'key' ? (differs.get(column.name.toLowerCase()) ?? 0) : null;
    const isWrong = cells === null ? moved.includes(column) : cells > 0;
    return isWrong ? [{ column: column.name, cells }] : [];
  });
  return found.length > 0 ? found : [{ column: null, cells: null }];
}

function touchedBy(change: Change | null): ComparedModel['touched'] {
  if (change === null) return { rows: true, columns: [] };
  const { changed, added, removed, renamed, retyped } = change.scope.columns;
  return {
    rows: change.scope.rows,
    columns: [...changed, ...retyped, ...added, ...removed, ...renamed.flatMap(({ from, to }) => [from, to])],
  };
}

/** Sums of floating-point numbers differ in their last digits from run to run, which no verdict minds. */
const lastDigits = parseTolerance('0.0000001%')!;

function optionsFor(
  key: readonly string[] | null,
  detailed: readonly SideColumn[],
  suspects: readonly SideColumn[],
  claimed: readonly SideColumn[],
  samples: number,
  sides: readonly OpenedSide[],
): CompareOptions {
  // Without a grain a key is looked for among all columns.
  if (key === null) return { ...defaultOptions, samples };
  const noisy = suspects.filter(
    (column) => /^(FLOAT|DOUBLE)$/.test(column.type) && !claimed.includes(column),
  );
  const alone = sides.flatMap(({ columns }) =>
    columns.filter((column) => sides.some((side) => sameColumn(side, column) === undefined)),
  );
  return {
    ...defaultOptions,
    key,
    keyOrigin: 'grain',
    columns: [...detailed, ...alone].map((column) => column.name),
    tolerance: Object.fromEntries(noisy.map((column) => [column.name, lastDigits])),
    samples,
  };
}

function comparisonOf(
  { counted, ...rest }: TableComparison,
  manifests: Readonly<Record<SideName, Manifest>>,
  left: OpenedSide,
  right: OpenedSide,
  name: string,
  settled: readonly string[],
): Comparison {
  const told = (side: SideName, { version }: OpenedSide): Comparison['left'] => ({
    name: `${manifests[side].record.environment}:${name}`,
    kind: 'model',
    version,
    rows: counted.rows[side],
    excluded: counted.excluded[side],
    csv: null,
  });
  const ignored = rest.schema.ignored.filter((column) => !settled.some((each) => isSame(each, column)));
  return {
    formatVersion: '1.0',
    ...rest,
    schema: { ...rest.schema, ignored },
    left: told('left', left),
    right: told('right', right),
    explanation: null,
    materialized: null,
  };
}

function sameColumn({ columns }: OpenedSide, { name }: SideColumn): SideColumn | undefined {
  return columns.find((column) => isCalled(column, name));
}

function isCalled(column: SideColumn, name: string): boolean {
  return isSame(column.name, name);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
