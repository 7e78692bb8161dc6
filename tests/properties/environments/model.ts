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
  /** By day: each was computed once. */
  readonly days: ReadonlyMap<number, string>;
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

export function silverOf(world: World, bronze: readonly Sale[]): readonly Sale[] {
  return bronze.map((sale) => ({ ...sale, amount: sale.amount * world.project.factor }));
}

export function summaryOf(world: World, silver: readonly Sale[]): Tables['summary'] {
  const groups = groupSums(silver, (sale) => `${sale.day} ${sale.shop}`);
  const rows = [...groups.values()].map((sales) =>
    text(dateOf(sales[0]!.day), sales[0]!.shop, sum(sales), sales.length),
  );
  return { name: world.project.summary, rows: rows.sort() };
}

/** What an apply of everything gives. A day that was computed stays as it is; one that is over and was not is computed now. */
export function applied(world: World, before: Tables | null): Tables {
  const bronze = world.sales;
  const silver = silverOf(world, bronze);
  const days = new Map(before?.days ?? []);
  for (let day = 0; day < world.today; day++) {
    if (days.has(day)) continue;
    const sales = bronze.filter((sale) => sale.day === day);
    days.set(day, sales.length === 0 ? '' : text(dateOf(day), sum(sales)));
  }
  const latest = new Map(before?.latest ?? []);
  for (const sale of bronze) latest.set(sale.id, text(sale.id, sale.amount));
  return { bronze, silver, summary: summaryOf(world, silver), days, latest };
}

/** What readers get, by relation, as sorted texts of rows. */
export function rowsOf(tables: Tables): Record<string, readonly string[]> {
  const sale = ({ id, shop, amount, day }: Sale) => text(id, shop, amount, dateOf(day));
  return {
    'bronze.sales': tables.bronze.map(sale).sort(),
    'silver.sales': tables.silver.map(sale).sort(),
    'silver.days': [...tables.days.values()].filter((row) => row !== '').sort(),
    'silver.latest': [...tables.latest.values()].sort(),
    [`gold.${tables.summary.name}`]: tables.summary.rows,
    'gold.shops': [...new Set(tables.silver.map((each) => text(each.shop)))].sort(),
  };
}
