import type { Dialect, LegacyObject, LegacyStatement, Translation } from '../../../triage/index.ts';
import { type BindOutcome, bindTranslations, translateIn } from '../bind-queries.ts';
import type { LegacyEstate } from '../estate.ts';
import { makeStubs } from '../make-stubs.ts';

/** One statement that makes or fills a relation. */
interface Item {
  readonly object: LegacyObject;
  readonly statement: LegacyStatement;
  readonly dialect: Dialect;
  /** The relation that it defines, so that others wait for it; null: it fills one that is defined elsewhere, or only reads. */
  readonly defines: string | null;
  readonly reads: readonly string[];
}

export interface Found {
  readonly item: Item;
  readonly translation: Translation;
  readonly outcome: BindOutcome;
}

const viewKinds = new Set(['view', 'materialized_view', 'query']);

const querying =
  /^(select|with|insert|create (or replace )?(force )?(temp\w* )?(materialized )?(view|table)|update|merge|replace view|sel|values|\()/;

export function itemsOf(object: LegacyObject): Item[] {
  const { dialect } = object;
  if (dialect === null || dialect === 'python' || dialect === 'ssis') return [];
  const isView = viewKinds.has(object.kind);
  return object.statements
    .filter((statement) => querying.test(statement.kind.toLowerCase()))
    .map((statement) => ({
      object,
      statement,
      dialect,
      defines: isView ? object.id : definedBy(statement),
      reads: statement.reads.map((use) => use.relation.toLowerCase()),
    }));
}

/** A statement that makes the table that it writes. */
function definedBy({ kind, writes, text }: LegacyStatement): string | null {
  const makes = /^create\b.*\btable/.test(kind.toLowerCase()) || /^select\b[\s\S]*\binto\b/i.test(text);
  return makes && writes.length === 1 ? writes[0]!.relation.toLowerCase() : null;
}

/** Round by round all that reads nothing that is still open. What goes in a circle is bound together, as far as it can be. */
export async function bindInOrder(estate: LegacyEstate, items: readonly Item[]): Promise<Found[]> {
  const found: Found[] = [];
  let open = [...items];
  while (open.length > 0) {
    const awaited = new Set(open.flatMap((item) => (item.defines === null ? [] : [item.defines])));
    const ready = open.filter((item) =>
      item.reads.every((name) => name === item.defines || !awaited.has(name)),
    );
    const batch = ready.length === 0 ? open : ready;
    const translations = batch.map((item) =>
      translateIn(estate, { sql: item.statement.text, dialect: item.dialect }, item.statement.place.file, {
        kind: 'object',
        object: item.object.id,
        reads: item.reads,
      }),
    );
    const outcomes = await bindTranslations(estate, translations);
    const made: { readonly id: string; readonly sql: string }[] = [];
    batch.forEach((item, at) => {
      const outcome = outcomes[at]!;
      found.push({ item, translation: translations[at]!, outcome });
      if (item.defines !== null && outcome.kind === 'bound')
        made.push({ id: item.defines, sql: outcome.translated.sql });
    });
    await makeStubs(estate, made);
    const done = new Set(batch);
    open = open.filter((item) => !done.has(item));
  }
  return found;
}
