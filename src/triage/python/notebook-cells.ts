/** A line of code, and the line of the notebook's file that it stands on. */
export interface CellLine {
  readonly text: string;
  readonly line: number;
}

export interface Notebook {
  /** In lower case: `python`, `sql`, `r`. */
  readonly language: string;
  /** Of the cells with code, in their order. */
  readonly cells: readonly (readonly CellLine[])[];
}

/** A value of JSON and where it begins. */
interface Placed {
  readonly line: number;
  readonly value: string | number | boolean | null | readonly Placed[] | ReadonlyMap<string, Placed>;
}

/** The code of a notebook (nbformat 3 and 4: a document of JSON). Null: the text is none. Source: nbformat.readthedocs.io/en/latest/format_description.html. */
export function notebookCells(text: string): Notebook | null {
  const top = placedJson(text);
  if (top === null) return null;
  const sheets = items(part(top, 'worksheets')).flatMap((sheet) => items(part(sheet, 'cells')));
  const listed = part(top, 'cells');
  if (listed === null && sheets.length === 0) return null;
  const cells = [...items(listed), ...sheets].filter((cell) => word(part(cell, 'cell_type')) === 'code');
  const about = part(top, 'metadata');
  const language =
    word(part(part(about, 'language_info'), 'name')) ??
    word(part(part(about, 'kernelspec'), 'language')) ??
    word(part(cells[0] ?? null, 'language')) ??
    'python';
  return {
    language: language.toLowerCase(),
    cells: cells.map((cell) => linesOf(part(cell, 'source') ?? part(cell, 'input'))),
  };
}

/** The lines of a text that is written as one text or as a list of its lines. */
function linesOf(source: Placed | null): readonly CellLine[] {
  const lines: { text: string; line: number }[] = [];
  let isOpen = false;
  const add = ({ value, line }: Placed) => {
    if (typeof value !== 'string') return;
    value.split('\n').forEach((text, index) => {
      const last = index === 0 && isOpen ? lines.at(-1)! : null;
      if (last !== null) {
        // What goes on behind a line break begins where it is written.
        if (last.text === '') last.line = line;
        last.text += text;
      } else lines.push({ text, line });
    });
    isOpen = true;
  };
  if (source !== null && typeof source.value === 'string') add(source);
  else for (const each of items(source)) add(each);
  return lines;
}

function part(of: Placed | null, name: string): Placed | null {
  return of?.value instanceof Map ? ((of.value as ReadonlyMap<string, Placed>).get(name) ?? null) : null;
}

function items(of: Placed | null): readonly Placed[] {
  return Array.isArray(of?.value) ? (of.value as readonly Placed[]) : [];
}

function word(of: Placed | null): string | null {
  return typeof of?.value === 'string' ? of.value : null;
}

/** No notebook is nested as deep. */
const deepest = 100;

/** JSON with the line of each value; null: it is none. */
function placedJson(text: string): Placed | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let at = 0;
  let line = 1;
  const skip = () => {
    for (; ' \t\r\n'.includes(text[at]!); at++) if (text[at] === '\n') line++;
  };
  const string = (): string => {
    const from = at++;
    for (; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    return JSON.parse(text.slice(from, ++at)) as string;
  };
  const value = (depth: number): Placed | null => {
    if (depth > deepest) return null;
    skip();
    const start = line;
    const opening = text[at];
    if (opening === '"') return { line: start, value: string() };
    if (opening === '[' || opening === '{') {
      const isList = opening === '[';
      const list: Placed[] = [];
      const map = new Map<string, Placed>();
      at++;
      for (skip(); text[at] !== ']' && text[at] !== '}'; skip()) {
        const key = isList ? null : string();
        skip();
        if (!isList) at++;
        const inner = value(depth + 1);
        if (inner === null) return null;
        if (key === null) list.push(inner);
        else map.set(key, inner);
        skip();
        if (text[at] === ',') at++;
      }
      at++;
      return { line: start, value: isList ? list : map };
    }
    const [plain] = /[^\s,\]}]+/y.exec(text.slice(at, at + 40)) ?? [''];
    at += plain.length;
    return { line: start, value: JSON.parse(plain) as number | boolean | null };
  };
  return value(0);
}
