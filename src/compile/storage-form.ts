import { type StorageForm, toDeltaType } from '../delta/types/index.ts';

/** A project has thousands of columns and a handful of types. */
const known = new Map<string, StorageForm>();
const mostKnown = 10_000;

/** How a column of the type named `type` is stored. */
export function storageForm(type: string): StorageForm {
  const found = known.get(type);
  if (found !== undefined) return found;
  const form = toDeltaType(type);
  if (known.size >= mostKnown) known.clear();
  known.set(type, form);
  return form;
}
