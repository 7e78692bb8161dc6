import { type Diagnostic, diagnose, type RelatedPlace } from '../../diagnostics/index.ts';
import { nearNames, type Span } from '../../text/index.ts';
import type { References, TableReference } from './find-references.ts';
import { refusalOf } from './functions.ts';
import type { Place } from './sql-text.ts';

/** A relation that SQL can name. */
export interface KnownRelation {
  readonly name: string;
  readonly kind: 'model' | 'seed' | 'source';
}

/** All names that the project's SQL can use. */
export interface NameSpace {
  /** By lower-case name. */
  readonly relations: ReadonlyMap<string, KnownRelation>;
  /** Lower case; declared in a target or a contract. */
  readonly sources: ReadonlySet<string>;
  readonly disabled: ReadonlySet<string>;
  /** Lower case. */
  readonly macros: ReadonlySet<string>;
  /** Relations whose own files could not be used: naming them is no further fault. */
  readonly broken: ReadonlySet<string>;
}

export interface ResolvedRead {
  readonly relation: KnownRelation;
  readonly span: Span;
}

export interface Resolved {
  /** One for each relation, at its first place. */
  readonly reads: readonly ResolvedRead[];
  /** Names of the project's SQL macros that are called, sorted. */
  readonly macros: readonly string[];
  /** Names of broken relations that it reads. */
  readonly broken: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What the references of one statement name; `place` finds the user's place of a byte offset, or of a construct that has none. */
export function resolveReferences(
  references: References,
  names: NameSpace,
  place: (location: number | null, construct?: string) => Place,
): Resolved {
  const reads = new Map<string, ResolvedRead>();
  const diagnostics: Diagnostic[] = [];
  const broken = new Set<string>();
  const commonTables = references.commonTables.map((common) => common.name);
  for (const reference of references.tables) {
    const at = place(reference.location);
    const folded = `${reference.schema}.${reference.table}`.toLowerCase();
    const relation = reference.catalog === '' ? names.relations.get(folded) : undefined;
    if (relation !== undefined) {
      if (!reads.has(relation.name) && at.span !== null)
        reads.set(relation.name, { relation, span: at.span });
    } else if (reference.catalog === '' && isBroken(names, folded))
      broken.add(`${reference.schema}.${reference.table}`);
    else diagnostics.push(unknownTable(reference, names, commonTables, at));
  }
  const macros = new Set<string>();
  for (const called of references.functions) {
    if (names.macros.has(called.name)) macros.add(called.name);
    else {
      const refusal = refusalOf(called.name, called.isTable);
      if (refusal !== null)
        diagnostics.push(
          diagnose('function-refused', { name: called.name, refusal }, placed(place(called.location))),
        );
    }
  }
  for (const refused of references.refused)
    diagnostics.push(
      diagnose(
        'construct-refused',
        { construct: refused.construct },
        placed(place(refused.location, refused.construct)),
      ),
    );
  return { reads: [...reads.values()], macros: [...macros].sort(), broken: [...broken], diagnostics };
}

function isBroken(names: NameSpace, folded: string): boolean {
  return names.broken.has(folded) || names.broken.has(`${folded.slice(0, folded.indexOf('.'))}.*`);
}

export function placed(place: Place): { subject: Span | null; related: RelatedPlace[] } {
  return { subject: place.span, related: place.calls.map((span) => ({ message: 'called here', span })) };
}

const catalogs = new Set(['information_schema', 'pg_catalog', 'system', 'temp', 'main']);

function unknownTable(
  reference: TableReference,
  names: NameSpace,
  commonTables: readonly string[],
  place: Place,
): Diagnostic {
  const { catalog, schema, table } = reference;
  const written = [catalog, schema, table].filter((part) => part !== '').join('.');
  const where = placed(place);
  if (catalogs.has(schema.toLowerCase()) || catalogs.has(catalog.toLowerCase()))
    return diagnose('catalog-refused', { name: written }, where);
  if (/[./\\]\w+$/.test(table) && /\.(csv|tsv|json|ndjson|parquet|gz|zst|xlsx|db)$/i.test(table))
    return diagnose('file-refused', { name: table }, where);
  const folded = `${schema}.${table}`.toLowerCase();
  if (names.disabled.has(folded)) return diagnose('table-disabled', { name: written }, where);
  const all = [...names.relations.values()].map((relation) => relation.name);
  if (schema !== '' && names.sources.has(schema.toLowerCase())) {
    const own = all.filter((name) => name.toLowerCase().startsWith(`${schema.toLowerCase()}.`));
    const parameters = { name: written, source: schema, candidates: nearNames(written, own), known: own };
    return diagnose('source-relation-unknown', parameters, where);
  }
  const sameName = all.filter(
    (name) => name.slice(name.indexOf('.') + 1).toLowerCase() === table.toLowerCase(),
  );
  const ofQuery = schema === '' ? nearNames(table, commonTables) : [];
  const candidates = [...ofQuery, ...(sameName.length > 0 ? sameName : nearNames(written, all))].slice(0, 3);
  return diagnose('table-unknown', { name: written, qualified: schema !== '', candidates }, where);
}
