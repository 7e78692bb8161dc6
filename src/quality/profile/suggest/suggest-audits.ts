import type { Audit } from '../../../project/index.ts';
import type { ColumnProfile } from '../profile.ts';
import { valueKind } from '../value-kind.ts';
import type { Suggestion, SuggestionFacts } from './suggestion.ts';

/** Of fewer rows nothing can be concluded. */
const leastRows = 20;

/**
 * The audits that hold of all rows and say something that is not audited yet, in the order of the columns, those of several columns last. Of columns with personal data only such as name no value.
 */
export function suggestAudits(facts: SuggestionFacts, audits: readonly Audit[]): readonly Suggestion[] {
  const { profile } = facts;
  if (profile.rows === 0) return [];
  const single = profile.columns.flatMap((column) => ofColumn(facts, column));
  const several = facts.keys
    .filter(({ columns }) => columns.length > 1)
    .map(({ columns, constraint }): Suggestion => keySuggestion(facts, columns, constraint));
  return [...single, ...several].filter((each) => !isAudited(each, audits));
}

function ofColumn(facts: SuggestionFacts, column: ColumnProfile): Suggestion[] {
  const { profile } = facts;
  const of = { columns: [column.name], rows: profile.rows };
  const found: Suggestion[] = [];
  const lower = column.name.toLowerCase();
  const constraint = facts.notNull.get(lower) ?? null;
  if (column.nulls === 0 && (constraint !== null || profile.rows >= leastRows)) {
    const versions = versionsIn(facts, column.name, ({ nulls }) => nulls === 0);
    const reason = constraint ?? 'no row has NULL';
    found.push({ ...of, audit: 'not_null', reason, versions, from: constraint === null ? 'data' : 'source' });
  }
  for (const key of facts.keys)
    if (key.columns.length === 1 && key.columns[0]!.toLowerCase() === lower)
      found.push(keySuggestion(facts, [column.name], key.constraint));
  if (column.pii !== null || profile.rows < leastRows) return found;
  const values = facts.values.get(lower);
  if (values !== undefined) {
    const known = new Set(values);
    const versions = versionsIn(facts, column.name, (past) =>
      past.top.every(({ value }) => known.has(value)),
    );
    const reason = `all rows have one of ${values.length} values`;
    found.push({ ...of, audit: 'accepted_values', values, reason, versions, from: 'data' });
  }
  const range = rangeOf(facts, column);
  if (range !== null) found.push(range);
  const pattern = facts.patterns.get(lower);
  if (pattern !== undefined && values === undefined)
    found.push({
      ...of,
      audit: 'match_regex',
      pattern,
      reason: 'all values have one form',
      versions: null,
      from: 'data',
    });
  for (const { column: name, to, field, values: count } of facts.references)
    if (name.toLowerCase() === lower) {
      const reason = `each of ${count} different values stands in ${to}.${field}`;
      found.push({ ...of, audit: 'relationships', to, field, reason, versions: null, from: 'data' });
    }
  const fresh = freshnessOf(facts, column);
  if (fresh !== null) found.push(fresh);
  return found;
}

function keySuggestion(
  facts: SuggestionFacts,
  columns: readonly string[],
  constraint: string | null,
): Suggestion {
  const [only] = columns;
  const versions =
    columns.length > 1
      ? null
      : versionsIn(facts, only!, ({ distinct, nulls, distinctExact }, rows) =>
          distinctExact ? distinct === rows - nulls : null,
        );
  const reason = constraint ?? 'no two rows have the same value';
  const from = constraint === null ? 'data' : 'source';
  return { audit: 'unique', columns, rows: facts.profile.rows, reason, versions, from };
}

/** Numbers that are names: no bound says anything of them. */
const namesSomething = /(^|_)(id|key|number|num|no|nr|code)$/;

