import type { Namespace } from '../../estate/legacy-object.ts';
import { jsonValue } from './logged-read.ts';

/**
 * What a log says of the database and the schema in force; null: nothing. A schema may be written behind its database (`main.sales`), or as BigQuery writes its default dataset: `project:dataset`,
 * `projects/project/datasets/dataset`, or an object with both.
 */
export function loggedNamespace(database: unknown, schema: unknown): Namespace | null {
  const parts = schemaParts(schema);
  const named = parts.at(-2) ?? nameOf(database);
  const last = parts.at(-1) ?? null;
  return named === null && last === null ? null : { database: named, schema: last };
}

function schemaParts(value: unknown): readonly string[] {
  const object = typeof value === 'string' && !value.startsWith('{') ? null : jsonValue(value);
  const written =
    typeof object === 'object' && object !== null
      ? datasetParts(object as Record<string, unknown>)
      : typeof value === 'string'
        ? (/^projects\/([^/]+)\/datasets\/([^/]+)$/.exec(value)?.slice(1) ?? value.split(/[.:]/))
        : [];
  return written.flatMap((part) => nameOf(part) ?? []);
}

function datasetParts(dataset: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [dataset.project_id ?? dataset.projectId, dataset.dataset_id ?? dataset.datasetId];
}

/** A name in lower case, without its quotes. Exports write what is missing in words of their own. */
function nameOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const name = value
    .trim()
    .replace(/^["`[](.*)["`\]]$/, '$1')
    .toLowerCase();
  return ['', 'null', '\\n', 'unknown'].includes(name) ? null : name;
}
