import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { EngineError, type Session } from '../ports/index.ts';
import type { ContractRelation, Project, Seed } from '../project/index.ts';
import { nearNames, spanOf } from '../text/index.ts';
import { createSchema, createTable, type StubColumn } from './bind/stub-statements.ts';
import type { CompiledColumn } from './compiled-project.ts';
import { typeNames } from './sql/type-names.ts';
import { storageForm } from './storage-form.ts';

/** The relations that models read and that no query makes. */
export interface Inputs {
  readonly sources: ReadonlyMap<string, readonly CompiledColumn[]>;
  readonly seeds: ReadonlyMap<string, readonly CompiledColumn[]>;
  /** Names that could not be made: reading them is no further fault. */
  readonly failed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the schemas of all names, and stub tables for sources and seeds, in one go unless a type is wrong. */
export async function createInputs(session: Session, project: Project): Promise<Inputs> {
  const diagnostics: Diagnostic[] = [];
  const failed: string[] = [];
  const schemas = new Map<string, string>();
  for (const name of [
    'seeds',
    ...project.layers.map((layer) => layer.name),
    ...project.relations.map((one) => one.source),
  ])
    if (!schemas.has(name.toLowerCase())) schemas.set(name.toLowerCase(), name);
  await session.execute([...schemas.values()].map(createSchema).join(';\n'));

  const tables = [...project.relations.map(sourceTable), ...project.seeds.map(seedTable)];
  const statements = tables.map((table) => createTable(table.name, table.columns));
  try {
    if (statements.length > 0) await session.execute(statements.join(';\n'));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    for (const table of tables) {
      const wrong = await wrongColumns(session, table);
      if (wrong.length > 0) failed.push(table.name);
      diagnostics.push(...wrong);
    }
  }
  const sources = new Map(
    project.relations.map((relation) => [relation.name, relation.columns.map(sourceColumn)]),
  );
  const seeds = new Map(project.seeds.map((seed) => [seed.name, seedColumns(seed, diagnostics)]));
  return { sources, seeds, failed, diagnostics };
}

interface InputTable {
  readonly name: string;
  readonly columns: readonly (StubColumn & {
    readonly written: string;
    readonly span: CompiledColumn['span'];
  })[];
}

function sourceTable(relation: ContractRelation): InputTable {
  const columns = relation.columns.map(({ name, type, span }) => ({ name, type, written: type, span }));
  return { name: relation.name, columns };
}

/** A seed is a table of the lake: its readers see what storage gives back. */
function seedTable(seed: Seed): InputTable {
  const columns = seed.columns.map(({ name, type, span }) => {
    const form = storageForm(type);
    return { name, type: form.kind === 'stored' ? form.stored : type, written: type, span };
  });
  return { name: seed.name, columns };
}

/** Makes the table; where that fails, tries its types one by one. */
async function wrongColumns(session: Session, table: InputTable): Promise<Diagnostic[]> {
  try {
    await session.execute(createTable(table.name, table.columns));
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
  const found: Diagnostic[] = [];
  for (const column of table.columns) {
    try {
      await session.query(`SELECT CAST(NULL AS ${column.type})`);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const candidates = nearNames(column.written, typeNames);
      found.push(diagnose('type-unknown', { type: column.written, candidates }, { subject: column.span }));
    }
  }
  return found;
}

function sourceColumn(column: ContractRelation['columns'][number]): CompiledColumn {
  const { name, type, nullable, description, pii, tags, span } = column;
  return { name, engineType: type, storedType: type, nullable, description, pii, tags, span };
}

function seedColumns(seed: Seed, diagnostics: Diagnostic[]): CompiledColumn[] {
  return seed.columns.map((column): CompiledColumn => {
    const form = storageForm(column.type);
    if (form.kind === 'refused' && form.reason !== 'Delta has no such type')
      diagnostics.push(
        diagnose(
          'type-refused',
          { column: column.name, type: form.type, reason: form.reason, castTo: form.castTo },
          { subject: column.span ?? spanOf({ path: seed.path, text: '' }, 0, 0) },
        ),
      );
    const storedType = form.kind === 'stored' ? form.stored : column.type;
    const { name, type, description, pii, tags, span } = column;
    return { name, engineType: type, storedType, nullable: true, description, pii, tags, span };
  });
}
