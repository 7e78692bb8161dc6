import type { EstateNote, LegacyStatement } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { fillHoles } from '../python/sql-holes.ts';
import { shownText, type TextValue } from '../python/value.ts';
import { expressionText, variableText } from './expressions.ts';
import type { FlowContext } from './read-data-flow.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

interface TaskReading extends FlowContext {
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
  const text: TextValue =
    expression !== undefined
      ? expressionText(expression.text, reading.variables, expression.line)
      : type === 'Variable'
        ? variableText(source, reading.variables, line)
        : { kind: 'text', pieces: type === 'FileConnection' ? [] : [source], line, literals: [] };
  const filled = fillHoles(text);
  if (filled.isDynamic)
    reading.notes.push({
      code: 'dynamic-sql',
      text: `the SQL of \`${name}\` is put together when the package runs`,
      place,
    });
  const dialect =
    reading.connectionOf(data?.attributes.get('Connection') ?? null)?.dialect ?? reading.dialect;
  const floor: Understanding = filled.isDynamic ? 'scanned' : 'bound';
  const statements = filled.sql.trim() === '' ? [] : reading.readSql(filled.sql, dialect, reading.file, line);
  if (statements.length === 0) {
    reading.notes.push({
      code: 'sql-elsewhere',
      text: `the SQL of \`${name}\` does not stand in the package`,
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
  // A package writes an attribute on one line: all of it stands there.
  const here = <T extends { readonly place: EstatePlace; readonly understanding: Understanding }>(
    each: T,
  ): T => ({ ...each, place, understanding: weakest([each.understanding, floor]) });
  for (const statement of statements)
    reading.statements.push({
      ...here(statement),
      reads: statement.reads.map(here),
      writes: statement.writes.map(here),
      text: statements.length === 1 ? shownText(text) : statement.text,
    });
}
