import type { FinishedModel } from './progress.ts';
import type { Style } from './style.ts';
import { renderTable, type TableColumn } from './table.ts';
import { bytes, count, duration } from './units.ts';

/** Fewer models than this are summed up by their own lines. */
const worthwhile = 3;

/** What a run made, layer by layer, as a table; null where that would say nothing new. */
export function renderRunSummary(
  finished: readonly FinishedModel[],
  style: Style,
  width: number,
): string | null {
  if (finished.length < worthwhile) return null;
  const layers = new Map<string, FinishedModel[]>();
  for (const model of finished) {
    const layer = model.model.slice(0, model.model.indexOf('.'));
    layers.set(layer, [...(layers.get(layer) ?? []), model]);
  }
  // Seeds have no layer before them; the others come in the order of the first that finished.
  const ordered = [...layers].sort(([a], [b]) => Number(b === 'seeds') - Number(a === 'seeds'));
  const groups = [...ordered, ...(layers.size > 1 ? [['all', finished] as const] : [])];
  const columns = measures.filter(({ always, of }) => always || of(finished) !== '');
  const heads: TableColumn[] = [
    { name: 'layer', align: 'left' },
    ...columns.map(({ name }): TableColumn => ({ name, align: 'right' })),
  ];
  const rows = groups.map(([layer, models]) => [layer, ...columns.map(({ of }) => of(models))]);
  return renderTable(heads, rows, width, style);
}

interface Measure {
  readonly name: string;
  readonly always: boolean;
  readonly of: (models: readonly FinishedModel[]) => string;
}

const sum = (models: readonly FinishedModel[], of: (model: FinishedModel) => number): number =>
  models.reduce((total, model) => total + of(model), 0);

const outcome = (name: FinishedModel['outcome']): Measure => ({
  name,
  always: false,
  of: (models) => number(models.filter((model) => model.outcome === name).length),
});

const measures: readonly Measure[] = [
  outcome('built'),
  outcome('reused'),
  outcome('unchanged'),
  outcome('defined'),
  { name: 'rows', always: true, of: (models) => count(sum(models, (model) => model.rows ?? 0)) },
  { name: 'size', always: true, of: (models) => bytes(sum(models, (model) => model.bytes ?? 0)) },
  { name: 'audits', always: false, of: (models) => number(sum(models, auditsOf)) },
  { name: 'warned', always: false, of: (models) => number(sum(models, ({ audits }) => audits.warned)) },
  { name: 'failed', always: false, of: (models) => number(sum(models, ({ audits }) => audits.failed)) },
  { name: 'work', always: true, of: (models) => duration(sum(models, (model) => model.seconds)) },
];

function auditsOf({ audits }: FinishedModel): number {
  return audits.passed + audits.warned + audits.failed;
}

function number(value: number): string {
  return value === 0 ? '' : count(value);
}
