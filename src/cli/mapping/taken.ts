import { basename } from 'node:path';
import type { Dialect, Inventory } from '../../triage/index.ts';
import {
  commentsOf,
  type ExtractedQuery,
  extractQuery,
  groupColumns,
  longColumn,
  type MappingForm,
} from '../../triage/mapping/index.ts';
import { extractOfFlow, type FlowOrigin, targetOf } from './flow-of-package.ts';
import type { KnownRelations } from './known-relations.ts';
import type { Legacy } from './legacy-origin.ts';
import { type OriginalQuery, originalQuery } from './original-query.ts';

/** What a mapping is made of. `original`: null where it is no query. */
export interface Taken extends ExtractedQuery {
  readonly origin: NonNullable<MappingForm['origin']>;
  readonly name: string;
  readonly original: OriginalQuery | null;
}

export async function takenFromQuery(
  from: string,
  { file, dialect, object, notes: ofText }: Legacy,
  relations: KnownRelations,
): Promise<Taken> {
  const original = await originalQuery(file, dialect, relations.tableOf);
  const extracted = extractQuery(original.sql, { columnsOf: relations.columnsOf });
  // What a translation reads was asked for while it was made.
  if (dialect === 'duckdb') for (const parts of relationsIn(extracted.query)) relations.tableOf(parts);
  const whole = object?.name ?? original.name ?? basename(file.path).replace(/\.\w+$/, '');
  const name = whole.split('.').at(-1)!;
  const comments = commentsOf(file.text);
  const told = [
    ...ofText,
    ...extracted.notes,
    ...comments.others.map((said) => `A comment of the original: ${said}`),
  ];
  const notes = notesOf(told, original);
  const origin = {
    object: object?.id ?? original.name?.toLowerCase() ?? from,
    file: file.path,
    dialect,
    ...(notes.length === 0 ? {} : { notes }),
  };
  return { query: withComments(extracted.query, comments.columns), notes: told, origin, name, original };
}

/** What the original says of a column becomes the note of its rule, where there are as many columns as the text has. */
function withComments(
  query: ExtractedQuery['query'],
  comments: readonly (string | null)[],
): ExtractedQuery['query'] {
  const columns = Object.entries(query.columns ?? {});
  if (columns.length !== comments.length || query.sql !== undefined) return query;
  return {
    ...query,
    columns: Object.fromEntries(
      columns.map(([name, rule], at) => {
        const note = comments[at];
        return [name, note == null ? rule : { ...longColumn(rule), note }];
      }),
    ),
  };
}

export async function takenFromFlow(
  flow: FlowOrigin,
  dialect: Dialect | null,
  relations: KnownRelations,
  inventory: Inventory | null,
): Promise<Taken> {
  const extracted = await extractOfFlow(flow, dialect, relations.tableOf, inventory);
  const origin = {
    object: `${flow.path}#${flow.flow.id}`,
    file: flow.path,
    ...(extracted.notes.length === 0 ? {} : { notes: [...extracted.notes] }),
  };
  return { ...extracted, origin, name: targetOf(flow), original: null };
}

/** What stands in `origin.notes`: what stayed SQL, and where the translation may mean something else. */
export function notesOf(notes: readonly string[], original: OriginalQuery): string[] {
  const warned = original.warnings.map(({ summary, detail }) =>
    detail === undefined ? summary : `${summary}. ${detail}`,
  );
  return [...new Set([...notes, ...warned])];
}

/** A mapping of what was taken; its grain is what a grouped query is grouped by. */
export function formOf(
  target: MappingForm['target'],
  origin: NonNullable<MappingForm['origin']>,
  query: ExtractedQuery['query'],
): MappingForm {
  const grain = query.distinct === true ? null : groupColumns(query);
  return { target, origin, ...(grain === null ? {} : { grain: [...grain] }), ...query };
}

/** The relations that the sources of a mapping name, its own steps left out. */
function relationsIn(query: ExtractedQuery['query']): string[][] {
  const steps = Object.values(query.with ?? {});
  const own = new Set(Object.keys(query.with ?? {}).map((name) => name.toLowerCase()));
  const selects = [query, ...steps].flatMap((each) => [each, ...(each.union ?? [])]);
  return selects
    .flatMap(({ sources }) => Object.values(sources ?? {}))
    .flatMap((source) => (typeof source === 'string' ? source : (source.relation ?? [])))
    .filter((relation) => !own.has(relation.toLowerCase()))
    .map((relation) => relation.split('.').map((part) => part.replaceAll('"', '')));
}
