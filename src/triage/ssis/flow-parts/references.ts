import type { RelationUse } from '../../estate/legacy-object.ts';
import { shownText } from '../../estate/text-with-holes.ts';
import type { GraphComponent } from '../flow-graph.ts';
import { columnsInto, columnsOutOf } from '../trace-columns.ts';
import { type FlowReading, lowered, placeOf, type ReadComponent } from './flow-reading.ts';
import { type Outside, outsideOf, tableOutside } from './outside.ts';

/** Rows find values in a table, by keys that are equal. */
export const readLookup: ReadComponent = (reading, component) => {
  const place = placeOf(reading, component);
  const cache = reading.connections.of(component.connection);
  if (cache?.isCache === true || component.properties.get('ConnectionType') === '1') {
    reading.notes.push({
      code: 'cache',
      text: `\`${component.name}\` looks into the cache \`${cache?.name ?? 'of the package'}\`, which another data flow fills: what is in it is not followed`,
      place,
    });
    return statementOf('lookup', place, 'opaque', [], component.name);
  }
  const outside = outsideOf(reading, component);
  reading.notes.push(...outside.notes);
  return statementOf(
    'lookup',
    place,
    outside.understanding,
    outside.byName ? withColumns(outside, lookedUp(component)) : outside.uses,
    outside.text,
  );
};

/** Rows find rows that are like them: which, only the component knows. The table and the columns that it looks at are. */
export const readFuzzyLookup: ReadComponent = (reading, component) => {
  const table = referenceTable(reading, component, 'ReferenceTableName');
  reading.notes.push({
    code: 'inexact-component',
    text: `the fuzzy lookup \`${component.name}\` takes what is like a value, by a measure of its own: no query gives the same`,
    place: placeOf(reading, component),
  });
  return statementOf(
    'fuzzy lookup',
    placeOf(reading, component),
    'opaque',
    table === null ? [] : withColumns(table, lookedUp(component)),
    table?.text ?? component.name,
  );
};

/** Words of a text are looked up in, or left out by, a table of terms. */
export const readTerms: ReadComponent = (reading, component) => {
  const isLookup = component.kind === 'term_lookup';
  const place = placeOf(reading, component);
  const usesTable = isLookup || component.properties.get('NeedRefenceData')?.toLowerCase() === 'true';
  const table = usesTable
    ? referenceTable(reading, component, isLookup ? 'RefTermTable' : 'OutTermTable')
    : null;
  const column = component.properties.get(isLookup ? 'RefTermColumn' : 'OutTermColumn') ?? '';
  const kind = isLookup ? 'term lookup' : 'term extraction';
  reading.notes.push({
    code: 'inexact-component',
    text: `the ${kind} \`${component.name}\` takes texts apart by rules of its own: no query gives the same`,
    place,
  });
  return statementOf(
    kind,
    place,
    'opaque',
    table === null ? [] : withColumns(table, column === '' ? [] : [column]),
    table?.text ?? component.name,
  );
};

/** Rows are compared with those of a dimension, and go on as new, changed or unchanged ones. */
export const readSlowlyChanging: ReadComponent = (reading, component) => {
  const place = placeOf(reading, component);
  const outside = outsideOf(reading, component);
  const keys = columnsInto(component)
    .filter(({ properties }) => properties.get('ColumnType') === '1')
    .map(({ external, name }) => external ?? name);
  reading.notes.push(...outside.notes, {
    code: 'slowly-changing-dimension',
    text: `\`${component.name}\` compares rows with a dimension's by ${keys.length === 0 ? 'its key' : keys.map((key) => `\`${key}\``).join(', ')}: a model of the kind \`scd_type_2\` takes the place of it and of what it is followed by`,
    place,
  });
  return statementOf(
    'slowly changing dimension',
    place,
    outside.understanding,
    outside.byName
      ? withColumns(
          outside,
          columnsInto(component).map(({ external, name }) => external ?? name),
        )
      : outside.uses,
    outside.text,
  );
};

/** Columns of a reference that a component looks at: those that it joins by, and those that are asked of it. */
export function lookedUp(component: GraphComponent): readonly string[] {
  return [
    ...columnsInto(component).flatMap(({ properties }) => [
      properties.get('JoinToReferenceColumn') ?? '',
      properties.get('CopyFromReferenceColumn') ?? '',
    ]),
    ...columnsOutOf(component).map(({ properties }) => properties.get('CopyFromReferenceColumn') ?? ''),
  ].filter((name) => name !== '');
}

/** The table that a component with a reference of its own reads; null: it has none. */
export function referenceTable(
  reading: FlowReading,
  component: GraphComponent,
  property: string,
): Outside | null {
  const made = component.expressions.get(property);
  const name = made ?? { pieces: [component.properties.get(property) ?? ''], line: component.line };
  if (shownText(name) === '') return null;
  const connection = reading.connections.of(component.connection);
  return tableOutside(reading, name, connection, placeOf(reading, component));
}

function withColumns({ uses }: Outside, columns: readonly string[]): readonly RelationUse[] {
  return uses.map((use) => ({ ...use, columns: columns.length === 0 ? null : lowered(columns) }));
}

function statementOf(
  kind: string,
  place: RelationUse['place'],
  understanding: RelationUse['understanding'],
  reads: readonly RelationUse[],
  text: string,
) {
  return { kind, place, understanding, reads, writes: [], text };
}
