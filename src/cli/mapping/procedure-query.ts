import type { LegacyObject } from '../../triage/index.ts';

/** The one query of an object that may do more than that; or why there is none that says what it gives. */
export type ProcedureQuery = { readonly text: string } | { readonly problem: string };

/** Statements that give no rows and change none. */
const aside = /^(?:set|declare|begin|end|return|print|grant|use|go|if|drop|create index|commit)\b/i;

/**
 * What a view, a query or a procedure gives, where one query of it says that: a procedure that fills a table of its own first, or writes, is more than its last query.
 */
export function procedureQuery({ statements, parameters }: LegacyObject): ProcedureQuery {
  const own = statements.filter(({ text }) => text.trim() !== '');
  const reading = own.filter(({ kind }) => /\b(view|select|with)\b/i.test(kind));
  const [only] = reading;
  if (only === undefined || reading.length > 1)
    return {
      problem: only === undefined ? 'it holds no view and no query' : `it holds ${reading.length} of them`,
    };
  const temporary = /\b(?:from|join)\s+(#\w+|@\w+)/i.exec(only.text)?.[1];
  if (temporary !== undefined) {
    const how = own.some(({ kind }) => /cursor/i.test(kind)) ? ' row by row, with a cursor' : '';
    return { problem: `its query reads ${temporary}, which other statements of it fill${how}` };
  }
  const others = own.filter((each) => each !== only && !aside.test(each.kind));
  if (others.length > 0)
    return {
      problem: `it does more than its query: ${[...new Set(others.map(({ kind }) => kind))].join(', ')}`,
    };
  const used = parameters
    .filter(({ name }) => name !== '' && only.text.includes(name))
    .map(({ name }) => name);
  return used.length > 0 && /^@/.test(used[0]!)
    ? { problem: `its query depends on ${used.join(' and ')}, which a run gives` }
    : { text: only.text };
}
