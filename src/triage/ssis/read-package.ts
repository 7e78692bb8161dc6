import type { Dialect } from '../estate/dialect.ts';
import { fileObject } from '../estate/file-object.ts';
import type { EstateNote, LegacyMeasure, LegacyObject, LegacyStatement } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { FileReading, ReadSql } from '../estate/sql-reader.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { connectionsOf } from './connections.ts';
import type { PackageContext } from './flow-parts/flow-reading.ts';
import { nameOf } from './package-parts.ts';
import { noProject, type SsisProject } from './project.ts';
import { readDataFlow } from './read-data-flow.ts';
import { readFileTask } from './read-file-task.ts';
import { flowExpressions } from './read-package-flows.ts';
import { readSqlTask } from './read-sql-task.ts';
import { parametersOf, variablesOf } from './variables.ts';
import { childrenNamed, everyElement, readXml, type XmlElement } from './xml-tree.ts';

/** A package while it is read. */
interface Reading extends PackageContext {
  readonly statements: LegacyStatement[];
  readonly flows: LegacyObject[];
  readonly notes: EstateNote[];
  readonly counts: Map<string, EstatePlace[]>;
}

/**
 * Reads a package. `dialect` is what SQL is written in where the connection does not tell; T-SQL where nothing tells. The package's id is its file, that of a data flow the file, `#` and
 * its path in the package. `project`: what it shares with the packages beside it.
 */
export function readSsisPackage(
  text: string,
  file: string,
  options: { readonly dialect: Dialect | null; readonly readSql: ReadSql; readonly project?: SsisProject },
): FileReading {
  const project = options.project ?? noProject;
  const { root, damage } = readXml(text);
  const notes: EstateNote[] = damage.map(({ line, problem }) => ({
    code: 'not-parsed',
    text: `this is no XML: ${problem}`,
    place: { file, line, endLine: line },
  }));
  const whole: EstatePlace = { file, line: 1, endLine: root?.endLine ?? 1 };
  const isEncrypted =
    root !== null &&
    (root.name === 'EncryptedData' || root.children.some(({ name }) => name === 'EncryptedData'));
  const isPackage = root !== null && root.name === 'Executable';
  if (isEncrypted)
    notes.push({
      code: 'encrypted',
      text: 'the package is encrypted: save it with the protection level DontSaveSensitive',
      place: whole,
    });
  else if (!isPackage) notes.push({ code: 'no-package', text: 'there is no package in it', place: whole });
  const files = new Map<
    string,
    { path: string; isWritten: boolean; columns: readonly string[] | null; line: number }
  >();
  const variables: Reading['variables'] =
    root === null ? (name) => [{ hole: name }] : variablesOf(root, project);
  const reading: Reading = {
    file,
    readSql: options.readSql,
    dialect: options.dialect ?? 'tsql',
    variables,
    connections:
      root === null ? { of: () => null, isSeveral: false } : connectionsOf(root, project, variables),
    named: (path, isWritten, columns, line) => {
      const before = files.get(path);
      files.set(path, {
        path,
        isWritten: isWritten || before?.isWritten === true,
        columns: columns ?? before?.columns ?? null,
        line: before?.line ?? line,
      });
    },
    statements: [],
    flows: [],
    notes,
    counts: new Map(),
  };
  if (root !== null && isPackage && !isEncrypted) readContainer(reading, root, 0);
  const own: Understanding = isEncrypted || !isPackage ? 'opaque' : damage.length > 0 ? 'scanned' : 'parsed';
  const object: LegacyObject = {
    id: file,
    name: root?.attributes.get('ObjectName') ?? file.slice(file.lastIndexOf('/') + 1),
    kind: 'job',
    dialect: 'ssis',
    place: whole,
    understanding: weakest([own, ...reading.statements.map(({ understanding }) => understanding)]),
    columns: null,
    key: null,
    parameters: root === null ? [] : parametersOf(root),
    statements: reading.statements,
    schedule: null,
    owner: null,
    measures: [...reading.counts]
      .map(
        ([measure, places]): LegacyMeasure => ({
          measure,
          count: places.length,
          places: places.slice(0, 100),
        }),
      )
      .sort((a, b) => (a.measure < b.measure ? -1 : 1)),
    notes,
  };
  const named = [...files.values()].map(({ path, isWritten, columns, line }) =>
    fileObject(path, isWritten, columns, { file, line, endLine: line }),
  );
  return { objects: [object, ...reading.flows, ...named], notes: [] };
}

/** The tasks of a package, a sequence, a loop or an event handler, in the order of their constraints. */
function readContainer(reading: Reading, container: XmlElement, depth: number): void {
  if (depth > 100) return;
  for (const task of inOrder(reading, container)) readTask(reading, task, depth);
  for (const handler of childrenNamed(container, 'EventHandlers', 'EventHandler'))
    readContainer(reading, handler, depth + 1);
}

