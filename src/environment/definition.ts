import { z } from 'zod';
import { sqlTokens } from '../text/index.ts';
import { canonicalJson, contentHash } from './canonical-json.ts';
import { formatVersion, sha256 } from './format.ts';
import { quarantineOf } from './side-table.ts';

export const modelKinds = [
  'full',
  'view',
  'embedded',
  'seed',
  'incremental_by_time_range',
  'incremental_by_unique_key',
  'append',
  'scd_type_2',
] as const;

export const modelKind = z.enum(modelKinds);
export type ModelKind = z.infer<typeof modelKind>;

export const definitionColumn = z.object({
  name: z.string(),
  /** The engine's type as it comes back from storage. */
  type: z.string(),
  nullable: z.boolean(),
  description: z.string().nullable(),
  pii: z.string().nullable(),
  /** Nothing is declared of it, and values of columns with personal data are in it, or something made of them; left out elsewhere. */
  personal: z.literal(true).optional(),
  tags: z.array(z.string()),
  /** The column's expression in the model's file, in UTF-16 offsets; null where it stands elsewhere (a `*`, a macro). */
  expression: z.object({ start: z.number().int(), end: z.number().int() }).nullable().default(null),
});

export const definitionInput = z.object({
  relation: z.string(),
  kind: z.enum(['model', 'seed', 'source']),
  /** What a source itself calls the relation; null for models and seeds. */
  origin: z.string().nullable().default(null),
  columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
  /** Columns that together name at most one row, where a blocking audit holds that. */
  keys: z.array(z.array(z.string())).default([]),
  /** Columns without NULLs, where a blocking audit holds that. */
  notNull: z.array(z.string()).default([]),
});

/**
 * Everything that decides what a model computes and how it is stored, closed: nothing else needs to be read to build it, to compare it or to
 * derive its fingerprints again with another version of Lode. Kept in `_definitions/<hash>.json`.
 */
export const definition = z
  .object({
    formatVersion,
    name: z.string(),
    layer: z.string(),
    kind: modelKind,
    /** The model's file, relative to the project. */
    file: z.string(),
    /** The header as parsed and checked, defaults filled in. */
    header: z.record(z.string(), z.json()),
    /** The file's text as written, header included. Empty for a seed. */
    source: z.string(),
    /** The statement after rendering, without header and trailing semicolon. Empty for a seed. */
    sql: z.string(),
    /** Templates and SQL macros that took part, by name. */
    macros: z.array(z.object({ name: z.string(), file: z.string(), text: z.string() })),
    inputs: z.array(definitionInput),
    columns: z.array(definitionColumn),
    partitionedBy: z.array(z.string()),
    description: z.string().nullable(),
    /** For a seed: SHA-256 of the file's bytes (unpacked), its dialect, and of each column's texts in the order of the rows. */
    seed: z
      .object({
        content: sha256,
        dialect: z.record(z.string(), z.json()),
        /** null, and no columns: recorded before columns were told apart. */
        rows: z.number().int().nonnegative().nullable().default(null),
        columns: z.record(z.string(), sha256).default({}),
      })
      .nullable(),
    /** Functions in the statement whose result may differ from run to run. */
    volatileFunctions: z.array(z.string()),
    settings: z.record(z.string(), z.string()),
    engine: z.object({ name: z.string(), version: z.string() }),
  })
  .meta({ id: 'definition', title: 'Definition' });

export type Definition = z.infer<typeof definition>;
export type DefinitionColumn = z.infer<typeof definitionColumn>;
export type DefinitionInput = z.infer<typeof definitionInput>;

/** The name of a definition: SHA-256 of its canonical JSON. */
export function definitionHash(value: Definition): string {
  return remembered(definitionHashes, value, () => contentHash(value));
}

/**
 * Identifies what a definition computes and how it is laid out, leaving out what changes no stored row: descriptions, tags, audits, owner,
 * where the file lies. Two definitions with the same computation may share a build.
 */
