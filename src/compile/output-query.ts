import { selectAsStored } from '../delta/types/index.ts';
import type { CompiledModel } from './compiled-project.ts';
import { queryColumns } from './validity.ts';

/**
 * The model's SELECT with each column of the type in which it is stored; the model's own SQL where nothing differs. For builds, and for views and embedded
 * models too: their readers were compiled over the stored types.
 */
export function outputQuery(model: Pick<CompiledModel, 'header' | 'sql' | 'columns'>): string {
  return selectAsStored(
    model.sql,
    queryColumns(model.header, model.columns).map(({ name, engineType }) => ({ name, type: engineType })),
  );
}
