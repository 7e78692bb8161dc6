import { type Definition, definitionHash } from '../../environment/index.ts';
import { type Database, EngineError, type Session } from '../../ports/index.ts';
import { serializePlans } from './serialize-plans.ts';
import { createSchema, createTable, schemaOf } from './stub-statements.ts';

/**
 * The bound plans of stored definitions, by definition hash, as this engine gives them today; null where it refuses one. Definitions are closed: nothing else is read.
 * `database` must be fresh and have the settings that are to be compared under.
 */
export async function bindDefinitions(
  database: Database,
  definitions: readonly Definition[],
): Promise<ReadonlyMap<string, string | null>> {
  const session = await database.connect();
  try {
    return await bindAll(session, definitions);
  } finally {
    session.close();
  }
}

async function bindAll(
  session: Session,
  definitions: readonly Definition[],
): Promise<ReadonlyMap<string, string | null>> {
  const plans = new Map<string, string | null>();
  /** Statement that made each stub and macro: definitions of different times may know one name differently. */
  const made = new Map<string, string>();
  let waiting: Definition[] = [];
  const flush = async (): Promise<void> => {
    const found = await serializePlans(
      session,
      waiting.map((definition) => definition.sql),
    );
    for (const [index, definition] of waiting.entries()) {
      const plan = found[index]!;
      plans.set(definitionHash(definition), plan.kind === 'plan' ? plan.json : null);
    }
    waiting = [];
  };
  for (const definition of definitions) {
    const needed = statementsOf(definition).filter(([name, sql]) => made.get(name) !== sql);
    if (needed.some(([name]) => made.has(name))) await flush();
    try {
      for (const [name, sql] of needed) {
        await session.execute(sql);
        made.set(name, sql);
      }
      waiting.push(definition);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      plans.set(definitionHash(definition), null);
    }
  }
  await flush();
  return plans;
}

/** Statements that make what must exist for a definition to bind, whatever stood there before. */
export function definedStatements(definition: Definition): string[] {
  return statementsOf(definition).map(([, sql]) => sql);
}

/** What must exist for the definition to bind: stubs of its inputs, then its macros. */
function statementsOf(definition: Definition): [name: string, sql: string][] {
  const statements: [string, string][] = [];
  for (const { relation, columns } of definition.inputs) {
    const schema = schemaOf(relation);
    statements.push([`schema ${schema.toLowerCase()}`, createSchema(schema)]);
    statements.push([`table ${relation.toLowerCase()}`, createTable(relation, columns)]);
  }
  for (const macro of definition.macros) {
    if (!macro.file.endsWith('.sql')) continue;
    const sql = macro.text.replace(/^\s*CREATE\s+(?:OR\s+REPLACE\s+)?/i, 'CREATE OR REPLACE ');
    statements.push([`macro ${macro.name.toLowerCase()}`, sql]);
  }
  return statements;
}
