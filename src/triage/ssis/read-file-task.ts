import { fileId } from '../estate/file-object.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import { shownText, type TextWithHoles } from '../estate/text-with-holes.ts';
import { expressionText, variableText } from './expressions.ts';
import type { PackageContext } from './flow-parts/flow-reading.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

interface TaskReading extends PackageContext {
  readonly statements: LegacyStatement[];
  readonly notes: EstateNote[];
}

/** What a File System Task does, in words. Those with a source and a destination move what is in a file. */
const operations: Readonly<Record<string, { readonly words: string; readonly moves: boolean }>> = {
  copyfile: { words: 'copy file', moves: true },
  movefile: { words: 'move file', moves: true },
  renamefile: { words: 'rename file', moves: true },
  copydirectory: { words: 'copy folder', moves: true },
  movedirectory: { words: 'move folder', moves: true },
  deletefile: { words: 'delete file', moves: false },
  createdirectory: { words: 'create folder', moves: false },
  deletedirectory: { words: 'delete folder', moves: false },
  deletedirectorycontent: { words: 'empty folder', moves: false },
  setattributes: { words: 'set attributes', moves: false },
};

/** A File System Task: files that it copies, moves and renames are read and written. False: what it does is not known here. */
export function readFileTask(
  reading: TaskReading,
  task: XmlElement,
  name: string,
  place: EstatePlace,
): boolean {
  const [data] = childrenNamed(task, 'ObjectData', 'FileSystemData');
  if (data === undefined) return false;
  // Where nothing is written, it is what the designer offers first.
  const written = data.attributes.get('TaskOperationType') ?? 'CopyFile';
  const operation = operations[written.toLowerCase()];
  if (operation === undefined) return false;
  const source = shownText(pathOf(reading, task, data, 'Source'));
  const target = shownText(pathOf(reading, task, data, 'Destination'));
  const end = /^(?:copy|move)file$/i.test(written) ? inFolder(target, source) : target;
  const use = (path: string): RelationUse => ({
    relation: fileId(path),
    columns: null,
    place,
    understanding: /\{[^{}]*\}/.test(path) ? 'scanned' : 'parsed',
  });
  const [from, to] = [use(source), use(end)];
  if (operation.moves && source !== '' && end !== '') {
    reading.named(source, false, null, place.line);
    reading.named(end, true, null, place.line);
  }
  reading.statements.push({
    kind: operation.words,
    place,
    understanding:
      operation.moves && [from, to].some(({ understanding }) => understanding === 'scanned')
        ? 'scanned'
        : 'parsed',
    reads: operation.moves && source !== '' ? [from] : [],
    writes: operation.moves && end !== '' ? [to] : [],
    text: operation.moves ? `${name}: ${source} → ${end}` : `${name}: ${source}`,
  });
  return true;
}

/** A path that a property’s expression computes, that a variable holds, or that a connection of a file is for. */
function pathOf(
  { variables, connections }: TaskReading,
  task: XmlElement,
  data: XmlElement,
  end: 'Source' | 'Destination',
): TextWithHoles {
  const computed = childrenNamed(task, 'PropertyExpression').find(
    (each) => each.attributes.get('Name')?.toLowerCase() === end.toLowerCase(),
  );
  const written = data.attributes.get(`Task${end}Path`) ?? '';
  if (data.attributes.get(`TaskIs${end}Variable`)?.toLowerCase() === 'true')
    return variableText(written, variables, data.line);
  if (computed !== undefined) return expressionText(computed.text, variables, computed.line);
  return { pieces: [connections.of(written)?.file ?? written], line: data.line };
}

/** A file is copied into a folder under its own name. */
function inFolder(folder: string, source: string): string {
  if (folder === '' || /\.\w{1,8}$/.test(folder)) return folder;
  const separator = folder.includes('\\') ? '\\' : '/';
  const last = /[^/\\]*$/.exec(source)![0];
  return `${folder.replace(/[/\\]+$/, '')}${separator}${last}`;
}
