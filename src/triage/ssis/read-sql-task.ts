import type { EstateNote, LegacyStatement } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import { shownText, type TextWithHoles } from '../estate/text-with-holes.ts';
import { expressionText, variableText } from './expressions.ts';
import type { PackageContext } from './flow-parts/flow-reading.ts';
import { readPackageSql } from './read-sql.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

interface TaskReading extends PackageContext {
  readonly statements: LegacyStatement[];
  readonly notes: EstateNote[];
}

/** The statements of a task that executes SQL: written in it, in a variable, or put together by an expression. */
export function readSqlTask(reading: TaskReading, task: XmlElement, name: string, place: EstatePlace): void {
  const [data] = childrenNamed(task, 'ObjectData', 'SqlTaskData');
  const source = data?.attributes.get('SqlStatementSource') ?? '';
  const type = data?.attributes.get('SqlStmtSourceType') ?? 'DirectInput';
  const expression = childrenNamed(task, 'PropertyExpression').find(
    (each) => each.attributes.get('Name') === 'SqlStatementSource',
  );
  const line = data?.line ?? place.line;
  const text: TextWithHoles =
    expression !== undefined
      ? expressionText(expression.text, reading.variables, expression.line)
      : type === 'Variable'
        ? variableText(source, reading.variables, line)
        : { pieces: type === 'FileConnection' ? [] : [source], line };
  const address = data?.attributes.get('Connection') ?? null;
  const connection = reading.connections.of(address);
  if (address !== null && address !== '' && connection === null)
    reading.notes.push({
      code: 'missing-reference',
      text: `the connection of \`${name}\` is not there: ${address}`,
      place,
    });
  const { statements, isDynamic } = readPackageSql(reading, text, connection, place);
  if (isDynamic)
    reading.notes.push({
      code: 'dynamic-sql',
      text: `the SQL of \`${name}\` is put together when the package runs`,
      place,
    });
  if (statements.length === 0) {
    reading.notes.push({
      code: 'sql-elsewhere',
      text:
        type === 'FileConnection'
          ? `the SQL of \`${name}\` stands in a file: ${reading.connections.of(source)?.file ?? source}`
          : `the SQL of \`${name}\` does not stand in the package`,
      place,
    });
    reading.statements.push({
      kind: 'execute',
      place,
      understanding: 'opaque',
      reads: [],
      writes: [],
      text: name,
    });
  }
  for (const statement of statements)
    reading.statements.push({
      ...statement,
      text: statements.length === 1 ? shownText(text) : statement.text,
    });
}
