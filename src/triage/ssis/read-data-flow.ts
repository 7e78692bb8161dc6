import type { Dialect } from '../estate/dialect.ts';
import { fileId } from '../estate/file-object.ts';
import type { EstateNote, LegacyObject, LegacyStatement, RelationUse } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { ReadSql } from '../estate/sql-reader.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { fillHoles } from '../python/sql-holes.ts';
import { shownText, type TextValue } from '../python/value.ts';
import { columnTracer, type FlowComponent, readComponents } from './data-flow.ts';
import { type PackageVariables, variableText } from './expressions.ts';
import type { XmlElement } from './xml-tree.ts';

export interface PackageConnection {
  readonly name: string;
  /** A path where it is one of files. */
  readonly file: string | null;
  readonly dialect: Dialect | null;
}

export interface FlowContext {
  readonly file: string;
  readonly readSql: ReadSql;
  readonly dialect: Dialect;
  readonly variables: PackageVariables;
  readonly connectionOf: (id: string | null) => PackageConnection | null;
  /** Notes a file that is read or written. */
  readonly named: (path: string, isWritten: boolean, columns: readonly string[] | null, line: number) => void;
}

/** What a component reads or writes outside of the flow. */
interface Outside {
  readonly uses: readonly RelationUse[];
  /** Whether the names of the flow's columns are those of the relation. */
  readonly byName: boolean;
  readonly understanding: Understanding;
  readonly notes: readonly EstateNote[];
  readonly text: string;
}

/** A data flow as an object. */
export function readDataFlow(
  context: FlowContext,
  id: string,
  name: string,
  pipeline: XmlElement,
): LegacyObject {
  const components = readComponents(pipeline);
  const trace = columnTracer(components);
  const placeOf = ({ line, endLine }: XmlElement): EstatePlace => ({ file: context.file, line, endLine });
  const outside = new Map<FlowComponent, Outside>();
  for (const component of components)
    if (component.inputs.length === 0 || isLookup(component))
      outside.set(component, outsideOf(context, component, placeOf(component.element)));
  const notes: EstateNote[] = [...outside.values()].flatMap((each) => each.notes);
  const statements: LegacyStatement[] = [];
  for (const component of components) {
    const place = placeOf(component.element);
    const around = outside.get(component);
    if (around !== undefined) {
      const columns = isLookup(component)
        ? lookedUp(component)
        : component.outputs.flat().map((column) => column.external ?? column.name);
      statements.push({
        kind: isLookup(component) ? 'lookup' : 'source',
        place,
        understanding: around.understanding,
        reads: around.byName
          ? around.uses.map((use) => ({ ...use, columns: lowered(columns) }))
          : around.uses,
        writes: [],
        text: around.text,
      });
      if (around.byName) noteFiles(context, around.uses, false, columns, place.line);
    } else if (component.outputs.flat().length === 0 && component.inputs.length > 0) {
      const written = component.inputs.flat().map((column) => column.external ?? column.name);
      const target = outsideOf(context, component, place);
      notes.push(...target.notes);
      const { origins, isWhole } = trace(component.inputs.flat().map(({ lineage }) => lineage));
      const reads = [...origins].flatMap(([source, columns]) => {
        const from = outside.get(source);
        if (from === undefined) return [];
        return from.byName ? from.uses.map((use) => ({ ...use, columns: lowered([...columns]) })) : from.uses;
      });
      noteFiles(context, target.uses, true, written, place.line);
      statements.push({
        kind: 'destination',
        place,
        understanding: weakest([target.understanding, isWhole ? 'scanned' : 'parsed']),
        reads: together(reads),
        writes: target.uses.map((use) => ({ ...use, columns: use.columns ?? lowered(written) })),
        text: target.text,
      });
    } else if (isScript(component)) {
      notes.push({
        code: 'script-component',
        text: `the component \`${component.name}\` is a program: what it makes of its columns is not known`,
        place,
      });
      statements.push({
        kind: 'script component',
        place,
        understanding: 'opaque',
        reads: [],
        writes: [],
        text: component.name,
      });
    }
  }
  const scripts = components.filter(isScript);
  return {
    id,
    name,
    kind: 'data_flow',
    dialect: 'ssis',
    place: placeOf(pipeline),
    understanding: weakest(['parsed', ...statements.map(({ understanding }) => understanding)]),
    columns: null,
    key: null,
    parameters: [],
    statements,
    schedule: null,
    owner: null,
    measures: [
      {
        measure: 'components',
        count: components.length,
        places: components.slice(0, 100).map(({ element }) => placeOf(element)),
      },
      ...(scripts.length === 0
        ? []
        : [
            {
              measure: 'scripts',
              count: scripts.length,
              places: scripts.slice(0, 100).map(({ element }) => placeOf(element)),
            },
          ]),
    ].filter(({ count }) => count > 0),
    notes,
  };
}

function isLookup({ kind, outputs, properties }: FlowComponent): boolean {
  return (
    /lookup/i.test(kind) &&
    (properties.has('SqlCommand') ||
      outputs.flat().some((column) => column.properties.has('CopyFromReferenceColumn')))
  );
}

function isScript({ kind }: FlowComponent): boolean {
  return /script/i.test(kind);
}

