import type { EstateNote, LegacyObject } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { FileReading } from '../estate/sql-reader.ts';
import { connectionOf } from './connections.ts';
import { parametersIn } from './project.ts';
import { childrenNamed, everyElement, readXml, type XmlElement } from './xml-tree.ts';

/** A file of a project that holds no package: a connection manager, the parameters, the project itself. An object of the kind `file`, which says what packages get from it. */
export function readProjectFile(text: string, file: string): FileReading {
  const { root, damage } = readXml(text);
  const place: EstatePlace = { file, line: 1, endLine: root?.endLine ?? 1 };
  const found = root === null ? null : partsOf(root, place);
  const notes: EstateNote[] = damage.map(({ line, problem }) => ({
    code: 'not-parsed',
    text: `this is no XML: ${problem}`,
    place: { file, line, endLine: line },
  }));
  if (found === null)
    notes.push({
      code: 'no-project',
      text: 'no connection, no parameters and no project are in it',
      place,
    });
  return {
    objects: [
      {
        id: file,
        name: found?.name ?? file.slice(file.lastIndexOf('/') + 1),
        kind: 'file',
        dialect: 'ssis',
        place,
        understanding: found === null ? 'opaque' : damage.length > 0 ? 'scanned' : 'parsed',
        columns: null,
        key: null,
        parameters: found?.parameters ?? [],
        statements: [],
        schedule: null,
        owner: null,
        measures: [],
        notes: [...notes, ...(found?.notes ?? [])],
      },
    ],
    notes: [],
  };
}

type Parts = Pick<LegacyObject, 'parameters' | 'notes'> & { readonly name: string | null };

function partsOf(root: XmlElement, place: EstatePlace): Parts | null {
  const note = (code: string, text: string): EstateNote => ({ code, text, place });
  if (root.name === 'ConnectionManager') {
    const { name, file, server, database, dialect } = connectionOf(root, '', (each) => [{ hole: each }]);
    const where =
      file === null
        ? `${database === null ? 'a database' : `the database ${database}`}${server === null ? '' : ` on ${server}`}${dialect === null ? '' : ` (${dialect})`}`
        : `the file ${file}`;
    return {
      name,
      parameters: [],
      notes: [note('connection', `the connection \`${name}\` leads to ${where}`)],
    };
  }
  if (root.name === 'Parameters')
    return {
      name: null,
      parameters: parametersIn(root).map(([name]) => ({ name, type: null, direction: 'in' })),
      notes: [],
    };
  const project = [...everyElement(root)].find(
    ({ name, children }) => name === 'Project' && children.some((child) => child.name === 'Packages'),
  );
  if (project === undefined) return null;
  const packages = childrenNamed(project, 'Packages', 'Package').map(
    ({ attributes }) => attributes.get('Name') ?? '',
  );
  const name = childrenNamed(project, 'Properties', 'Property').find(
    ({ attributes }) => attributes.get('Name') === 'Name',
  )?.text;
  return {
    name: name?.trim() || null,
    parameters: [],
    notes: [
      note(
        'project',
        `the project holds ${packages.length} package${packages.length === 1 ? '' : 's'}: ${packages.join(', ')}`,
      ),
    ],
  };
}
