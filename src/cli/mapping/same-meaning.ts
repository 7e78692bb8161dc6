import { parse } from 'yaml';
import { sqlTokens } from '../../text/index.ts';

/** Whether two texts of a generated file say the same: blanks, line ends, comments and the order of keys are nobody's change of what is computed. */
export function sameMeaning(path: string, one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => meaningOf(path, text));
  return left !== null && left === right;
}

/** Whether two texts differ in blanks and line ends only: comments are a person's words. */
export function sameButBlanks(one: string, other: string): boolean {
  const bare = (text: string) => text.replaceAll(/\s+/g, '');
  return bare(one) === bare(other);
}

/** null: it cannot be read, so nothing is the same as it. */
function meaningOf(path: string, text: string): string | null {
  try {
    if (!path.endsWith('.sql')) return canonical(parse(text));
    const head = /^\s*\/\* ---[^\S\n]*\r?\n([\s\S]*?)\r?\n?--- \*\//.exec(text);
    const sql = head === null ? text : text.slice(head[0].length);
    const words = sqlTokens(sql).flatMap(({ kind, start, end }) =>
      kind === 'comment' ? [] : [sql.slice(start, end)],
    );
    return `${canonical(head === null ? null : parse(head[1] ?? ''))}\n${words.join('\n')}`;
  } catch {
    return null;
  }
}

/** JSON whose keys are in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
