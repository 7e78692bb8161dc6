import type { RecordBatch } from 'apache-arrow';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Connector, SourceRelation, SourceSession } from '../../ports/index.ts';
import { connectorKit } from './kit.ts';

const required = ['relations', 'schema', 'read', 'version', 'close'] as const;

/**
 * The connector that a module exports: an object with `open`, or a function that is given the kit and returns one. What it does wrong is told as its fault, not as Lode's. Rejects with
 * `connector-invalid`.
 */
export async function connectorOf(type: string, module: string, exported: unknown): Promise<Connector> {
  const invalid = (problem: string) =>
    new DiagnosticError(diagnose('connector-invalid', { type, module, problem }));
  let made = exported;
  if (typeof exported === 'function') {
    try {
      made = await exported(connectorKit);
    } catch (error) {
      throw invalid(`Its default export failed: ${messageOf(error)}`);
    }
  }
  if (!isObject(made) || typeof made.open !== 'function')
    throw invalid(
      made === undefined
        ? 'It has no default export.'
        : `Its default export ${typeof exported === 'function' ? 'returns' : 'is'} ${nameOf(made)}, not an object with \`open\`.`,
    );
  const { open } = made;
  return {
    type,
    async open(source, settings, known) {
      const session: unknown = await guarded(source, null, async () =>
        open.call(made, source, settings, known),
      );
      if (!isObject(session)) throw invalid(`\`open\` gives ${nameOf(session)}, not a session.`);
      const missing = required.filter((name) => typeof session[name] !== 'function');
      if (missing.length > 0)
        throw invalid(
          `The session that \`open\` gives has no ${missing.map((name) => `\`${name}\``).join(', ')}.`,
        );
      return guardSession(source, session as unknown as SourceSession, invalid);
    },
  };
}

function guardSession(
  source: string,
  session: SourceSession,
  invalid: (problem: string) => DiagnosticError,
): SourceSession {
  let closed = false;
  return {
    async relations() {
      const names = await guarded(source, null, () => session.relations());
      if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
        throw invalid('`relations` does not give a list of names.');
      return names;
    },
    async schema(relation) {
      const found = await guarded(source, relation, () => session.schema(relation));
      const problem = schemaProblem(found);
      if (problem !== null) throw invalid(`\`schema\` of ${relation}: ${problem}`);
      const columns = found.columns.map(({ nullable = true, description = null, ...column }) => ({
        ...column,
        nullable,
        description,
      }));
      return { ...found, columns };
    },
    read(read) {
      const width = read.columns?.length ?? null;
      return guardedBatches(source, read.relation, width, () => session.read(read), invalid);
    },
    async version(relation) {
      const version = await guarded(source, relation, () => session.version(relation));
      if (version !== null && typeof version !== 'string')
        throw invalid(`\`version\` gives ${nameOf(version)}, not a text or null.`);
      return version;
    },
    async close() {
      if (closed) return;
      closed = true;
      await guarded(source, null, () => session.close());
    },
  };
}

async function* guardedBatches(
  source: string,
  relation: string,
  width: number | null,
  open: () => AsyncIterable<RecordBatch>,
  invalid: (problem: string) => DiagnosticError,
): AsyncGenerator<RecordBatch> {
  const batches = await guarded(source, relation, async () => open());
  if (!isObject(batches) || !(Symbol.asyncIterator in batches))
    throw invalid('`read` gives nothing that can be read with `for await`.');
  const iterator = batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await guarded(source, relation, () => iterator.next());
      if (done === true) return;
      if (!isObject(value) || typeof value.numRows !== 'number' || !isObject(value.schema))
        throw invalid(`\`read\` gives ${nameOf(value)}, not an Arrow record batch.`);
      if (width !== null && value.numCols !== width)
        throw invalid(`\`read\` gives ${value.numCols} columns where ${width} were asked for.`);
      yield value;
    }
  } finally {
    await guarded(source, relation, async () => iterator.return?.());
  }
}

/** What the connector rejects with otherwise than by the kit is told as its failure. */
async function guarded<T>(source: string, relation: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const problem = messageOf(error);
    throw new DiagnosticError(
      diagnose('connector-failed', { source, relation, problem, hint: null }),
      1,
      error,
    );
  }
}

function schemaProblem(found: unknown): string | null {
  if (!isObject(found) || !Array.isArray((found as unknown as SourceRelation).columns))
    return `it is ${nameOf(found)}, not \`{name, columns}\`.`;
  const { name, columns } = found as unknown as SourceRelation;
  if (typeof name !== 'string') return 'it has no `name`.';
  const wrong = columns.findIndex(
    (column) => !isObject(column) || typeof column.name !== 'string' || typeof column.type !== 'string',
  );
  return wrong < 0 ? null : `column ${wrong + 1} has no \`name\` or no \`type\`.`;
}

function isObject(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === 'object' && value !== null;
}

function nameOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `${typeof value}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
