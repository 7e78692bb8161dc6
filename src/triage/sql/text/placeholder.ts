import type { Dialect } from '../../estate/dialect.ts';

/** A place in a text that a program fills in before the server sees it. */
export interface Placeholder {
  /** `{name}`, or the relation that a template names for certain; null: a part of the template alone, with no text of its own. */
  readonly name: string | null;
  readonly end: number;
}

const template = /\{\{([^{}]*)\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/y;
const braced = /\$\{\s*([\w.:-]+)\s*\}/y;
/** A name in single braces is one only within a longer name: `{schema}.t`. */
const inName = /\{(\w+)\}(?=[.\w{])/y;
const afterDot = /\{(\w+)\}/y;
/** SnowSQL's `&{x}` and `&x`; SQL*Plus ends `&x` with a dot, which stands for nothing. */
const substituted: Readonly<Partial<Record<Dialect, RegExp>>> = {
  snowflake: /&(?:\{\s*(\w+)\s*\}|(\w+))/y,
  oracle: /&&?(\w+)\.?/y,
};

/**
 * What is filled in at `at`: `${x}`, `{{ … }}` and `{% … %}` of templates (`ref` and `source` of dbt name relations), `{x}` within a name, `&x` of SnowSQL and SQL*Plus; null where nothing is.
 */
export function placeholderAt(text: string, at: number, to: number, dialect: Dialect): Placeholder | null {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    return found === null || at + found[0].length > to ? null : found;
  };
  const c = text[at];
  if (c === '&') {
    const pattern = substituted[dialect];
    const found = pattern === undefined ? null : match(pattern);
    return found === null
      ? null
      : { name: `{${found[1] ?? found[2]}}`.toLowerCase(), end: at + found[0].length };
  }
  if (c === '$' && text[at + 1] === '{') {
    const found = match(braced);
    return found === null ? null : { name: marked(found[1]!), end: at + found[0].length };
  }
  if (c !== '{') return null;
  const found = match(template);
  if (found !== null) {
    const end = at + found[0].length;
    // A model's settings say nothing of its query.
    const isPart = found[1] === undefined || /^\s*config\s*\(/.test(found[1]);
    return { name: isPart ? null : (named(found[1]!) ?? marked(found[1]!)), end };
  }
  const part = match(text[at - 1] === '.' ? afterDot : inName);
  return part === null ? null : { name: marked(part[1]!), end: at + part[0].length };
}

/** Whether a name has a part that is filled in. */
export function isFilledIn(name: string): boolean {
  return name.includes('{');
}

function marked(inside: string): string {
  return `{${inside.trim().replaceAll(/\W+/g, '_').toLowerCase()}}`;
}

/** dbt's `ref('model')` and `source('schema', 'table')`. */
function named(inside: string): string | null {
  const call =
    /^\s*(ref|source)\s*\(\s*(?:'([^']+)'|"([^"]+)")\s*(?:,\s*(?:'([^']+)'|"([^"]+)")\s*)?\)\s*$/.exec(
      inside,
    );
  if (call === null) return null;
  const [first, second] = [call[2] ?? call[3]!, call[4] ?? call[5]];
  return call[1] === 'source' && second !== undefined ? `${first}.${second}` : (second ?? first);
}
