import { fileId } from '../../estate/file-object.ts';
import type { EstateNote, RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import { shownText, type TextWithHoles } from '../../estate/text-with-holes.ts';
import { type Understanding, weakest } from '../../estate/understanding.ts';
import type { PackageConnection } from '../connections.ts';
import { knownText, variableText } from '../expressions.ts';
import type { GraphComponent } from '../flow-graph.ts';
import { readPackageSql, relationAt } from '../read-sql.ts';
import { type PackageContext, placeOf, together } from './flow-reading.ts';

/** What a component reads or writes outside of the flow. */
export interface Outside {
  readonly uses: readonly RelationUse[];
  /** Whether the names of the flow's columns are those of the relation. */
  readonly byName: boolean;
  readonly understanding: Understanding;
  readonly notes: readonly EstateNote[];
  readonly text: string;
}

/** The table, query or file of a component. */
export function outsideOf(context: PackageContext, component: GraphComponent): Outside {
  const { properties } = component;
  const place = placeOf(context, component);
  const isLookup = component.kind === 'lookup';
  const given = (...names: readonly string[]): TextWithHoles | null => {
    for (const name of names) {
      const made = component.expressions.get(name);
      if (made !== undefined) return { pieces: made.pieces, line: place.line };
      const value = properties.get(name) ?? '';
      if (value !== '') return { pieces: [value], line: place.line };
    }
    return null;
  };
  const connection = context.connections.of(component.connection);
  const notes: EstateNote[] =
    component.connection !== null && connection === null
      ? [
          {
            code: 'missing-reference',
            text: `the connection of \`${component.name}\` is not there: ${component.connection}`,
            place,
          },
        ]
      : [];
  const noted = (outside: Outside): Outside => ({ ...outside, notes: [...notes, ...outside.notes] });
  const mode = properties.get('AccessMode') ?? '';
  const command = given('SqlCommand');
  const table = given('OpenRowset', 'TableOrViewName', 'TableName', 'BulkInsertTableName');
  const commandVariable = properties.get('SqlCommandVariable') || null;
  const tableVariable =
    properties.get('OpenRowsetVariable') || properties.get('TableOrViewNameVariable') || null;
  const isFile = /flat ?file|raw ?file/i.test(component.title);
  if (connection?.file != null && !/oledb|excel/i.test(component.title))
    return fileOutside(connection.file, place);
  if (isFile) {
    const path = given('FileName');
    return noted(
      fileOutside(path === null ? `{${connection?.name ?? component.name}}` : shownText(path), place),
    );
  }
  const isSource = component.inputs.length === 0;
  if (commandVariable !== null && (mode === '3' || table === null) && isSource)
    return noted(
      queryOutside(context, variableText(commandVariable, context.variables, place.line), connection, place),
    );
  if (command !== null && (table === null || (mode === '2' && isSource) || isLookup))
    return noted(queryOutside(context, command, connection, place));
  if (tableVariable !== null && (mode === '1' || mode === '4' || table === null))
    return noted(
      tableOutside(context, variableText(tableVariable, context.variables, place.line), connection, place),
    );
  if (table !== null)
    return connection?.file == null
      ? noted(tableOutside(context, table, connection, place))
      : fileOutside(connection.file, place);
  return {
    uses: [],
    byName: false,
    understanding: 'opaque',
    notes: [
      ...notes,
      {
        code: 'unknown-component',
        text: `what the component \`${component.name}\` (${component.title}) reads or writes is not known`,
        place,
      },
    ],
    text: component.name,
  };
}

function fileOutside(path: string, place: EstatePlace): Outside {
  const understanding = path.includes('{') ? 'scanned' : 'parsed';
  const use: RelationUse = { relation: fileId(path), columns: null, place, understanding };
  return { uses: [use], byName: true, understanding, notes: [], text: path };
}

export function tableOutside(
  context: PackageContext,
  name: TextWithHoles,
  connection: PackageConnection | null,
  place: EstatePlace,
): Outside {
  const understanding = knownText(name) === null ? 'scanned' : 'parsed';
  const relation = relationAt(context, connection, tableName(shownText(name)));
  const use: RelationUse = { relation, columns: null, place, understanding };
  return { uses: [use], byName: true, understanding, notes: [], text: shownText(name) };
}

const wholeTable =
  /^\s*select\s+\*\s+from\s+((?:\[[^\]]+\]|"[^"]+"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:\[[^\]]+\]|"[^"]+"|[\p{L}_][\p{L}\p{N}_$]*))*)\s*;?\s*$/iu;

function queryOutside(
  context: PackageContext,
  text: TextWithHoles,
  connection: PackageConnection | null,
  place: EstatePlace,
): Outside {
  // What the designer writes where a table is chosen: the columns that are taken of it stand in the flow.
  const table = wholeTable.exec((knownText(text) ?? '').slice(0, 1000))?.[1];
  if (table !== undefined)
    return {
      ...tableOutside(context, { pieces: [table], line: text.line }, connection, place),
      text: shownText(text),
    };
  const { statements, isDynamic } = readPackageSql(context, text, connection, place);
  const uses = together(statements.flatMap(({ reads }) => reads));
  const notes: EstateNote[] =
    isDynamic || statements.length === 0
      ? [{ code: 'dynamic-sql', text: 'its SQL is put together when the package runs', place }]
      : [];
  const understanding =
    statements.length === 0 ? 'opaque' : weakest(statements.map((each) => each.understanding));
  return { uses, byName: false, understanding, notes, text: shownText(text) };
}

/** `[Integration].[City]` and `"dbo"."x"` as names are written in an inventory. */
export function tableName(written: string): string {
  return [...written.matchAll(/\[([^\]]+)\]|"([^"]+)"|`([^`]+)`|([^.\s[\]"`]+)/g)]
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4])!.toLowerCase())
    .join('.');
}
