import type { Dialect } from '../../estate/dialect.ts';
import { is } from '../../sql/text/token-tests.ts';
import { tokenize } from '../../sql/text/tokenize.ts';

/** Parameters and variables of a routine, by name in lower case without `@` or `:`; the type as it is declared, null where that is no plain one. */
export type Variables = ReadonlyMap<string, string | null>;

const type = String.raw`([A-Za-z]\w*(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?)`;

export function variablesOf(
  text: string,
  dialect: Dialect,
  parameters: readonly { readonly name: string; readonly type: string | null }[],
): Variables {
  const found = new Map<string, string | null>();
  const add = (name: string, of: string | null) => {
    const isPlain =
      of !== null && new RegExp(`^${type}$`).test(of.trim()) && !/^(table|cursor|record)$/i.test(of);
    found.set(bare(name), isPlain ? of!.trim() : null);
  };
  for (const { name, type: of } of parameters) if (name !== '') add(name, of);
  const declared =
    dialect === 'tsql'
      ? new RegExp(String.raw`(?:\bDECLARE|,)\s+(@\w+)\s+(?:AS\s+)?${type}`, 'gi')
      : dialect === 'firebird'
        ? new RegExp(String.raw`\bDECLARE\s+(?:VARIABLE\s+)?(\w+)\s+${type}`, 'gi')
        : new RegExp(String.raw`\bDECLARE\s+(\w+)\s+${type}`, 'gi');
  for (const [, name = '', of = null] of text.matchAll(declared)) if (!found.has(bare(name))) add(name, of);
  if (dialect !== 'tsql' && dialect !== 'firebird' && dialect !== 'mysql') {
    // PL/SQL and PL/pgSQL: a part of declarations before the body.
    const part = /\b(?:IS|AS|DECLARE)\b(?!\s*\$)((?:(?!\bBEGIN\b)[\s\S])*)\bBEGIN\b/i.exec(text)?.[1] ?? '';
    const each = /^\s*(\w+)\s+(?:CONSTANT\s+)?([\w.%]+(?:\s*\([\d,\s]+\))?)/i;
    for (const line of part.replace(/^[\s\S]*\bDECLARE\b/i, '').split(';')) {
      const [, name, of = null] = each.exec(line) ?? [];
      if (name !== undefined && !/^(cursor|type|pragma|function|procedure)$/i.test(name)) add(name, of);
    }
  }
  return found;
}

function bare(name: string): string {
  return name.replace(/^[@:]/, '').toLowerCase();
}

const mark = 'lode_variable_';

/** The text with a literal in the place of each variable, of its type where that is known; and which ones it has. `tables`: variables that hold rows. */
export function withoutVariables(
  sql: string,
  dialect: Dialect,
  variables: Variables,
  tables: ReadonlySet<string>,
): { readonly sql: string; readonly used: readonly string[] } {
  const tokens = tokenize(sql, dialect);
  const used = new Set<string>();
  let text = '';
  let at = 0;
  tokens.forEach((token, index) => {
    const isMarked =
      token.kind === 'variable' && /^[@:]\w/.test(token.text) && !tables.has(token.text.toLowerCase());
    const isBare =
      token.kind === 'word' &&
      dialect !== 'tsql' &&
      variables.has(token.text.toLowerCase()) &&
      !is(tokens[index - 1], '.') &&
      !is(tokens[index + 1], '.') &&
      !is(tokens[index + 1], '(');
    if (!isMarked && !isBare) return;
    const name = bare(token.text);
    const of = variables.get(name) ?? null;
    used.add(name);
    text += `${sql.slice(at, token.start)}${of === null ? `'${mark}${name}'` : `CAST('${mark}${name}' AS ${of})`}`;
    at = token.end;
  });
  return { sql: text + sql.slice(at), used: [...used] };
}

/** The literals of variables as variables of the project, which somebody has to set. */
export function withProjectVariables<T>(value: T): T {
  if (typeof value === 'string')
    return value.replaceAll(new RegExp(`${mark}(\\w+)`, 'g'), '{{var "$1"}}') as T;
  if (Array.isArray(value)) return value.map(withProjectVariables) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withProjectVariables(each)]),
  ) as T;
}

/** What stands in a condition for one variable: `CAST('…x' AS DATE)` or `'…x'`. */
export const variableLiteral = String.raw`(?:CAST\(\s*'${mark}(\w+)'\s+AS\s+[^()]+(?:\([^()]*\))?\s*\)|'${mark}(\w+)')`;

/** The text with NULL in the place of the literals that stand for variables. */
export function withoutLiterals(sql: string): string {
  return sql.replaceAll(new RegExp(`'${mark}\\w+'`, 'g'), 'NULL');
}
