import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By names without their prefixes. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
  readonly line: number;
  endLine: number;
}

export interface XmlDamage {
  readonly line: number;
  readonly problem: string;
}

/** Elements that lie deeper are left out. */
const deepest = 200;
const mostProblems = 20;
/** What has more mistakes than this is no longer read: it would take minutes to find them all. */
const mostMistakes = 10_000;

/** Reads XML as far as it can be read: an element that does not end, ends where the text does. Null: there is no element at all. */
export function readXml(text: string): {
  readonly root: XmlElement | null;
  readonly damage: readonly XmlDamage[];
} {
  const damage: XmlDamage[] = [];
  const open: XmlElement[] = [];
  let root: XmlElement | null = null;
  let skipped = 0;
  const parser = new SaxesParser({ xmlns: false, position: true });
  const add = (data: string) => {
    const last = open.at(-1);
    if (last !== undefined && skipped === 0) last.text += data;
  };
  let mistakes = 0;
  parser.on('error', (error) => {
    mistakes++;
    if (mistakes > mostMistakes)
      throw new Error(
        `there are more than ${mostMistakes.toLocaleString('en')} mistakes; the rest is not read`,
      );
    if (damage.length < mostProblems)
      damage.push({ line: parser.line, problem: error.message.replace(/^[^:]*:\d+:\d+:\s*/, '') });
  });
  parser.on('opentag', (tag) => {
    if (open.length >= deepest) {
      skipped++;
      return;
    }
    const element: XmlElement = {
      name: local(tag.name),
      attributes: new Map(
        Object.entries(tag.attributes).map(([name, value]) => [local(name), String(value)]),
      ),
      children: [],
      text: '',
      line: parser.line,
      endLine: parser.line,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    if (skipped > 0) skipped--;
    else {
      const closed = open.pop();
      if (closed !== undefined) closed.endLine = parser.line;
    }
  });
  parser.on('text', add);
  parser.on('cdata', add);
  try {
    parser.write(text.replace(/^\ufeff/, '')).close();
  } catch (error) {
    damage.push({ line: parser.line, problem: (error as Error).message });
  }
  for (const element of open) element.endLine = parser.line;
  return { root, damage };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function childrenNamed(
  element: XmlElement | undefined,
  ...path: readonly string[]
): readonly XmlElement[] {
  let found: readonly XmlElement[] = element === undefined ? [] : [element];
  for (const name of path)
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  return found;
}

/** An element and all below it, in the order of the text. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}
