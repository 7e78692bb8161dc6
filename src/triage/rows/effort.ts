import type { LegacyKind, LegacyObject } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { Effort, EffortReason } from './triage-row.ts';

/**
 * What makes an object work to move: from `from` of a measure on it costs so many points; the highest step that is reached counts, and `each` more for every one above it. Published
 * in docs/explanation/effort.md, which a test compares with this table.
 */
export const effortSteps: Readonly<
  Record<
    string,
    { readonly what: string; readonly steps: readonly (readonly [from: number, points: number])[] }
  >
> = {
  statements: {
    what: 'statements',
    steps: [
      [4, 1],
      [11, 3],
      [31, 6],
      [101, 12],
    ],
  },
  lines: {
    what: 'lines of text',
    steps: [
      [101, 1],
      [301, 3],
      [1001, 6],
    ],
  },
  joins: {
    what: 'relations read by its widest statement',
    steps: [
      [4, 1],
      [8, 3],
      [15, 5],
    ],
  },
  columns: {
    what: 'columns that it gives',
    steps: [
      [51, 1],
      [151, 3],
    ],
  },
  parameters: {
    what: 'parameters',
    steps: [
      [1, 1],
      [6, 2],
    ],
  },
  writes: {
    what: 'relations that it writes',
    steps: [
      [2, 1],
      [5, 3],
      [11, 6],
    ],
  },
  loops: {
    what: 'loops: row by row becomes set by set',
    steps: [
      [1, 4],
      [3, 8],
      [6, 12],
    ],
  },
  cursors: {
    what: 'cursors: row by row becomes set by set',
    steps: [
      [1, 4],
      [3, 8],
    ],
  },
  'dynamic-sql': {
    what: 'statements that are put together when they run',
    steps: [
      [1, 8],
      [4, 14],
    ],
  },
  pivots: {
    what: 'pivots: their columns must be listed',
    steps: [
      [1, 2],
      [3, 5],
    ],
  },
  components: {
    what: 'components of a data flow',
    steps: [
      [4, 1],
      [11, 3],
      [26, 8],
    ],
  },
  scripts: {
    what: 'script components: code of another language',
    steps: [
      [1, 8],
      [3, 14],
    ],
  },
  understanding: {
    what: 'how it was understood: 1 scanned (names only), 2 opaque (somebody must read it)',
    steps: [
      [1, 4],
      [2, 10],
    ],
  },
  notes: {
    what: 'places that were not understood',
    steps: [
      [1, 1],
      [4, 3],
    ],
  },
};

/** Whatever else a reader counts weighs little, and is shown. */
const otherSteps = [
  [1, 1],
  [6, 3],
] as const;

/** What an object of a kind costs before anything is counted: a contract, a model, a model with tests. */
export const kindPoints: Readonly<Record<LegacyKind, number>> = {
  table: 1,
  view: 1,
  materialized_view: 1,
  query: 1,
  export: 1,
  job: 1,
  trigger: 2,
  procedure: 2,
  function: 2,
  data_flow: 2,
  script: 2,
  package: 3,
  synonym: 0,
  sequence: 0,
  external: 0,
  file: 0,
};

/** Up to so many points, the last one aside. */
export const effortLimits: readonly (readonly [Effort, number])[] = [
  ['trivial', 1],
  ['small', 5],
  ['medium', 12],
  ['large', 24],
];

/** How hard an object is to move, with all that was counted for it and where. */
export function effortOf(object: LegacyObject): {
  effort: Effort;
  points: number;
  reasons: readonly EffortReason[];
} {
  const base = kindPoints[object.kind];
  const reasons: EffortReason[] =
    base === 0 ? [] : [{ measure: `kind: ${object.kind}`, count: 1, points: base, places: [object.place] }];
  for (const { measure, count, places } of countsOf(object)) {
    const points = pointsOf(measure, count);
    if (points > 0) reasons.push({ measure, count, points, places });
  }
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  const effort = effortLimits.find(([, limit]) => points <= limit)?.[0] ?? 'manual';
  return { effort, points, reasons: reasons.sort((one, other) => other.points - one.points) };
}

function pointsOf(measure: string, count: number): number {
  const steps = effortSteps[measure]?.steps ?? otherSteps;
  return steps.filter(([from]) => count >= from).at(-1)?.[1] ?? 0;
}

interface Count {
  readonly measure: string;
  readonly count: number;
  readonly places: readonly EstatePlace[];
}

/** The reader's own counts, and what follows from what it has read. */
function countsOf(object: LegacyObject): Count[] {
  const { statements, place } = object;
  const widest = [...statements].sort((one, other) => other.reads.length - one.reads.length)[0];
  const written = new Set(statements.flatMap(({ writes }) => writes.map(({ relation }) => relation)));
  const isTable = object.kind === 'table' || object.kind === 'external';
  const derived: Count[] = [
    {
      measure: 'statements',
      count: statements.length,
      places: statements.slice(0, 100).map((each) => each.place),
    },
    { measure: 'lines', count: isTable ? 0 : place.endLine - place.line + 1, places: [place] },
    {
      measure: 'joins',
      count: widest?.reads.length ?? 0,
      places: widest === undefined ? [] : [widest.place],
    },
    { measure: 'columns', count: object.columns?.length ?? 0, places: [place] },
    { measure: 'parameters', count: object.parameters.length, places: [place] },
    {
      measure: 'writes',
      count: written.size,
      places: statements.flatMap(({ writes }) => writes.map((each) => each.place)),
    },
    {
      measure: 'understanding',
      count: object.understanding === 'opaque' ? 2 : object.understanding === 'scanned' ? 1 : 0,
      places: [place],
    },
    { measure: 'notes', count: object.notes.length, places: object.notes.map((each) => each.place) },
  ];
  const own = new Set(object.measures.map(({ measure }) => measure));
  return [...object.measures, ...derived.filter(({ measure }) => !own.has(measure))];
}