function inOrder(reading: Reading, container: XmlElement): readonly XmlElement[] {
  const tasks = childrenNamed(container, 'Executables', 'Executable');
  const byId = new Map(
    tasks.flatMap((task) =>
      ['refId', 'DTSID'].flatMap((name) =>
        task.attributes.has(name) ? [[task.attributes.get(name)!, task] as const] : [],
      ),
    ),
  );
  const before = new Map<XmlElement, XmlElement[]>();
  for (const constraint of childrenNamed(container, 'PrecedenceConstraints', 'PrecedenceConstraint')) {
    const { attributes, line, endLine } = constraint;
    const from = byId.get(attributes.get('From') ?? '');
    const to = byId.get(attributes.get('To') ?? '');
    if (from === undefined || to === undefined) {
      // Old packages write the two ends as elements below.
      if (attributes.has('From') || attributes.has('To'))
        reading.notes.push({
          code: 'missing-reference',
          text: `a constraint joins a task that is not there: ${attributes.get(from === undefined ? 'From' : 'To') ?? 'nothing'}`,
          place: { file: reading.file, line, endLine },
        });
      continue;
    }
    const all = before.get(to);
    if (all === undefined) before.set(to, [from]);
    else all.push(from);
  }
  const ordered = new Set<XmlElement>();
  const entered = new Set<XmlElement>();
  for (const task of tasks) {
    // A chain of tasks may be longer than calls can be deep.
    const waiting = [task];
    for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
      if (ordered.has(last)) waiting.pop();
      else if (entered.has(last)) {
        ordered.add(last);
        waiting.pop();
      } else {
        entered.add(last);
        // A circle cannot run; its tasks stand as they are written.
        waiting.push(...(before.get(last) ?? []).filter((each) => !entered.has(each)).reverse());
      }
    }
  }
  return [...ordered];
}

function readTask(reading: Reading, task: XmlElement, depth: number): void {
  const { attributes } = task;
  const kind = `${attributes.get('ExecutableType') ?? ''} ${attributes.get('CreationName') ?? ''}`;
  const name = nameOf(task) ?? 'a task';
  const place: EstatePlace = { file: reading.file, line: task.line, endLine: task.endLine };
  const [data] = childrenNamed(task, 'ObjectData');
  if (attributes.get('Disabled')?.toLowerCase() === 'true') {
    reading.notes.push({ code: 'disabled', text: `\`${name}\` is disabled, it does not run`, place });
    return;
  }
  const count = (measure: string) => {
    const known = reading.counts.get(measure);
    if (known === undefined) reading.counts.set(measure, [place]);
    else known.push(place);
  };
  const opaque = (kindOf: string, note: Omit<EstateNote, 'place'>) => {
    reading.statements.push({
      kind: kindOf,
      place,
      understanding: 'opaque',
      reads: [],
      writes: [],
      text: name,
    });
    reading.notes.push({ ...note, place });
  };
  count('tasks');
  if (/pipeline/i.test(kind)) {
    const [pipeline] = childrenNamed(data, 'pipeline');
    const id = `${reading.file}#${attributes.get('refId') ?? name}`;
    if (pipeline === undefined)
      opaque('data flow', { code: 'not-parsed', text: `the data flow \`${name}\` is missing` });
    else
      reading.flows.push(
        readDataFlow(reading, { id, name, expressions: flowExpressions(task, reading.variables) }, pipeline),
      );
    if (pipeline !== undefined)
      reading.statements.push({
        kind: 'data flow',
        place,
        understanding: 'parsed',
        reads: [{ relation: id, columns: [], place, understanding: 'parsed' }],
        writes: [],
        text: name,
      });
  } else if (/executesqltask/i.test(kind)) readSqlTask(reading, task, name, place);
  else if (/foreachloop|forloop|sequence/i.test(kind)) {
    if (/loop/i.test(kind)) count('loops');
    readContainer(reading, task, depth + 1);
    return;
  } else if (/scripttask/i.test(kind)) {
    count('scripts');
    opaque('script task', { code: 'script-task', text: `\`${name}\` is a program, which is not followed` });
  } else if (/executepackagetask/i.test(kind)) {
    const called =
      data === undefined
        ? undefined
        : [...everyElement(data)].find((each) => each.name === 'PackageName')?.text.trim();
    const folder = reading.file.slice(0, reading.file.lastIndexOf('/') + 1);
    reading.statements.push({
      kind: 'run package',
      place,
      understanding: 'parsed',
      // A package of the same project; what another project or a server holds is told by its name alone.
      reads: /\.dtsx$/i.test(called ?? '')
        ? [{ relation: `${folder}${called}`, columns: [], place, understanding: 'parsed' }]
        : [],
      writes: [],
      text: called || name,
    });
  } else if (/executeprocess/i.test(kind))
    opaque('run program', {
      code: 'runs-program',
      text: `\`${name}\` runs another program, which is not followed`,
    });
  else if (/expressiontask/i.test(kind))
    reading.statements.push({
      kind: 'expression',
      place,
      understanding: 'parsed',
      reads: [],
      writes: [],
      text: childrenNamed(data, 'ExpressionTask')[0]?.attributes.get('Expression') ?? name,
    });
  else if (!/filesystem/i.test(kind) || !readFileTask(reading, task, name, place))
    opaque('task', {
      code: 'unknown-task',
      text: `what the task \`${name}\` (${(attributes.get('CreationName') ?? attributes.get('ExecutableType') ?? 'of no kind').split(',')[0]}) does is not read`,
    });
  for (const handler of childrenNamed(task, 'EventHandlers', 'EventHandler'))
    readContainer(reading, handler, depth + 1);
}
