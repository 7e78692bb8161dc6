import type { Audit, PersonalColumn } from '../project/index.ts';
import { freeName, identifier, textLiteral } from './sql-text.ts';

type PersonalAudit = Extract<Audit, { name: 'no_personal_data' }>;
type SqlOf = (relation: string) => string;

/** The name of the column that says, beside a failing row, in which of its columns personal data was found: none of the model's. */
export function foundIn(columns: readonly { readonly name: string }[]): string {
  return freeName('personal_data_in', columns);
}

/** What stands in the place of personal data, as SQL; of one length, whatever it hides. */
export const personalMask = "'•••'";

const word = "'[\\p{L}\\p{N}]+'";

/** True for the rows in whose columns a personal value stands, false for all others. */
export function holdsPersonalData(audit: PersonalAudit, sqlOf: SqlOf): string {
  if (isIdle(audit)) return 'false';
  return `EXISTS (SELECT 1 ${hits(audit, audit.columns, sqlOf)})`;
}

/** The columns of a row in which a personal value stands, as a list of their names; NULL where there is none. */
export function personalColumnsOfRow(audit: PersonalAudit, sqlOf: SqlOf): string {
  if (isIdle(audit)) return 'CAST(NULL AS VARCHAR[])';
  return `(SELECT list(DISTINCT lode_text.lode_column ORDER BY lode_text.lode_column) ${hits(audit, audit.columns, sqlOf)})`;
}

/** The rows of `relation` that break the audit, without what was found: the columns that hold it are masked, and named in the column `beside`. */
export function personalRows(
  audit: PersonalAudit,
  relation: string,
  where: string,
  sqlOf: SqlOf,
  beside: string,
): string {
  const masked = audit.columns.map((name) => `${maskedWhere(beside, name)} AS ${identifier(name)}`);
  const items = [...masked, `array_to_string(${beside}, ', ') AS ${beside}`];
  const found = `SELECT *, ${personalColumnsOfRow(audit, sqlOf)} AS ${beside} FROM ${relation} WHERE ${where}`;
  return `SELECT * REPLACE (${items.join(', ')}) FROM (${found}) WHERE ${beside} IS NOT NULL`;
}

/** A column of text, masked where the list `columns` names it. */
export function maskedWhere(columns: string, name: string): string {
  return `CASE WHEN coalesce(list_contains(${columns}, ${textLiteral(name)}), false) THEN ${personalMask} ELSE ${identifier(name)} END`;
}

function isIdle({ columns, arguments: given }: PersonalAudit): boolean {
  return columns.length === 0 || given.personal.length === 0;
}

/**
 * FROM and WHERE of what is found in one row. The subquery is correlated by the columns alone: the engine takes the distinct texts, cuts each into words once, and joins these by hash with the distinct personal values. A value of several words
 * is joined by the first two, so that a first name or a street that many share does not multiply.
 */
function hits(audit: PersonalAudit, columns: readonly string[], sqlOf: SqlOf): string {
  const texts = columns.map(
    (name) => `{lode_column: ${textLiteral(name)}, lode_value: ${folded(identifier(name))}}`,
  );
  const text = [
    'SELECT lode_cut.lode_column, lode_cut.lode_words,',
    `unnest(list_distinct(list_concat(lode_cut.lode_words, list_transform(lode_cut.lode_words, lambda w, i: w || ' ' || lode_cut.lode_words[i + 1]), ${numbersOf('lode_cut.lode_value')}))) AS lode_key`,
    `FROM (SELECT lode_given.lode_column, lode_given.lode_value, regexp_extract_all(lode_given.lode_value, ${word}) AS lode_words`,
    `FROM (SELECT unnest([${texts.join(', ')}], recursive := true)) AS lode_given) AS lode_cut`,
  ].join(' ');
  return [
    `FROM (${text}) AS lode_text JOIN (\n${personalKeys(audit, sqlOf)}\n) AS lode_person ON lode_person.lode_key = lode_text.lode_key`,
    `WHERE lode_person.lode_phrase IS NULL OR contains(' ' || array_to_string(lode_text.lode_words, ' ') || ' ', lode_person.lode_phrase)`,
  ].join('\n');
}

/** A text without case and accents. */
function folded(text: string): string {
  return `lower(strip_accents(CAST(${text} AS VARCHAR)))`;
}

/** The digits of numbers that are written in groups: dates, groups with a sign between them, groups with spaces too. */
function numbersOf(text: string): string {
  const day = '[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}';
  const joined = '[0-9]+(?:[./-][0-9]+)+';
  const spaced = '[0-9]+(?:[ ./()-]{1,3}[0-9]+)+';
  const found = [day, joined, spaced].map((pattern) => `regexp_extract_all(${text}, '${pattern}')`);
  return `list_transform(list_concat(${found.join(', ')}), lambda n: ${digitsOf('n')})`;
}

function digitsOf(text: string): string {
  return `regexp_replace(${text}, '[^0-9]', '', 'g')`;
}

/** The distinct personal values: `lode_key` is what is joined, `lode_phrase` what must stand in the text besides. */
function personalKeys({ arguments: given }: PersonalAudit, sqlOf: SqlOf): string {
  const values = given.personal.map((column) => valuesOf(column, sqlOf)).join(' UNION ');
  const cut = `SELECT v.lode_value, v.lode_number OR regexp_full_match(v.lode_value, '\\s*[+(]*[0-9][0-9 ./()+-]*') AS is_number, ${digitsOf('v.lode_value')} AS digits, regexp_extract_all(v.lode_value, ${word}) AS words FROM (${values}) AS v`;
  const plain = `SELECT c.is_number, c.words, CASE WHEN c.is_number THEN c.digits ELSE array_to_string(c.words, ' ') END AS plain FROM (${cut}) AS c`;
  const ordinary = given.except.flatMap((text) => {
    const value = folded(textLiteral(text));
    return [`array_to_string(regexp_extract_all(${value}, ${word}), ' ')`, digitsOf(value)];
  });
  const isMeant = [
    `CASE WHEN p.is_number THEN length(p.plain) >= ${given.minDigits} ELSE length(replace(p.plain, ' ', '')) >= ${given.minLength} END`,
    ...(ordinary.length === 0 ? [] : [`p.plain NOT IN (${ordinary.join(', ')})`]),
  ];
  return [
    `SELECT DISTINCT CASE WHEN p.is_number OR len(p.words) = 1 THEN p.plain ELSE p.words[1] || ' ' || p.words[2] END AS lode_key,`,
    `CASE WHEN NOT p.is_number AND len(p.words) > 2 THEN ' ' || p.plain || ' ' END AS lode_phrase`,
    `FROM (${plain}) AS p WHERE ${isMeant.join(' AND ')}`,
  ].join(' ');
}

/** The distinct values of a column as folded texts. A date is looked for as people write it: year first, or day first with and without zeros. */
function valuesOf({ relation, column, as }: PersonalColumn, sqlOf: SqlOf): string {
  const name = identifier(column);
  const text = {
    text: folded(name),
    number: `regexp_replace(CAST(${name} AS VARCHAR), '\\.0*$', '')`,
    date: `unnest([strftime(${name}, '%Y%m%d'), strftime(${name}, '%d%m%Y'), strftime(${name}, '%-d%-m%Y')])`,
  }[as];
  return `SELECT ${text} AS lode_value, ${as !== 'text'} AS lode_number FROM ${sqlOf(relation)} WHERE ${name} IS NOT NULL`;
}