/** Columns that a lookup reads: those it joins by and those it gives. */
function lookedUp({ inputs, outputs }: FlowComponent): readonly string[] {
  return [
    ...inputs.flat().map((column) => column.properties.get('JoinToReferenceColumn') ?? ''),
    ...outputs.flat().map((column) => column.properties.get('CopyFromReferenceColumn') ?? ''),
  ].filter((name) => name !== '');
}

/** The table, query or file of a component. */
function outsideOf(context: FlowContext, component: FlowComponent, place: EstatePlace): Outside {
  const { properties } = component;
  const given = (...names: readonly string[]) =>
    names.map((name) => properties.get(name) ?? '').find((value) => value !== '') ?? null;
  const connection = context.connectionOf(component.connection);
  const mode = properties.get('AccessMode') ?? '';
  const command = given('SqlCommand');
  const table = given('OpenRowset', 'TableOrViewName', 'TableName', 'BulkInsertTableName');
  const commandVariable = given('SqlCommandVariable');
  const tableVariable = given('OpenRowsetVariable', 'TableOrViewNameVariable');
  const wantsCommand =
    table === null ||
    (mode === '2' && command !== null && component.inputs.length === 0) ||
    isLookup(component);
  if (connection?.file !== null && connection?.file !== undefined && !/oledb|excel/i.test(component.kind))
    return fileOutside(connection.file, place);
  if (/flat ?file|raw ?file/i.test(component.kind)) {
    const path = given('FileName') ?? connection?.file ?? `{${connection?.name ?? component.name}}`;
    return fileOutside(path, place);
  }
  if (commandVariable !== null && (mode === '3' || table === null) && component.inputs.length === 0)
    return queryOutside(
      context,
      variableText(commandVariable, context.variables, place.line),
      connection,
      place,
    );
  if (command !== null && wantsCommand)
    return queryOutside(
      context,
      { kind: 'text', pieces: [command], line: place.line, literals: [] },
      connection,
      place,
    );
  if (tableVariable !== null && (mode === '1' || mode === '4' || table === null)) {
    const text = variableText(tableVariable, context.variables, place.line);
    return tableOutside(
      shownText(text),
      place,
      text.pieces.every((piece) => typeof piece === 'string') ? 'parsed' : 'scanned',
    );
  }
  if (table !== null) {
    const file = connection?.file ?? null;
    return file === null ? tableOutside(table, place, 'parsed') : fileOutside(file, place);
  }
  const note = {
    code: 'unknown-component',
    text: `what the component \`${component.name}\` reads or writes is not known`,
    place,
  };
  return { uses: [], byName: false, understanding: 'opaque', notes: [note], text: component.name };
}

function fileOutside(path: string, place: EstatePlace): Outside {
  const understanding = path.includes('{') ? 'scanned' : 'parsed';
  const use: RelationUse = { relation: fileId(path), columns: null, place, understanding };
  return { uses: [use], byName: true, understanding, notes: [], text: path };
}

function tableOutside(name: string, place: EstatePlace, understanding: Understanding): Outside {
  const use: RelationUse = { relation: tableName(name), columns: null, place, understanding };
  return { uses: [use], byName: true, understanding, notes: [], text: name };
}

function queryOutside(
  context: FlowContext,
  text: TextValue,
  connection: PackageConnection | null,
  place: EstatePlace,
): Outside {
  const filled = fillHoles(text);
  const floor: Understanding = filled.isDynamic ? 'scanned' : 'bound';
  const statements =
    filled.sql.trim() === ''
      ? []
      : context.readSql(filled.sql, connection?.dialect ?? context.dialect, place.file, text.line);
  const uses = together(statements.flatMap(({ reads }) => reads)).map((use) => ({
    ...use,
    understanding: weakest([use.understanding, floor]),
    place,
  }));
  const notes: EstateNote[] =
    filled.isDynamic || statements.length === 0
      ? [{ code: 'dynamic-sql', text: 'its SQL is put together when the package runs', place }]
      : [];
  const understanding =
    statements.length === 0 ? 'opaque' : weakest([floor, ...statements.map((each) => each.understanding)]);
  return { uses, byName: false, understanding, notes, text: shownText(text) };
}

/** `[Integration].[City]` and `"dbo"."x"` as names are written in an inventory. */
export function tableName(written: string): string {
  return [...written.matchAll(/\[([^\]]+)\]|"([^"]+)"|`([^`]+)`|([^.\s[\]"`]+)/g)]
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4])!.toLowerCase())
    .join('.');
}

function noteFiles(
  { named }: FlowContext,
  uses: readonly RelationUse[],
  isWritten: boolean,
  columns: readonly string[],
  line: number,
): void {
  for (const { relation } of uses)
    if (relation.startsWith('file:'))
      named(relation.slice(5), isWritten, columns.length === 0 ? null : columns, line);
}

function together(uses: readonly RelationUse[]): readonly RelationUse[] {
  const byName = new Map<string, RelationUse>();
  for (const use of uses) {
    const before = byName.get(use.relation);
    const columns =
      before === undefined
        ? use.columns
        : before.columns === null || use.columns === null
          ? null
          : lowered([...before.columns, ...use.columns]);
    byName.set(use.relation, {
      ...use,
      columns,
      understanding: weakest([use.understanding, before?.understanding ?? 'bound']),
    });
  }
  return [...byName.values()];
}

function lowered(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}
