/**
 * What environments must hold, in memory: the project as it is, the rows of the source, and of each environment what every relation gives to its readers. Nothing here knows how Lode
 * comes to it.
 */

export interface Sale {
  readonly id: number;
  readonly shop: string;
  readonly amount: number;
  /** Days since 2026-01-01. */
  readonly day: number;
}

export interface ProjectState {
  /** By what the middle model multiplies amounts. */
  factor: number;
  partitioned: boolean;
  /** The name of the model that sums up: it may be renamed. */
  summary: 'daily' | 'by_day';
  /** Whether it ever was: its header says so ever since. */
  renamed: boolean;
}

/** Rows as texts, by what identifies them where the kind keeps rows by it. */
export interface Tables {
  readonly bronze: readonly Sale[];
  readonly silver: readonly Sale[];
  readonly summary: { readonly name: ProjectState['summary']; readonly rows: readonly string[] };
  /** The factor of the definition that `silver` has: runs go by it, whatever the project says by now. */
  readonly factor: number;
  /** By day: each was computed once, or again on demand. Days without rows are empty texts. */
  readonly days: ReadonlyMap<number, string>;
  /** As `days`, but the day before the newest is looked at again. */
  readonly recent: ReadonlyMap<number, string>;
  /** Rows of `recent` as its reader by day has them. */
  readonly echo: readonly string[];
  /** As `days`, but nothing takes a day back: rows are added once. */
  readonly once: ReadonlyMap<number, string>;
  /** By sale: rows that left the source stay. */
  readonly latest: ReadonlyMap<number, string>;
}

export interface EnvironmentState {
  tables: Tables;
  /** What each committed version gives, by its number. */
  readonly versions: Map<number, Tables>;
}

export interface World {
  readonly project: ProjectState;
  sales: readonly Sale[];
  /** Days that are over, since 2026-01-01. */
  today: number;
  nextId: number;
  readonly environments: Map<string, EnvironmentState>;
  /** Environments in which somebody else has committed to the table that sums up. */
  readonly disturbed: Set<string>;
}

export function newWorld(): World {
  return {
    project: { factor: 1, partitioned: false, summary: 'daily', renamed: false },
    sales: [
      { id: 1, shop: 'a', amount: 10, day: 0 },
      { id: 2, shop: 'b', amount: 20, day: 0 },
      { id: 3, shop: 'a', amount: 5, day: 1 },
    ],
    today: 2,
    nextId: 4,
    environments: new Map(),
    disturbed: new Set(),
  };
}

export function dateOf(day: number): string {
  return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
}

const text = (...values: (string | number)[]) => JSON.stringify(values.map(String));

function groupSums(sales: readonly Sale[], keyOf: (sale: Sale) => string): Map<string, Sale[]> {
  const groups = new Map<string, Sale[]>();
  for (const sale of sales) groups.set(keyOf(sale), [...(groups.get(keyOf(sale)) ?? []), sale]);
  return groups;
}

const sum = (sales: readonly Sale[]) => sales.reduce((total, sale) => total + sale.amount, 0);

export function silverOf(factor: number, bronze: readonly Sale[]): readonly Sale[] {
  return bronze.map((sale) => ({ ...sale, amount: sale.amount * factor }));
}

export function summaryRows(silver: readonly Sale[]): readonly string[] {
  const groups = groupSums(silver, (sale) => `${sale.day} ${sale.shop}`);
  const rows = [...groups.values()].map((sales) =>
    text(dateOf(sales[0]!.day), sales[0]!.shop, sum(sales), sales.length),
  );
  return rows.sort();
}

/** The model that a user wants computed again, and its days, `end` exclusive. */
export interface Restated {
  readonly model: 'days' | 'recent';
  readonly start: number;
  readonly end: number;
}

/** What an apply of everything gives. */
export function applied(world: World, before: Tables | null, restated: Restated | null = null): Tables {
  return appliedOver(world, before, world.sales, restated);
}

/** The same, where the first model takes other rows than the source has by now. */
export function appliedOver(
  world: World,
  before: Tables | null,
  bronze: readonly Sale[],
  restated: Restated | null,
): Tables {
  const silver = silverOf(world.project.factor, bronze);
  const recent = filledRecent(world, before?.recent, bronze, restated);
  return {
    bronze,
    factor: world.project.factor,
    silver,
    summary: { name: world.project.summary, rows: summaryRows(silver) },
    days: filled(world, before?.days, bronze, againOf('days', restated)),
    recent,
    echo: rowsByDay(recent),
    once: filled(world, before?.once, bronze, []),
    latest: upserted(before?.latest, bronze),
  };
}

