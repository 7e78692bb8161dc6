import type {
  Inventory,
  LegacyKind,
  LegacyObject,
  Understanding,
  UsageSummary,
} from '../../../src/triage/index.ts';

export interface SmallObject {
  readonly kind?: LegacyKind;
  /** Relation, or `relation(column, column)`. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly owner?: string;
  readonly understanding?: Understanding;
  readonly measures?: Readonly<Record<string, number>>;
  readonly lines?: number;
}

/** An inventory from a few words: each object lies in a file of its own, with one statement. */
export function estate(objects: Readonly<Record<string, SmallObject>>): Inventory {
  const all = Object.entries(objects).map(([id, small]) => objectOf(id, small));
  return {
    format: 'lode-legacy-inventory/1',
    sources: all.map(({ id, place, understanding }) => ({
      file: place.file,
      format: 'sql',
      bytes: 1,
      hash: '',
      objects: [id],
      understanding,
    })),
    objects: all,
  };
}

function objectOf(id: string, small: SmallObject): LegacyObject {
  const place = { file: `${id}.sql`, line: 1, endLine: small.lines ?? 5 };
  const understanding = small.understanding ?? 'bound';
  const use = (text: string) => {
    const [, relation = text, columns] = /^([^(]+)\((.*)\)$/.exec(text) ?? [];
    return { relation, columns: columns?.split(', ') ?? null, place, understanding };
  };
  const kind = small.kind ?? (small.reads === undefined ? 'table' : 'view');
  return {
    id,
    name: id,
    kind,
    dialect: 'tsql',
    place,
    understanding,
    columns: null,
    key: null,
    parameters: [],
    statements:
      small.reads === undefined && small.writes === undefined
        ? []
        : [
            {
              kind: 'select',
              place,
              understanding,
              reads: (small.reads ?? []).map(use),
              writes: (small.writes ?? []).map(use),
              text: '',
            },
          ],
    schedule: null,
    owner: small.owner ?? null,
    measures: Object.entries(small.measures ?? {}).map(([measure, count]) => ({
      measure,
      count,
      places: [place],
    })),
    notes: [],
  };
}

/** Reads by `relation` or `relation.column`: user and number of queries, all on one day. */
export function usage(
  reads: readonly (readonly [relation: string, column: string | null, user: string, queries: number])[],
  day = '2026-03-10',
): UsageSummary {
  const time = Date.parse(`${day}T12:00:00Z`);
  return {
    window: {
      from: Date.parse('2026-01-01T00:00:00Z'),
      to: Date.parse('2026-03-31T00:00:00Z'),
      queries: 100,
      robots: 7,
      understood: { bound: 80, parsed: 15, scanned: 3, opaque: 2 },
      blindSpots: ['Files that are read outside of the database.'],
    },
    reads: reads.map(([relation, column, user, queries]) => ({
      relation,
      column,
      user,
      queries,
      firstRead: time,
      lastRead: time,
      understanding: 'bound',
      places: [{ file: 'log.csv', line: 7 }],
    })),
  };
}
