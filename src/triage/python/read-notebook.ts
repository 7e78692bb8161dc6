import { nothingKnown } from '../estate/bare-object.ts';
import { movePlaces } from '../estate/move-places.ts';
import type { FileReading } from '../estate/sql-reader.ts';
import { notebookCells } from './notebook-cells.ts';
import { cellsAsScript, withMagicCells } from './notebook-script.ts';
import { readPythonScript, type ScriptContext } from './read-script.ts';

export interface NotebookContext extends ScriptContext {
  /** Reads SQL as that of a file of its own: there are notebooks in SQL alone. */
  readonly readSqlFile: (sql: string) => FileReading;
}

/**
 * Reads a notebook of Jupyter: the code of its cells, one after the other, as one script, or as one file of SQL where that is its language. Places are lines of the notebook’s file. Never throws: what is
 * no notebook, or in another language, is an object that says so.
 */
export function readNotebook(text: string, file: string, context: NotebookContext): FileReading {
  const notebook = notebookCells(text);
  if (notebook === null) return unread(file, 'not-parsed', 'This is not the JSON of a notebook.');
  const { language, cells } = notebook;
  const isSql = /sql/.test(language);
  if (!isSql && !/^(?:i?python\d*|pyspark\d*)$/.test(language))
    return unread(file, 'other-language', `The language of its cells is ${language}, which is not read.`);
  const lines = isSql ? cells.flat() : cellsAsScript(cells);
  const code = lines.map((each) => each.text).join('\n');
  const read = isSql ? context.readSqlFile(code) : readPythonScript(code, file, context);
  const lineOf = (line: number) => lines[Math.min(line, lines.length) - 1]?.line ?? 1;
  return movePlaces(read, file, lineOf);
}

/** The Python of a script or a notebook, by which it is known what it imports. */
export function scriptText(text: string, file: string): string {
  if (!/\.ipynb$/i.test(file)) return withMagicCells(text);
  return cellsAsScript(notebookCells(text)?.cells ?? [])
    .map((each) => each.text)
    .join('\n');
}

function unread(file: string, code: string, text: string): FileReading {
  const place = { file, line: 1, endLine: 1 };
  return {
    objects: [
      {
        id: file,
        name: file.slice(file.lastIndexOf('/') + 1),
        kind: 'script',
        dialect: null,
        place,
        understanding: 'opaque',
        ...nothingKnown,
        notes: [{ code, text, place }],
      },
    ],
    notes: [],
  };
}