/** What a run gives that refreshes the relations named, by the definitions that stand. */
export function refreshed(world: World, before: Tables, due: ReadonlySet<string>): Tables {
  const bronze = due.has('bronze.sales') ? world.sales : before.bronze;
  const silver = due.has('silver.sales') ? silverOf(before.factor, bronze) : before.silver;
  const { name } = before.summary;
  const recent = due.has('silver.recent') ? filledRecent(world, before.recent, bronze, null) : before.recent;
  return {
    ...before,
    bronze,
    silver,
    summary: due.has(`gold.${name}`) ? { name, rows: summaryRows(silver) } : before.summary,
    days: due.has('silver.days') ? filled(world, before.days, bronze, []) : before.days,
    recent,
    echo: due.has('gold.echo') ? rowsByDay(recent) : before.echo,
    once: due.has('silver.once') ? filled(world, before.once, bronze, []) : before.once,
    latest: due.has('silver.latest') ? upserted(before.latest, bronze) : before.latest,
  };
}

/** What a rollback gives: rows that came from outside stay, and so do those that are only ever added; a table that has its rows already is not touched, nor which of its days are computed. */
export function takenBack(now: Tables, then: Tables): Tables {
  const same = (a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>) =>
    JSON.stringify(rowsByDay(a)) === JSON.stringify(rowsByDay(b));
  return {
    ...then,
    bronze: now.bronze,
    once: now.once,
    days: same(now.days, then.days) ? now.days : then.days,
    recent: same(now.recent, then.recent) ? now.recent : then.recent,
  };
}

/**
 * What an environment starts from that follows its base: tables of its own which differ from those of the base, and all others of the base. Tables that are made whole are made anew in any case.
 */
export function overBase(own: ReadonlySet<string>, mine: Tables, base: Tables): Tables {
  const [myRows, baseRows] = [rowsOf(mine), rowsOf(base)];
  const stays = (name: string) =>
    own.has(name) && JSON.stringify(myRows[name]) !== JSON.stringify(baseRows[name]);
  return {
    ...base,
    days: (stays('silver.days') ? mine : base).days,
    recent: (stays('silver.recent') ? mine : base).recent,
    once: (stays('silver.once') ? mine : base).once,
    latest: (stays('silver.latest') ? mine : base).latest,
  };
}

const daysFrom = (start: number, end: number) =>
  Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);

function againOf(model: Restated['model'], restated: Restated | null): number[] {
  return restated?.model === model ? daysFrom(restated.start, restated.end) : [];
}

/** Days that are over and were not computed are computed now, and `again` as well; all others stay. */
function filled(
  world: World,
  before: ReadonlyMap<number, string> | undefined,
  bronze: readonly Sale[],
  again: readonly number[],
): ReadonlyMap<number, string> {
  const days = new Map(before ?? []);
  for (const day of daysFrom(0, world.today)) {
    if (days.has(day) && !again.includes(day)) continue;
    const sales = bronze.filter((sale) => sale.day === day);
    days.set(day, sales.length === 0 ? '' : text(dateOf(day), sum(sales)));
  }
  return days;
}

function filledRecent(
  world: World,
  before: ReadonlyMap<number, string> | undefined,
  bronze: readonly Sale[],
  restated: Restated | null,
): ReadonlyMap<number, string> {
  const missing = daysFrom(0, world.today).find((day) => before?.has(day) !== true) ?? world.today;
  return filled(world, before, bronze, [missing - 1, ...againOf('recent', restated)]);
}

function upserted(
  before: ReadonlyMap<number, string> | undefined,
  bronze: readonly Sale[],
): ReadonlyMap<number, string> {
  const latest = new Map(before ?? []);
  for (const sale of bronze) latest.set(sale.id, text(sale.id, sale.amount));
  return latest;
}

function rowsByDay(days: ReadonlyMap<number, string>): readonly string[] {
  return [...days.values()].filter((row) => row !== '').sort();
}

/** What readers get, by relation, as sorted texts of rows. */
export function rowsOf(tables: Tables): Record<string, readonly string[]> {
  const sale = ({ id, shop, amount, day }: Sale) => text(id, shop, amount, dateOf(day));
  return {
    'bronze.sales': tables.bronze.map(sale).sort(),
    'silver.sales': tables.silver.map(sale).sort(),
    'silver.days': rowsByDay(tables.days),
    'silver.recent': rowsByDay(tables.recent),
    'silver.once': rowsByDay(tables.once),
    'silver.latest': [...tables.latest.values()].sort(),
    [`gold.${tables.summary.name}`]: tables.summary.rows,
    'gold.echo': tables.echo,
    'gold.shops': [...new Set(tables.silver.map((each) => text(each.shop)))].sort(),
  };
}
