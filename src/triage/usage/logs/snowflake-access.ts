import { jsonValue, type LoggedRead, objectsOf, textOf } from './logged-read.ts';

/** Kinds of objects that hold rows; a stage, a sequence and a function hold none. */
const readable = /(?:table|view)$/i;

/**
 * The objects of `DIRECT_OBJECTS_ACCESSED` of Snowflake's ACCESS_HISTORY: those that the query names, views among them. Null: the value is no list of objects.
 */
export function accessedObjects(value: unknown): readonly LoggedRead[] | null {
  const list = jsonValue(value);
  if (!Array.isArray(list)) return null;
  return objectsOf(list).flatMap((object): LoggedRead[] => {
    const name = textOf(object.objectName);
    if (name === null || !readable.test(textOf(object.objectDomain) ?? '')) return [];
    const columns = objectsOf(object.columns).flatMap(({ columnName }) => textOf(columnName) ?? []);
    return [
      {
        relation: name.replaceAll('"', ''),
        // Rows alone, as by count(*), have no columns; a list that is missing says nothing.
        columns: Array.isArray(object.columns) ? columns.map((column) => column.toLowerCase()) : null,
      },
    ];
  });
}
