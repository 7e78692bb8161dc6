import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type Dialect,
  dialects,
  type GraphComponent,
  type Inventory,
  type KnownTable,
  loadLegacyParser,
  type PackageFlow,
  readPackageFlows,
  translate,
} from '../../triage/index.ts';
import { destinationsOf, type ExtractedQuery, extractFlow } from '../../triage/mapping/index.ts';
import { findPackage, type PackageSearch } from './find-package.ts';
import { procedureQuery } from './procedure-query.ts';

/** One destination of a data flow of an SSIS package. */
export interface FlowOrigin {
  /** The package's file. */
  readonly path: string;
  readonly flow: PackageFlow;
  readonly destination: GraphComponent;
}

/** Whether `from` is a package, or a data flow or a destination in one: `PACKAGE.dtsx#Package\Load`. */
export function namesFlow(from: string): boolean {
  return /\.dtsx(?:#|$)/i.test(from);
}

/**
 * The one destination that `from` means: behind `#` stands the path or the name of a data flow or of a destination. Rejects where there is none, and where there are several, which are named.
 */
export async function flowOrigin(from: string, search: PackageSearch): Promise<FlowOrigin> {
  const [, name = from, part = ''] = /^(.*?\.dtsx)(?:#(.*))?$/is.exec(from) ?? [];
  const fail = (problem: string) =>
    new DiagnosticError(diagnose('mapping-flow-unclear', { what: from, problem, known }));
  let known: readonly string[] = [];
  const found = await findPackage(name, search);
  if ('lookedIn' in found)
    throw fail(`the package ${name} is not there; it was looked for in ${found.lookedIn.join(', ')}`);
  const all = readPackageFlows(found.text, found.project).flatMap((flow) =>
    destinationsOf(flow).map((destination) => ({ path: name, flow, destination })),
  );
  known = all.map(({ flow, destination }) => `${name}#${pathOf({ flow, destination })}`);
  if (all.length === 0) throw fail('it holds no data flow that writes anything');
  const wanted = part.toLowerCase();
  const meant = all.filter(
    ({ flow, destination }) =>
      wanted === '' ||
      [flow.id, flow.name, destination.id, destination.name, pathOf({ flow, destination })].some(
        (each) => each.toLowerCase() === wanted,
      ),
  );
  const [only] = meant;
  if (only === undefined) throw fail(`it holds no data flow and no destination \`${part}\``);
  if (meant.length > 1) {
    known = meant.map(({ flow, destination }) => `${name}#${pathOf({ flow, destination })}`);
    throw fail(`it writes ${meant.length} targets, and a mapping has one`);
  }
  return only;
}

/** What a destination is called: today's packages hold its path, older ones a number. */
function pathOf({ flow, destination }: Pick<FlowOrigin, 'flow' | 'destination'>): string {
  return /^\d+$/.test(destination.id) ? `${flow.name}\\${destination.name}` : destination.id;
}

/** The table that a destination writes, without its schema; its own name where it is no table. */
export function targetOf({ destination }: FlowOrigin): string {
  const table =
    destination.properties.get('OpenRowset') || destination.properties.get('TableOrViewName') || '';
  return (
    table
      .replaceAll(/["[\]`]/g, '')
      .split('.')
      .at(-1) || destination.name
  );
}

/** The parts of a mapping from a data flow. `dialect`: of queries whose connection does not tell; null: T-SQL. */
export async function extractOfFlow(
  { path, flow, destination }: FlowOrigin,
  dialect: Dialect | null,
  tableOf: (parts: readonly string[]) => KnownTable,
  inventory: Inventory | null,
): Promise<ExtractedQuery> {
  const parser = await loadLegacyParser();
  return extractFlow(flow, destination, {
    procedureOf: (parts) => {
      const name = parts.join('.').toLowerCase();
      const found = inventory?.objects.find(
        ({ id, kind }) => kind === 'procedure' && (id === name || name.endsWith(`.${id}`)),
      );
      if (found === undefined) return null;
      const query = procedureQuery(found);
      return 'problem' in query ? query : { sql: query.text, dialect: found.dialect, notes: query.notes };
    },
    relationOf: (parts) =>
      tableOf(parts)
        .name.map((each) => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(each) ? each : `"${each}"`))
        .join('.'),
    queryOf: (sql, said) => {
      const written = dialects.find((each) => each === said) ?? dialect ?? 'tsql';
      const file = { path, text: sql };
      const translated = translate(parser, { file, start: 0, end: sql.length }, written, { tables: tableOf });
      return translated.kind === 'refused'
        ? { problem: translated.reasons[0]?.summary ?? 'it is refused' }
        : { sql: translated.sql, notes: translated.warnings.map(({ summary }) => summary) };
    },
  });
}
