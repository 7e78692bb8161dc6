import type { LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import { weakest } from '../../estate/understanding.ts';
import type { GraphComponent } from '../flow-graph.ts';
import { columnsInto, columnsOutOf } from '../trace-columns.ts';
import { type FlowReading, lowered, placeOf, type ReadComponent, readsInto } from './flow-reading.ts';
import { outsideOf } from './outside.ts';

/** Rows come in. */
export const readSource: ReadComponent = (reading, component) => {
  const outside = outsideOf(reading, component);
  const columns = columnsOutOf(component).map((column) => column.external ?? column.name);
  reading.notes.push(...outside.notes);
  if (outside.byName) noteFiles(reading, outside.uses, false, columns, component);
  return {
    kind: 'source',
    place: placeOf(reading, component),
    understanding: outside.understanding,
    reads: outside.byName ? outside.uses.map((use) => ({ ...use, columns: lowered(columns) })) : outside.uses,
    writes: [],
    text: outside.text,
  };
};

/** Rows go out: what is written is what flows in, followed back to where it was read. */
export const readDestination: ReadComponent = (reading, component) => {
  const written = columnsInto(component).map((column) => column.external ?? column.name);
  const { reads, isWhole } = readsInto(reading, component);
  const statement = (
    kind: string,
    rest: Pick<LegacyStatement, 'understanding' | 'writes' | 'text'>,
  ): LegacyStatement => ({ kind, place: placeOf(reading, component), reads, ...rest });
  if (component.kind === 'recordset' || component.kind === 'cache') {
    const isCache = component.kind === 'cache';
    reading.notes.push({
      code: isCache ? 'cache' : 'recordset',
      text: isCache
        ? `\`${component.name}\` keeps its rows in the cache \`${reading.connections.of(component.connection)?.name ?? 'of the package'}\`, for the lookups of other data flows`
        : `\`${component.name}\` keeps its rows in the variable \`${component.properties.get('VariableName') ?? ''}\`, which other tasks read`,
      place: placeOf(reading, component),
    });
    return statement(isCache ? 'cache' : 'recordset', {
      understanding: isWhole ? 'scanned' : 'parsed',
      writes: [],
      text: component.name,
    });
  }
  const outside = outsideOf(reading, component);
  reading.notes.push(...outside.notes);
  noteFiles(reading, outside.uses, true, written, component);
  return statement('destination', {
    understanding: weakest([outside.understanding, isWhole ? 'scanned' : 'parsed']),
    writes: outside.uses.map((use) => ({ ...use, columns: use.columns ?? lowered(written) })),
    text: outside.text,
  });
};

function noteFiles(
  { named }: FlowReading,
  uses: readonly RelationUse[],
  isWritten: boolean,
  columns: readonly string[],
  { line }: GraphComponent,
): void {
  for (const { relation } of uses)
    if (relation.startsWith('file:'))
      named(relation.slice(5), isWritten, columns.length === 0 ? null : columns, line);
}
