import {
  type ComparedTables,
  type CompareOptions,
  type Comparison,
  type ComparisonRequest,
  compareTables,
  parseSide,
  type SideReference,
} from '../../compare/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { withoutValue } from '../../execute/index.ts';
import { EngineError } from '../../ports/index.ts';
import { queryFailure } from '../query-failure.ts';
import { type FoundPath, findPath, openPath } from './open-path.ts';
import { openOfEnvironment, openSource } from './open-relation.ts';
import type { NamedRequest, OpenedSide, Opening, SideFacts, SideName, StandingSide } from './open-side.ts';

/** A comparison that was made, while its difference tables are still in the session. */
export interface MadeComparison {
  readonly result: Comparison;
  readonly compared: ComparedTables;
  /** The models of environments that were compared; null for a side that is none. */
  readonly standing: { readonly left: StandingSide | null; readonly right: StandingSide | null };
  readonly facts: Readonly<Record<SideName, SideFacts>>;
}

/**
 * Opens both sides, compares them, and sees to it that what was read did not change meanwhile. `use` is given the result as long as its temporary tables stand. Rejects with diagnostics.
 */
export async function compareSides<T>(
  opening: Opening,
  request: ComparisonRequest,
  use: (made: MadeComparison) => Promise<T>,
): Promise<T> {
  const [one, other] = [named(opening, request, 'left'), named(opening, request, 'right')];
  const paths = {
    left: one.reference.kind === 'path' ? await findPath(opening, one.reference) : null,
    right: other.reference.kind === 'path' ? await findPath(opening, other.reference) : null,
  };
  const opened: OpenedSide[] = [];
  const openOne = async (side: typeof one, found: FoundPath | null, hints: ReadonlyMap<string, string>) => {
    const result = await openSide(opening, side.request, side.reference, found, hints).catch(
      (error: unknown) => {
        throw error instanceof EngineError ? unreadable(side.request.text, error) : error;
      },
    );
    opened.push(result);
    return result;
  };
  try {
    // A CSV file is read as the other side's types say, where that is no CSV itself.
    const leftLast = paths.left?.format === 'csv' && paths.right?.format !== 'csv';
    let left: OpenedSide;
    let right: OpenedSide;
    if (leftLast) {
      right = await openOne(other, paths.right, new Map());
      left = await openOne(one, paths.left, hintsFrom(right, request.options, 'left'));
    } else {
      left = await openOne(one, paths.left, new Map());
      const hints = left.csv === null ? hintsFrom(left, request.options, 'right') : new Map<string, string>();
      right = await openOne(other, paths.right, hints);
    }
    const made = await compareOpened(opening, request, left, right).catch((error: unknown) => {
      throw error instanceof EngineError ? comparisonFailure(error, [left, right]) : error;
    });
    for (const side of [left, right]) await side.verify();
    return await use(made);
  } finally {
    for (const side of opened) await side.close();
  }
}

/** What a value does to the engine, such as a date that no time can be, is said as the engine says it; but the value is not, where it may be a person's. */
function comparisonFailure(error: EngineError, sides: readonly OpenedSide[]): unknown {
  if (!sides.some((side) => side.columns.some((column) => column.personal))) return queryFailure(error, []);
  const problem = withoutValue(error.failure);
  return new DiagnosticError(diagnose('query-failed', { problem }), 1, error);
}

function unreadable(side: string, error: EngineError): DiagnosticError {
  const { message: problem } = error.failure;
  const isGone = /^No files found/.test(problem);
  return new DiagnosticError(diagnose('compare-side-unreadable', { side, problem, isGone }), 1, error);
}