export function computationHash(value: Definition): string {
  return remembered(computationHashes, value, () =>
    contentHash({
      kind: value.kind,
      sql: statementTokens(value.sql),
      sqlMacros: sqlMacros(value),
      inputs: value.inputs.map(({ keys: _, notNull: __, ...input }) => input),
      columns: value.columns.map(({ name, type, nullable, pii, personal }) => ({
        name,
        type,
        nullable,
        pii: pii !== null || personal === true,
      })),
      partitionedBy: value.partitionedBy,
      seed: value.seed === null ? null : { content: value.seed.content, dialect: value.seed.dialect },
      ...(keepsRows(value.kind) ? { history: historyOf(value) } : {}),
      // Which rows are put aside decides which there are.
      ...(quarantineOf(value).length > 0 ? { quarantine: quarantineOf(value) } : {}),
      settings: value.settings,
      engine: value.engine,
    }),
  );
}

/** Whether a table of this kind keeps rows of earlier runs: what it holds does not follow from its query alone. */
export function keepsRows(kind: ModelKind): boolean {
  switch (kind) {
    case 'incremental_by_time_range':
    case 'incremental_by_unique_key':
    case 'append':
    case 'scd_type_2':
      return true;
    case 'full':
    case 'view':
    case 'embedded':
    case 'seed':
      return false;
  }
}

const historyEntries = [
  'timeColumn',
  'interval',
  'timeZone',
  'uniqueKey',
  'deleteMarker',
  'updatedAt',
  'comparedColumns',
  'hardDeletes',
];

/** What a header says about how the rows of one run meet those of earlier runs. */
export function historyOf({ header }: Definition): Readonly<Record<string, unknown>> {
  const entries = historyEntries.flatMap((key) => (header[key] == null ? [] : [[key, header[key]]]));
  // How rows are found is one thing, what the table holds of them another.
  const { keep } = (header.load ?? {}) as { readonly keep?: string };
  return Object.fromEntries(keep === undefined ? entries : [...entries, ['keep', keep]]);
}

/**
 * Whether files of the one may stand for the other as they are: rows are laid out in the same folders, and the same columns are without statistics.
 */
export function sameLayout(one: Definition, other: Definition): boolean {
  const layout = (definition: Definition) =>
    canonicalJson({
      partitionedBy: definition.partitionedBy,
      personal: personalColumns(definition).sort(),
    });
  return layout(one) === layout(other);
}

/** The columns with personal data, by declaration or because of what they are made of: of these no values go into statistics, samples or messages. */
export function personalColumns({ columns }: Pick<Definition, 'columns'>): string[] {
  return columns.flatMap(({ name, pii, personal }) => (pii !== null || personal === true ? [name] : []));
}

/** Definitions are values: what was computed of one holds as long as it is there, and each command asks many times. */
const definitionHashes = new WeakMap<Definition, string>();
const computationHashes = new WeakMap<Definition, string>();

function remembered(known: WeakMap<Definition, string>, value: Definition, compute: () => string): string {
  const hash = known.get(value) ?? compute();
  known.set(value, hash);
  return hash;
}

/** The texts of the SQL macros that it calls; templates have left no trace in its SQL. */
export function sqlMacros(value: Definition): readonly string[] {
  return value.macros.filter((macro) => macro.file.endsWith('.sql')).map((macro) => macro.text);
}

const brackets = new Set([',', '(', ')', '[', ']']);

/**
 * The statement without what no parser sees: comments, and how much white space there is. Whether there is any is kept, but around commas and brackets: `a ^@ b` is not
 * `a ^ @b`.
 */
export function statementTokens(sql: string): string {
  let text = '';
  let end = 0;
  let previous = '(';
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'comment') continue;
    const word = sql.slice(token.start, token.end);
    const apart = token.start > end && !brackets.has(previous) && !brackets.has(word);
    text += apart ? ` ${word}` : word;
    end = token.end;
    previous = word;
  }
  return text;
}

/** The definition's persistent text. */
export function encodeDefinition(value: Definition): string {
  return canonicalJson(value);
}
