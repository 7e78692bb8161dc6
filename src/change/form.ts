import {
  canonicalJson,
  contentHash,
  type Definition,
  historyOf,
  keepsRows,
  quarantineOf,
} from '../environment/index.ts';
import {
  decodePlan,
  fingerprintRelation,
  fingerprintVersion,
  relationHash,
  relationName,
} from '../relation/index.ts';
import { type Fact, tableFacts } from './facts.ts';

/** Names for what a model reads: two names are equal where the same rows, or the same values in these rows, are meant. */
export interface Symbols {
  readonly rows: (relation: string) => string;
  readonly column: (relation: string, column: string) => string;
}

/** One thing that a model computes: its rows, or a column's values in them. */
export interface FormPart {
  /** Equal hashes over the same symbols: equal rows or values. */
  readonly hash: string;
  /** The symbols that it is made of. */
  readonly reads: readonly string[];
  /** false: its input does not fix it (ties, `random()`); then its hash holds the whole query, and any edit changes it. */
  readonly stable: boolean;
  /** Whether it reads the clock: the same within a run, and in the next another. */
  readonly clock: boolean;
}

/** What a model computes, relative to what it reads. */
export interface ModelForm {
  readonly rows: FormPart;
  /** In the order of the definition's columns. */
  readonly columns: readonly FormPart[];
  /** What the decoder does not know; of these nothing can be proved. */
  readonly unknown: readonly string[];
}

/** Raised with every change to what a form holds. */
const formVersion = 1;

/** Forms of one version of the rules and of the engine may be compared, and kept. */
export function formKey(computation: string): string {
  return `${fingerprintVersion}.${formVersion}:${computation}`;
}

/** Every relation under its own name. */
export const plainSymbols: Symbols = {
  rows: (relation) => symbol(relation, null),
  column: (relation, column) => symbol(relation, column),
};

/** One symbol for a relation's rows (`column` null) or for a column, whatever the case of the names. */
export function symbol(relation: string, column: string | null): string {
  return JSON.stringify([relation.toLowerCase(), column?.toLowerCase() ?? null]);
}

/**
 * The form of a definition. `planJson`: its bound plan. `facts`: what a proof may use of what audits and contracts hold of the inputs. `name`: what the model is called now. Null where the plan cannot be read.
 */
export function modelForm(
  definition: Definition,
  planJson: string,
  symbols: Symbols,
  facts: readonly Fact[],
  name: string = definition.name,
): ModelForm | null {
  const { value: relation, diagnostics } = decodePlan(planJson, definition.name);
  if (relation === null) return null;
  const held = tableFacts(facts);
  const found = fingerprintRelation(
    relation,
    (table) => {
      const name = relationName(table);
      return {
        rows: symbols.rows(name),
        column: (column) => symbols.column(name, column),
        facts: held.get(name.toLowerCase()),
      };
    },
    () => JSON.stringify([name.toLowerCase(), relationHash(relation)]),
  );
  const rows: FormPart = {
    hash: found.rows,
    reads: [...found.rowsReads],
    stable: found.stableRows,
    clock: found.clockRows,
  };
  const columns = found.columns.map(
    (hash, index): FormPart => ({
      hash,
      reads: [...found.columnReads[index]!],
      stable: found.stableColumns[index]!,
      clock: found.clockColumns[index]!,
    }),
  );
  const kept = withoutAside(definition, rows, columns, symbols);
  return {
    rows: keepsRows(definition.kind) ? withHistory(definition, kept, columns) : kept,
    columns: [...columns, ...addedColumns(definition, kept, columns)],
    unknown: diagnostics.map((diagnostic) => diagnostic.summary),
  };
}

/**
 * Which rows a table holds that keeps those of earlier runs is decided by the values of its keys and times too, and so is what a row was replaced by: they belong to its rows.
 */
function withHistory(definition: Definition, rows: FormPart, columns: readonly FormPart[]): FormPart {
  const deciding = columns.filter((_, index) => decides(definition, definition.columns[index]!.name));
  return joined('history', [rows, ...deciding], canonicalJson(historyOf(definition)));
}

/** Which rows a table holds is decided, too, by what puts rows aside: the values that are looked at, and the relations that are looked into. */
function withoutAside(
  definition: Definition,
  rows: FormPart,
  columns: readonly FormPart[],
  symbols: Symbols,
): FormPart {
  const audits = quarantineOf(definition);
  if (audits.length === 0) return rows;
  const looked = audits.flatMap(({ arguments: given }): FormPart[] => {
    const { to, fields } = (given ?? {}) as { readonly to?: string; readonly fields?: readonly string[] };
    if (to === undefined) return [];
    const read = [symbols.rows(to), ...(fields ?? []).map((field) => symbols.column(to, field))];
    return read.map((one) => ({ hash: one, reads: [one], stable: true, clock: false }));
  });
  return joined('quarantine', [rows, ...columns, ...looked], canonicalJson(audits));
}

function decides(definition: Definition, column: string): boolean {
  const { timeColumn, uniqueKey, deleteMarker, updatedAt, comparedColumns } = historyOf(definition);
  if (definition.kind === 'scd_type_2' && comparedColumns === 'all') return true;
  const names = [timeColumn, uniqueKey, deleteMarker, updatedAt, comparedColumns].flat();
  return names.some((name) => typeof name === 'string' && name.toLowerCase() === column.toLowerCase());
}

/** When versions of a row begin and end follows from all that its kind compares. */
function addedColumns(definition: Definition, rows: FormPart, columns: readonly FormPart[]): FormPart[] {
  const added = definition.columns.slice(columns.length);
  const all = withHistory(definition, rows, columns);
  const adds = definition.kind === 'scd_type_2' || definition.header.load != null;
  return adds ? added.map(({ name }) => joined(name.toLowerCase(), [all])) : [];
}

function joined(what: string, parts: readonly FormPart[], settings = ''): FormPart {
  return {
    hash: contentHash([what, settings, ...parts.map((part) => part.hash)]),
    reads: [...new Set(parts.flatMap((part) => part.reads))],
    stable: parts.every((part) => part.stable),
    clock: parts.some((part) => part.clock),
  };
}