async function compareOpened(
  { session }: Opening,
  request: ComparisonRequest,
  left: OpenedSide,
  right: OpenedSide,
): Promise<MadeComparison> {
  const run = { execute: (sql: string) => session.execute(sql), query: (sql: string) => session.query(sql) };
  const sideOf = (side: OpenedSide, name: SideName) => ({
    relation: side.relation,
    columns: side.columns,
    where: request[name].where,
    timeZone: request[name].timeZone,
  });
  for (const [name, side] of [
    ['left', left],
    ['right', right],
  ] as const)
    await checkCondition(run, side, request[name].where);
  const { value, diagnostics } = await compareTables(
    run,
    sideOf(left, 'left'),
    sideOf(right, 'right'),
    withGrain(request.options, left, right),
  );
  if (value === null) throw new DiagnosticError(diagnostics);
  const { counted, ...rest } = value.result;
  const told = (side: OpenedSide, name: SideName): Comparison['left'] => ({
    name: request[name].text,
    kind: side.kind,
    version: side.version,
    rows: counted.rows[name],
    excluded: counted.excluded[name],
    csv: side.csv,
  });
  const all: Diagnostic[] = [...left.diagnostics, ...right.diagnostics, ...rest.diagnostics];
  return {
    result: {
      formatVersion: '1.0',
      ...rest,
      left: told(left, 'left'),
      right: told(right, 'right'),
      explanation: null,
      materialized: null,
      diagnostics: all,
    },
    compared: value,
    standing: { left: left.standing ?? null, right: right.standing ?? null },
    facts: { left: left.facts, right: right.facts },
  };
}

function named(opening: Opening, request: ComparisonRequest, side: SideName) {
  const sources = opening.project?.project.targets.flatMap((target) =>
    target.sources.map((source) => source.name),
  );
  const contracts = opening.project?.project.relations.map((relation) => relation.source) ?? [];
  const { value, diagnostics } = parseSide(request[side].text, [...(sources ?? []), ...contracts]);
  if (value === null) throw new DiagnosticError(diagnostics);
  return { request: { ...request[side], side }, reference: value };
}

function openSide(
  opening: Opening,
  request: NamedRequest,
  reference: SideReference,
  found: FoundPath | null,
  hints: ReadonlyMap<string, string>,
): Promise<OpenedSide> {
  if (found !== null) return openPath(opening, found, request.csv, hints, request.side);
  const { project } = opening;
  if (project === null)
    throw new DiagnosticError(
      diagnose('compare-side-unclear', {
        side: request.text,
        problem: 'there is no project here, and so no environments and sources',
      }),
    );
  switch (reference.kind) {
    case 'model':
    case 'query':
      return openOfEnvironment(opening, project, reference, request.side);
    case 'source':
      return openSource(opening, project, reference, request.side);
    case 'path':
      throw new Error('a path was not looked for');
  }
}

/** The types of `from`, by the names that its columns have on the other side. */
function hintsFrom(from: OpenedSide, { mapping }: CompareOptions, of: SideName): ReadonlyMap<string, string> {
  const hints = new Map(from.columns.map((column) => [column.name.toLowerCase(), column.type]));
  for (const [left, right] of Object.entries(mapping)) {
    const [own, others] = of === 'right' ? [right, left] : [left, right];
    const type = from.columns.find((column) => column.name.toLowerCase() === others.toLowerCase())?.type;
    if (type !== undefined) hints.set(own.toLowerCase(), type);
  }
  return hints;
}

/** Without a key of its own a comparison takes the grain of a model, if all its columns are to be compared. */
function withGrain(options: CompareOptions, left: OpenedSide, right: OpenedSide): CompareOptions {
  if (options.key !== null) return options;
  for (const side of [left, right]) {
    if (side.grain === null) continue;
    const other = side === left ? right : left;
    const partner = (name: string) => {
      const mapped = Object.entries(options.mapping).find(
        ([one, two]) => (side === left ? one : two).toLowerCase() === name.toLowerCase(),
      );
      return mapped === undefined ? name : side === left ? mapped[1] : mapped[0];
    };
    const both = side.grain.every((name) =>
      other.columns.some((column) => column.name.toLowerCase() === partner(name).toLowerCase()),
    );
    if (both) return { ...options, key: side.grain, keyOrigin: 'grain' };
  }
  return options;
}

/** A condition that is wrong is said of the condition, not of the queries around it. */
async function checkCondition(
  run: { readonly query: (sql: string) => Promise<unknown> },
  side: OpenedSide,
  where: string | null,
): Promise<void> {
  if (where === null) return;
  try {
    await run.query(`SELECT 1 FROM ${side.relation} WHERE (${where}\n) LIMIT 0`);
  } catch (error) {
    throw error instanceof EngineError ? queryFailure(error, []) : error;
  }
}
