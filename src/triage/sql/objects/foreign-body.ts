import type { EstatePlace } from '../../estate/place.ts';
import { type Found, hole, type Reading, readText } from '../statements/index.ts';
import type { Token } from '../text/tokenize.ts';
import { nowhere } from './variables.ts';

/** A text that a program in another language holds, with a hole for each part that it fills in. */
interface Literal {
  readonly sql: string;
  /** Places in the program. */
  readonly start: number;
  readonly end: number;
}

const statement =
  /^\s*(?:select|with|insert|update|delete|merge|truncate|create|drop|alter|call|copy|replace|exec)\s+\S/i;
const literals =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*|([fFrRbBuU]{0,2})("""[\s\S]*?"""|'''[\s\S]*?'''|`(?:\\[\s\S]|[^`\\])*`|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')/g;
const comments = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g;
/** What joins two texts: nothing but blanks (Python), a plus, or a value between pluses. */
const joint = /^\s*(?:\+\s*(?:[\w.$[\]()]+\s*\+\s*)?)?\\?\s*$/;

/**
 * The SQL in a body that is no SQL (JavaScript, Python, Java, Scala): its texts that begin as statements do, read as far as they stand there. How the program puts them together is not followed, so
 * none is more than `scanned`.
 */
export function readForeignTexts(reading: Reading, body: Token, place: EstatePlace, found: Found): void {
  const lines = body.text.split('\n').length;
  for (const { sql, start } of joined(body.text)) {
    if (!statement.test(sql)) continue;
    const line = Math.min(body.line + body.text.slice(0, start).split('\n').length - 1, body.line + lines);
    const own = { ...place, line, endLine: Math.min(line + sql.split('\n').length - 1, place.endLine) };
    readText(reading, { sql, whole: false, from: new Set() }, own, nowhere, found);
  }
}

function joined(program: string): readonly Literal[] {
  const found: Literal[] = [];
  for (const match of program.matchAll(literals)) {
    const [all, prefix, quoted] = match;
    if (quoted === undefined) continue;
    const own = textOf(quoted, /f/i.test(prefix ?? ''));
    const { index: start } = match;
    const last = found.at(-1);
    const between = last === undefined ? null : program.slice(last.end, start).replaceAll(comments, ' ');
    if (last !== undefined && between !== null && joint.test(between)) {
      const gap = /\w/.test(between) ? hole : '';
      found[found.length - 1] = { ...last, sql: `${last.sql}${gap}${own}`, end: start + all.length };
    } else found.push({ sql: own, start, end: start + all.length });
  }
  return found;
}

function textOf(quoted: string, isFormatted: boolean): string {
  const marks = /^("""|''')/.test(quoted) ? 3 : 1;
  const inside = quoted.slice(marks, -marks);
  const filled = quoted.startsWith('`')
    ? inside.replaceAll(/\$\{[^}]*\}/g, hole)
    : isFormatted
      ? inside.replaceAll(/\{[^{}]*\}/g, hole)
      : inside;
  return filled
    .replaceAll(/\\\n/g, '')
    .replaceAll(/\\([nrt])/g, ' ')
    .replaceAll(/\\([\s\S])/g, '$1');
}
