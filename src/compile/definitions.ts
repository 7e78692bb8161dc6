import { currentFormat, type Definition, type DefinitionInput } from '../environment/index.ts';
import { type Audit, alwaysHolds, type ModelHeader, type Project, type Seed } from '../project/index.ts';
import type { CompiledColumn, CompiledRead } from './compiled-project.ts';
import type { References } from './sql/find-references.ts';
import { isVolatile } from './sql/functions.ts';
import type { SqlMacro } from './sql/split-macros.ts';
import type { ModelStatement } from './statements.ts';

/** What all definitions of a compilation share. */
export interface DefinitionContext {
  readonly project: Project;
  readonly settings: Readonly<Record<string, string>>;
  readonly engine: { readonly name: string; readonly version: string };
  readonly columnsOf: (relation: string) => readonly CompiledColumn[];
  /** What a source calls one of its relations. */
  readonly originOf: (relation: string) => string | null;
  /** Audits of what is read; they hold for the rows that a reader sees. */
  readonly auditsOf: (relation: string) => readonly Audit[];
}

/** Everything that decides what the model computes. */
export function modelDefinition(
  context: DefinitionContext,
  statement: ModelStatement,
  columns: readonly CompiledColumn[],
  reads: readonly CompiledRead[],
  macros: readonly { readonly macro: SqlMacro; readonly references: readonly References[] }[],
): Definition {
  const { model, text, partials } = statement;
  return {
    formatVersion: currentFormat,
    name: model.name,
    layer: model.layer,
    kind: model.header.kind,
    file: model.file.path,
    header: headerJson(model.header),
    source: model.file.text,
    sql: text.sql,
    macros: [
      ...partials.map((name) => {
        const file = context.project.partials[name]!;
        return { name, file: file.path, text: file.text };
      }),
      ...macros.map(({ macro }) => ({
        name: macro.name,
        file: macro.file.path,
        text: macro.file.text.slice(macro.start, macro.end),
      })),
    ],
    inputs: reads.map((read) => inputOf(context, read)),
    columns: columns.map((column) => definitionColumn(column, model.file.path)),
    partitionedBy: [...model.header.partitionedBy],
    description: model.header.description,
    seed: null,
    volatileFunctions: volatileNames([statement, ...macros]),
    settings: { ...context.settings },
    engine: { ...context.engine },
  };
}

export function seedDefinition(
  context: Pick<DefinitionContext, 'settings' | 'engine'>,
  seed: Seed,
  columns: readonly CompiledColumn[],
): Definition {
  return {
    formatVersion: currentFormat,
    name: seed.name,
    layer: 'seeds',
    kind: 'seed',
    file: seed.path,
    header: {},
    source: '',
    sql: '',
    macros: [],
    inputs: [],
    columns: columns.map((column) => definitionColumn(column, null)),
    partitionedBy: [],
    description: seed.description,
    seed: {
      content: seed.content,
      dialect: { ...seed.dialect },
      rows: seed.rows,
      columns: Object.fromEntries(seed.columns.map((column) => [column.name, column.content])),
    },
    volatileFunctions: [],
    settings: { ...context.settings },
    engine: { ...context.engine },
  };
}

function inputOf(context: DefinitionContext, read: CompiledRead): DefinitionInput {
  const columns = context.columnsOf(read.relation);
  const held = context.auditsOf(read.relation).filter(alwaysHolds);
  return {
    relation: read.relation,
    kind: read.kind,
    origin: read.kind === 'source' ? context.originOf(read.relation) : null,
    columns: columns.map(({ name, storedType, nullable }) => ({ name, type: storedType, nullable })),
    keys: held.filter((audit) => audit.name === 'unique').map((audit) => [...audit.columns]),
    notNull: held.filter((audit) => audit.name === 'not_null').flatMap((audit) => [...audit.columns]),
  };
}

function definitionColumn(column: CompiledColumn, file: string | null): Definition['columns'][number] {
  const { name, storedType, nullable, description, pii, personal, tags, span } = column;
  const expression = span !== null && span.file === file ? { start: span.start, end: span.end } : null;
  const inherited = personal === true ? { personal } : {};
  return { name, type: storedType, nullable, description, pii, ...inherited, tags: [...tags], expression };
}

/** Functions that a query and the macros that it calls name, whose result differs from run to run. */
export function volatileNames(
  statements: readonly { readonly references: References | readonly References[] }[],
): string[] {
  const names = statements
    .flatMap(({ references }) => references)
    .flatMap((one) => one.functions.flatMap(({ name, arity }) => (isVolatile(name, arity) ? [name] : [])));
  return [...new Set(names)].sort();
}

const laterKeys: Readonly<Record<string, unknown>> = {
  retentionDays: null,
  profile: null,
  timeZone: null,
  batchSize: null,
  deleteMarker: null,
  comparedColumns: null,
  hardDeletes: 'ignore',
  forwardOnly: false,
  onSchemaChange: 'fail',
  load: null,
};

/** The header without places: two headers that say the same give the same JSON. */
function headerJson(header: ModelHeader): Definition['header'] {
  const { columns, audits, ...rest } = header;
  // Keys that came later are left out where they say nothing: what was recorded before them stays what it was.
  const said = Object.entries(rest).filter(([key, value]) => laterKeys[key] !== value);
  return JSON.parse(
    JSON.stringify({
      ...Object.fromEntries(said),
      columns: columns.map(({ span: _, ...column }) => column),
      audits: audits.map(({ span: _, ...audit }) => audit),
    }),
  ) as Definition['header'];
}
