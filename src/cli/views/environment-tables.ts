import type { ManifestModel } from '../../environment/index.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { bytes, count } from './units.ts';

/** An environment at a glance. */
export interface EnvironmentSummary {
  readonly name: string;
  readonly version: number;
  readonly committedAt: string;
  readonly target: string;
  readonly models: number;
  readonly rows: number;
  /** An apply is at work on it, or was stopped: the next one finishes it or takes it back. */
  readonly open: boolean;
  /** The version of another environment from which it reads what it does not hold; null: it holds all. */
  readonly base: { readonly environment: string; readonly version: number } | null;
  /** How many models it holds itself. */
  readonly own: number;
  /** When `lode gc` may drop it; null: never. */
  readonly expiresAt: string | null;
}

/** How two environments differ in a model. */
export interface EnvironmentDifference {
  readonly model: string;
  /** `definition`: both what it computes and, it may be, its rows. `rows`: the same definition over other rows. */
  readonly difference: 'only-left' | 'only-right' | 'definition' | 'rows';
  readonly rows: { readonly left: number | null; readonly right: number | null };
}

export function environmentsTable(
  environments: readonly EnvironmentSummary[],
  width: number,
  style: Style,
): string {
  return renderTable(
    [
      { name: 'environment', align: 'left' },
      { name: 'version', align: 'right' },
      { name: 'at', align: 'left' },
      { name: 'target', align: 'left' },
      { name: 'models', align: 'right' },
      { name: 'rows', align: 'right' },
      { name: '', align: 'left' },
    ],
    environments.map((each) => [
      each.name,
      String(each.version),
      each.committedAt,
      each.target,
      count(each.models),
      count(each.rows),
      remarks(each),
    ]),
    width,
    style,
  );
}

function remarks({ open, expiresAt, base, own }: EnvironmentSummary): string {
  const remarks = open ? ['an apply is at work, or stopped midway'] : [];
  if (base !== null) remarks.push(`holds ${own}; reads ${base.environment} ${base.version}`);
  if (expiresAt !== null) remarks.push(`may go after ${expiresAt.slice(0, 16).replace('T', ' ')}`);
  return remarks.join('; ');
}

export function modelsTable(models: readonly ManifestModel[], width: number, style: Style): string {
  const anyHeld = models.some((model) => model.heldAt !== null);
  return renderTable(
    [
      { name: 'model', align: 'left' },
      { name: 'kind', align: 'left' },
      { name: 'rows', align: 'right' },
      { name: 'size', align: 'right' },
      { name: 'table', align: 'left' },
      { name: 'table version', align: 'right' },
      ...(anyHeld ? [{ name: '', align: 'left' as const }] : []),
    ],
    models.map((model) => [
      model.name,
      model.kind,
      model.rows === null ? '' : count(model.rows),
      model.bytes === null ? '' : bytes(model.bytes),
      model.table?.path ?? '',
      model.table === null ? '' : String(model.table.version),
      ...(anyHeld ? [model.heldAt === null ? '' : `held back at version ${model.heldAt}`] : []),
    ]),
    width,
    style,
  );
}

const words: Readonly<Record<EnvironmentDifference['difference'], string>> = {
  'only-left': 'only in the first',
  'only-right': 'only in the second',
  definition: 'another definition',
  rows: 'the same definition, other rows',
};

export function differencesTable(
  differences: readonly EnvironmentDifference[],
  left: string,
  right: string,
  width: number,
  style: Style,
): string {
  return renderTable(
    [
      { name: 'model', align: 'left' },
      { name: 'difference', align: 'left' },
      { name: `rows in ${left}`, align: 'right' },
      { name: `rows in ${right}`, align: 'right' },
    ],
    differences.map(({ model, difference, rows }) => [
      model,
      words[difference],
      rows.left === null ? '' : count(rows.left),
      rows.right === null ? '' : count(rows.right),
    ]),
    width,
    style,
  );
}