/** Bounds that mean something: none below zero, shares between 0 and 1, percentages up to 100. Bounds that only happen to be those of today's rows are not worth an alarm. */
function rangeOf(facts: SuggestionFacts, column: ColumnProfile): Suggestion | null {
  if (valueKind(column.type) !== 'number' || column.min === null || column.max === null) return null;
  const [min, max] = [Number(column.min), Number(column.max)];
  if (!Number.isFinite(min) || !Number.isFinite(max) || min < 0 || min === max) return null;
  const whole = /INT/.test(column.type);
  const name = column.name.toLowerCase();
  if (facts.keys.some(({ columns }) => columns.length === 1 && columns[0]!.toLowerCase() === name))
    return null;
  if (namesSomething.test(name)) return null;
  const top =
    !whole && max <= 1 && /share|ratio|rate|proba|fraction/.test(name)
      ? 1
      : max <= 100 && /percent|pct|pourcent/.test(name)
        ? 100
        : null;
  const versions = versionsIn(facts, column.name, (past) =>
    past.min === null ? null : Number(past.min) >= 0 && (top === null || Number(past.max) <= top),
  );
  // What was below zero before may be so again.
  if (versions !== null && versions.held < versions.known) return null;
  const reason = `least ${column.min}, greatest ${column.max}`;
  const of = { columns: [column.name], rows: facts.profile.rows, reason, versions, from: 'data' } as const;
  return { ...of, audit: 'accepted_range', min: 0, max: top };
}

const hour = 3_600_000;

/** How old the newest value was at most when a version was made, twice over. Two versions at least must tell. */
function freshnessOf(facts: SuggestionFacts, column: ColumnProfile): Suggestion | null {
  if (!/^(DATE|TIMESTAMP)/.test(column.type) || facts.past.length < 2) return null;
  const newest = facts.past.flatMap(({ at, profile }) => {
    const past = profile.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    const moment = past?.max == null ? null : momentOf(past.max);
    return moment === null ? [] : [{ at, moment }];
  });
  const moved = new Set(newest.map(({ moment }) => moment)).size > 1;
  const ages = newest.map(({ at, moment }) => at - moment);
  if (newest.length < 2 || !moved || ages.some((age) => age < -24 * hour)) return null;
  const oldest = Math.max(...ages, 0);
  if (oldest > 60 * 24 * hour) return null;
  const least = column.type === 'DATE' ? 48 * hour : 6 * hour;
  const allowed = Math.max(least, 2 * oldest);
  // It must pass now, too.
  const now = column.max === null ? null : momentOf(column.max);
  if (now === null || facts.now - now > allowed) return null;
  const hours = Math.ceil(allowed / hour);
  const maxAge = hours > 72 ? `${Math.ceil(hours / 24)} days` : `${hours} hours`;
  const reason = `the newest value was never older than ${ageWords(oldest)} when a version was made`;
  const versions = { held: newest.length, known: newest.length };
  const of = { columns: [column.name], rows: facts.profile.rows, reason, versions, from: 'data' } as const;
  return { ...of, audit: 'freshness', maxAge };
}

function ageWords(age: number): string {
  const hours = Math.ceil(age / hour);
  if (hours > 72) return `${Math.ceil(hours / 24)} days`;
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** Of a date or a time as the engine writes it; what has no zone is taken for UTC. */
function momentOf(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2})(\.\d+)?([+-]\d{2})?(:\d{2})?)?$/.exec(text);
  if (match === null) return null;
  const [, day, time = '00:00:00', , zone, minutes = ':00'] = match;
  const moment = Date.parse(`${day}T${time}${zone === undefined ? 'Z' : `${zone}${minutes}`}`);
  return Number.isNaN(moment) ? null : moment;
}

/** In how many earlier versions something held; `test` gives null where a version cannot tell. */
function versionsIn(
  { past }: SuggestionFacts,
  name: string,
  test: (column: ColumnProfile, rows: number) => boolean | null,
): Suggestion['versions'] {
  const told = past.flatMap(({ profile }) => {
    const column = profile.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const held = column === undefined || profile.rows === 0 ? null : test(column, profile.rows);
    return held === null ? [] : [held];
  });
  return told.length === 0 ? null : { held: told.filter((held) => held).length, known: told.length };
}

/** Whether an audit of the model says as much already. */
function isAudited(suggestion: Suggestion, audits: readonly Audit[]): boolean {
  const folded = suggestion.columns.map((name) => name.toLowerCase());
  return audits.some((audit) => {
    if (audit.name !== suggestion.audit) return false;
    const columns = audit.columns.map((name) => name.toLowerCase());
    // Where fewer columns name a row already, more do, too.
    if (audit.name === 'unique') return columns.every((name) => folded.includes(name));
    return folded.every((name) => columns.includes(name));
  });
}
