import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { sqlTokens } from '../../text/index.ts';
import {
  type ColumnForm,
  longColumn,
  type Mapping,
  type MappingForm,
  placeIn,
  selectText,
  sqlName,
} from '../../triage/mapping/index.ts';

/** Columns that add up or count what stands in the first source alone, while the joins repeat its rows: the sums come out too high. Said by the rows at hand; nothing where they cannot be counted. */
export async function repeatedRows(session: Session, { file, node, form }: Mapping): Promise<Diagnostic[]> {
  const sources = Object.keys(form.sources ?? {});
  const first = sources.find((alias) => alias.toLowerCase() === (form.from ?? sources[0])?.toLowerCase());
  if (first === undefined || form.joins === undefined || form.union !== undefined) return [];
  const suspects = Object.entries(form.columns ?? {}).flatMap(([column, rule]) => {
    const sum = sumOf(rule);
    const read = sum === null ? [] : aliasesIn(sum, sources);
    return sum !== null && read.length === 1 && read[0] === first ? [{ column, sum }] : [];
  });
  if (suspects.length === 0) return [];
  const counted = await countRows(session, form, first);
  if (counted === null || counted.joined.length === 0) return [];
  return suspects.map(({ column, sum }) =>
    diagnose(
      'mapping-rows-repeated',
      { column, rule: sum, source: first, ...counted },
      { subject: placeIn(file, node, ['columns', column]) },
    ),
  );
}

const adding = /^(sum|avg|count|median|stddev\w*|var\w*)$/i;

/** What a rule adds up or counts; null: it does neither, or each value once. */
function sumOf(rule: ColumnForm): string | null {
  const { aggregate, expression } = longColumn(rule);
  if (aggregate !== undefined)
    return adding.test(aggregate.function) && aggregate.distinct !== true && aggregate.of !== undefined
      ? `${aggregate.function}(${aggregate.of})`
      : null;
  if (expression === undefined || /\b(distinct|over|select)\b/i.test(expression)) return null;
  return /\b(sum|avg|count)\s*\(/i.test(expression) ? expression : null;
}

function aliasesIn(sql: string, aliases: readonly string[]): string[] {
  const tokens = sqlTokens(sql).map(({ start, end }) => sql.slice(start, end));
  const named = tokens
    .filter((_, index) => tokens[index + 1] === '.')
    .map((word) => word.replaceAll('"', ''));
  return aliases.filter((alias) => named.some((word) => word.toLowerCase() === alias.toLowerCase()));
}

/** How many rows of the first source the joins give more than once, and which joins do. */
async function countRows(
  session: Session,
  form: MappingForm,
  first: string,
): Promise<{ repeated: number; joined: string[] } | null> {
  const row = 'lode_row';
  const numbered = Object.fromEntries(
    Object.entries(form.sources ?? {}).map(([alias, source]) => {
      const of = typeof source === 'string' ? source : (source.relation ?? `(\n${source.sql}\n)`);
      return [alias, { sql: `SELECT *, row_number() OVER () AS ${row} FROM ${of}` }];
    }),
  );
  const others = (form.joins ?? []).flatMap(({ source, type }) =>
    type === 'semi' || type === 'anti' ? [] : [source],
  );
  const rowOf = (alias: string) => `${sqlName(alias)}.${row}`;
  const {
    group_by: _,
    having: __,
    qualify: ___,
    order_by: ____,
    limit: _____,
    distinct: ______,
    ...rest
  } = form;
  const rows: MappingForm = {
    ...rest,
    sources: numbered,
    columns: Object.fromEntries([first, ...others].map((alias, index) => [`r${index}`, rowOf(alias)])),
  };
  const text = selectText(rows);
  if (text.includes('{{')) return null;
  const pairs = others.map(
    (_, index) => `(count(DISTINCT (r0, r${index + 1})) > count(DISTINCT r0))::INTEGER`,
  );
  try {
    const repeats = `SELECT count(*) FROM (SELECT r0 FROM lode_rows GROUP BY r0 HAVING count(*) > 1)`;
    const { rows: found } = await session.query(
      `WITH lode_rows AS (SELECT * FROM (\n${text}\n) WHERE r0 IS NOT NULL) SELECT (${repeats}), ${pairs.join(', ')} FROM lode_rows`,
    );
    const [repeated, ...each] = (found[0] ?? []).map(Number);
    return { repeated: repeated ?? 0, joined: others.filter((_, index) => each[index] === 1) };
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}
