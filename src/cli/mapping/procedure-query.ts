import type { LegacyObject } from '../../triage/index.ts';

/** The one query of an object that may do more than that; or why there is none that says what it gives. */
export type ProcedureQuery =
  | {
      readonly text: string;
      /** What stands in it for parameters. */
      readonly notes: readonly string[];
    }
  | { readonly problem: string };

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
  const { text, used } = withVariables(only.text, parameters);
  return {
    text,
    notes:
      used.length === 0
        ? []
        : [
            `A run gives ${used.map((name) => `@${name}`).join(' and ')}: here ${used.length === 1 ? 'it is a variable' : 'they are variables'} of the project, which \`vars\` of project.yml must give. For the rows since the last run, write {{start}} and {{end}} instead and let the model be \`incremental_by_time_range\`.`,
          ],
  };
}

/** The query with a variable of the project, `{{var "From"}}`, in the place of each parameter, cast to its type: an exact copy of what a run would give. */
function withVariables(
  text: string,
  parameters: LegacyObject['parameters'],
): { readonly text: string; readonly used: readonly string[] } {
  const types = new Map(parameters.map(({ name, type }) => [name.toLowerCase(), type]));
  const used = new Set<string>();
  const filled = text.replaceAll(
    /'(?:[^']|'')*'|"[^"]*"|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|@@?[\w$#]+/g,
    (part) => {
      const type = types.get(part.toLowerCase());
      if (type === undefined || !part.startsWith('@')) return part;
      const name = part.slice(1);
      used.add(name);
      const value = `'{{var "${name}"}}'`;
      return type === null ? value : `CAST(${value} AS ${type})`;
    },
  );
  return { text: filled, used: [...used] };
}
