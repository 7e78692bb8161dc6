import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Inventory } from '../estate/inventory.ts';
import { understandings, weakest } from '../estate/understanding.ts';
import type { UsageSummary } from '../usage/relation-usage.ts';
import { groupsInOrder } from './object-graph.ts';
import type { TriageReport } from './triage-report.ts';
import type { TriageRow } from './triage-row.ts';

/** Rows as a document, with what follows from all of them: waves, what could be dropped, progress by owner. `now` in milliseconds since 1970. */
export function makeTriageReport(
  project: string,
  now: number,
  inventory: Inventory,
  usage: UsageSummary | null,
  rows: readonly TriageRow[],
  diagnostics: readonly Diagnostic[],
): TriageReport {
  const iso = (time: number) => new Date(time).toISOString();
  return {
    formatVersion: '1.0',
    project,
    createdAt: iso(now),
    window: usage === null ? null : windowOf(usage),
    counts: {
      sources: inventory.sources.length,
      objects: rows.length,
      understood: counted(rows, ({ confidence }) => confidence),
      kinds: counted(rows, ({ kind }) => kind),
    },
    objects: rows.map((row) => ({
      ...row,
      lastUse: row.lastUse === null ? null : iso(row.lastUse),
      reads: [...row.reads],
      readBy: [...row.readBy],
      consumers: [...row.consumers],
      declared: [...row.declared],
      pii: [...row.pii],
      readers: row.readers.map((reader) => ({
        ...reader,
        lastRead: iso(reader.lastRead),
        places: reader.places.map((each) => ({ ...each })),
      })),
      reasons: row.reasons.map((reason) => ({
        ...reason,
        places: reason.places.map((each) => ({ ...each })),
      })),
      place: { ...row.place },
    })),
    waves: wavesIn(rows),
    drops: usage === null ? null : dropsIn(rows),
    owners: ownersIn(rows),
    diagnostics: diagnostics.map((each) => structuredClone(each)) as TriageReport['diagnostics'],
  };
}

function windowOf({ window }: UsageSummary): NonNullable<TriageReport['window']> {
  const known = window.understood.bound + window.understood.parsed + window.understood.scanned;
  const all = known + window.understood.opaque;
  return {
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    queries: window.queries,
    robots: window.robots,
    understood: { ...window.understood },
    share: all === 0 ? 0 : known / all,
    blindSpots: [...window.blindSpots],
  };
}

function counted<K extends string>(
  rows: readonly TriageRow[],
  keyOf: (row: TriageRow) => K,
): Partial<Record<K, number>> & Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[keyOf(row)] = (counts[keyOf(row)] ?? 0) + 1;
  return Object.fromEntries(
    Object.entries(counts).sort(([one], [other]) => rank(one) - rank(other)),
  ) as Partial<Record<K, number>> & Record<string, number>;
}

/** Understandings from the best on; whatever else stays as it came. */
function rank(key: string): number {
  return (understandings as readonly string[]).indexOf(key);
}

function isReady({ parity }: TriageRow): boolean {
  return parity === 'ready';
}

function wavesIn(rows: readonly TriageRow[]): TriageReport['waves'] {
  const waves = new Map<number, TriageRow[]>();
  for (const row of rows) if (row.wave !== null) addTo(waves, row.wave, row);
  return [...waves]
    .sort(([one], [other]) => one - other)
    .map(([wave, members]) => ({
      wave,
      objects: [...members]
        .sort((one, other) => one.upstream - other.upstream || (one.object < other.object ? -1 : 1))
        .map(({ object }) => object),
      points: members.reduce((sum, { points }) => sum + points, 0),
      owners: [...new Set(members.flatMap(({ owner }) => owner ?? []))].sort(),
      migrated: members.filter(({ model }) => model !== null).length,
      ready: members.filter(isReady).length,
    }));
}

function addTo<K>(groups: Map<K, TriageRow[]>, key: K, row: TriageRow): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [row]);
  else known.push(row);
}

/** What hands something on is needed by whoever gets it; what is defined elsewhere is not ours to drop. */
const neverDropped: ReadonlySet<string> = new Set(['external', 'file', 'job', 'export', 'script']);

/** What nobody was seen to need, with all that would be needed by nothing then. What stays needs all that it reads, used or not. */
function dropsIn(rows: readonly TriageRow[]): NonNullable<TriageReport['drops']> {
  const byId = new Map(rows.map((row) => [row.object, row]));
  const free = new Set(
    rows
      .filter(
        ({ use, kind, decision }) =>
          use === 'not_seen' && !neverDropped.has(kind) && (decision === 'undecided' || decision === 'drop'),
      )
      .map(({ object }) => object),
  );
  const unsure = rows.filter(({ object }) => !free.has(object)).flatMap(({ reads }) => reads);
  for (let id = unsure.pop(); id !== undefined; id = unsure.pop())
    if (free.delete(id)) unsure.push(...(byId.get(id)?.reads ?? []));
  const edges = new Map(rows.map(({ object, reads }) => [object, reads]));
  return groupsInOrder([...free], edges)
    .filter((group) => {
      const isEnd = group.every((id) => byId.get(id)!.readBy.every((reader) => group.includes(reader)));
      // A trigger is needed whenever its table is written, which no log of reads shows.
      return isEnd && group.some((id) => byId.get(id)!.kind !== 'trigger');
    })
    .map((group) => {
      const gone = new Set(group);
      const open = group.flatMap((id) => byId.get(id)!.reads);
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (gone.has(id) || !free.has(id)) continue;
        const other = byId.get(id)!;
        if (!other.readBy.every((reader) => gone.has(reader))) continue;
        gone.add(id);
        open.push(...other.reads);
      }
      const all = [...gone].map((id) => byId.get(id)!);
      const [object = ''] = group;
      return {
        object,
        with: [...gone].filter((id) => id !== object).sort(),
        points: all.reduce((sum, { points }) => sum + points, 0),
        weakest: weakest(all.map(({ confidence }) => confidence)),
      };
    })
    .sort((one, other) => other.points - one.points || (one.object < other.object ? -1 : 1));
}

function ownersIn(rows: readonly TriageRow[]): TriageReport['owners'] {
  const owners = new Map<string | null, TriageRow[]>();
  for (const row of rows) if (row.kind !== 'external') addTo(owners, row.owner, row);
  return [...owners]
    .sort(([one], [other]) => (one === null ? 1 : other === null ? -1 : one < other ? -1 : 1))
    .map(([owner, own]) => {
      const moving = own.filter(({ wave }) => wave !== null);
      const sum = (some: readonly TriageRow[]) => some.reduce((total, { points }) => total + points, 0);
      return {
        owner,
        objects: own.length,
        decided: own.filter(({ decision }) => decision !== 'undecided').length,
        toMigrate: moving.length,
        migrated: moving.filter(({ model }) => model !== null).length,
        tested: moving.filter(({ tests }) => tests > 0).length,
        matching: moving.filter(({ parity }) => parity === 'matching' || parity === 'ready').length,
        ready: moving.filter(isReady).length,
        points: sum(moving),
        pointsReady: sum(moving.filter(isReady)),
      };
    });
}
