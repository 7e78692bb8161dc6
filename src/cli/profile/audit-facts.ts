import { quoteName } from '../../delta/index.ts';
import { type Definition, personalColumns } from '../../environment/index.ts';
import { longestValue, type RowsProfile, valueKind } from '../../quality/profile/index.ts';
import { formOf, patternOf, type SuggestionFacts } from '../../quality/profile/suggest/index.ts';
import { findReferences } from './find-references.ts';
import { withoutValues } from './gather-profile.ts';
import type { Standing } from './with-standing.ts';

/** A column of text with more values than this has no list of accepted ones. */
const mostValues = 20;

/**
 * What may be asked of a model from now on. The profile tells where to look; what it tells of a sample, and what constraints tell of a source, is checked on all rows that stand.
 */
export async function auditFacts(
  standing: Standing,
  measured: RowsProfile,
  now: number,
): Promise<SuggestionFacts> {
  const { session, definition } = standing;
  const relation = await standing.define([]);
  const hidden = new Set(personalColumns(definition).map((name) => name.toLowerCase()));
  const columns = measured.columns.map((column) =>
    hidden.has(column.name.toLowerCase()) ? withoutValues(column) : column,
  );
  const profile = { ...measured, columns };
  const open = columns.filter(({ pii }) => pii === null);
  const texts = open.filter(({ type }) => valueKind(type) === 'text');
  const few = texts.filter(({ distinct }) => distinct <= mostValues && distinct * 10 <= profile.rows);
  const values = new Map<string, readonly string[]>();
  for (const { name } of few) {
    const column = quoteName(name);
    const found = await session.query(
      `SELECT DISTINCT ${column} FROM ${relation} WHERE ${column} IS NOT NULL ORDER BY 1 LIMIT ${mostValues + 1}`,
    );
    const all = found.rows.map(([value]) => String(value));
    if (all.length > 1 && all.length <= mostValues && all.every(isWritable))
      values.set(name.toLowerCase(), all);
  }
  const patterns = new Map<string, string>();
  for (const { name, lengths } of texts) {
    if (values.has(name.toLowerCase()) || lengths === null || lengths.max > 40 || lengths.min === 0) continue;
    const found = await session.query(
      `SELECT DISTINCT ${formOf(quoteName(name))} FROM ${relation} WHERE ${quoteName(name)} IS NOT NULL LIMIT ${mostValues + 1}`,
    );
    const forms = found.rows.map(([form]) => String(form));
    const pattern = forms.length > mostValues ? null : patternOf(forms);
    if (pattern !== null && isWritable(pattern)) patterns.set(name.toLowerCase(), pattern);
  }
  return {
    profile,
    now,
    past: pastOf(standing),
    keys: await keysOf(standing, relation, profile),
    notNull: notNullOf(standing),
    values,
    patterns,
    references: await findReferences(standing, open),
  };
}

/** What a header cannot carry, and nobody would read. */
function isWritable(value: string): boolean {
  return value.length <= longestValue && !/\/\*|\*\/|[\u0000-\u001f\u007f-\u009f]/.test(value);
}

/** Profiles of the whole table, oldest first. */
function pastOf({ sets }: Standing): SuggestionFacts['past'] {
  return sets
    .filter(({ part }) => part === '')
    .map(({ measuredAt, profile }) => ({ at: Date.parse(measuredAt), profile }));
}

/** The contract of the only source relation that the model reads, and the columns that have its names. */
function contractOf({ open, definition }: Standing) {
  const [input, ...others] = definition.inputs;
  if (input === undefined || others.length > 0 || input.kind !== 'source') return null;
  return (
    open.project.relations.find(({ name }) => name.toLowerCase() === input.relation.toLowerCase()) ?? null
  );
}

function notNullOf(standing: Standing): ReadonlyMap<string, string> {
  const contract = contractOf(standing);
  if (contract === null) return new Map();
  return new Map(
    contract.columns
      .filter(({ nullable }) => !nullable)
      .map(({ name }) => [name.toLowerCase(), `NOT NULL in ${contract.name}, by its contract`]),
  );
}

async function keysOf(
  standing: Standing,
  relation: string,
  profile: RowsProfile,
): Promise<SuggestionFacts['keys']> {
  const { session, definition } = standing;
  const single = profile.columns
    .filter(({ type, distinct, nulls }) => {
      const values = profile.rows - nulls;
      const isName = valueKind(type) === 'text' || /INT/.test(type);
      return isName && values >= 20 && distinct >= 0.95 * values;
    })
    .map(({ name }) => ({ columns: [name], constraint: null }));
  const declared = declaredKeys(standing, definition);
  const names = new Map(profile.columns.map(({ name }) => [name.toLowerCase(), name]));
  const candidates = [...declared, ...single].flatMap(({ columns, constraint }) => {
    const here = columns.flatMap((name) => names.get(name.toLowerCase()) ?? []);
    return here.length === columns.length && here.length > 0 ? [{ columns: here, constraint }] : [];
  });
  const found: { columns: readonly string[]; constraint: string | null }[] = [];
  for (const { columns, constraint } of candidates) {
    const same = (other: readonly string[]) => other.join('\n') === columns.join('\n');
    if (found.some(({ columns: other }) => same(other))) continue;
    const list = columns.map(quoteName).join(', ');
    const present = columns.map((name) => `${quoteName(name)} IS NOT NULL`).join(' AND ');
    const repeated = await session.query(
      `SELECT 1 FROM ${relation} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1 LIMIT 1`,
    );
    if (repeated.rows.length === 0) found.push({ columns, constraint });
  }
  return found;
}

function declaredKeys(
  standing: Standing,
  { header }: Definition,
): { readonly columns: readonly string[]; readonly constraint: string }[] {
  const contract = contractOf(standing);
  const named = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const inSource = new Map(contract?.columns.map(({ name, sourceName }) => [sourceName, name]) ?? []);
  return [
    { columns: named(header.grain), constraint: 'the grain, by the header' },
    { columns: named(header.uniqueKey), constraint: 'the unique key, by the header' },
    {
      columns: (contract?.key ?? []).map((name) => inSource.get(name) ?? name),
      constraint: `the key of ${contract?.name}, by its contract`,
    },
  ].filter(({ columns }) => columns.length > 0);
}
