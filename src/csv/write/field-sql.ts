import { type CsvRules, type FieldQuotes, isQuoted, specialLetters } from './rules.ts';

/** A column's text in SQL, NULL where the value is. */
export interface TextColumn {
  /** An expression without effects: it is repeated. */
  readonly sql: string;
  readonly kind: 'text' | 'number';
  /** All letters that can occur in it; null: any. */
  readonly alphabet: string | null;
  readonly quotes: FieldQuotes;
}

/**
 * The expression that gives a field of a text that is not NULL, as `fieldText` does. What cannot be written stands as it is: `unwritableSql` finds it.
 */
export function fieldSql(column: TextColumn, alone: boolean, rules: CsvRules): string {
  const { dialect, escapeLetter, doubleQuote } = rules;
  const { quote } = dialect;
  const { sql } = column;
  const never = dialect.quoting === 'never' || quote === '';
  const special = occurring(column, rules);
  const escaped = special.filter(
    (letter) => never || letter === escapeLetter || (letter === quote && !doubleQuote),
  );
  let written = sql;
  if (escapeLetter !== '')
    for (const letter of [escapeLetter, ...escaped.filter((each) => each !== escapeLetter)])
      if (escaped.includes(letter))
        written = `replace(${written}, ${sqlText(letter)}, ${sqlText(escapeLetter + letter)})`;
  if (special.includes(quote) && !escaped.includes(quote))
    written = `replace(${written}, ${sqlText(quote)}, ${sqlText(quote + quote)})`;
  if (isQuoted(rules, column.kind, column.quotes))
    return `concat(${sqlText(quote)}, ${written}, ${sqlText(quote)})`;
  const quoting = special.filter((letter) => !escaped.includes(letter));
  const needs = quoting.map((letter) => `contains(${sql}, ${sqlText(letter)})`);
  if (alone && !never) needs.push(`${sql} = ''`);
  if (needs.length === 0) return written;
  // Most fields need nothing: these are not searched twice.
  const other = escaped.length === 0 || escapeLetter === '' ? sql : written;
  return `CASE WHEN ${needs.join(' OR ')} THEN concat(${sqlText(quote)}, ${written}, ${sqlText(quote)}) ELSE ${other} END`;
}

/** A condition that holds for texts which cannot be written; null where all can. */
export function unwritableSql(column: TextColumn, alone: boolean, rules: CsvRules): string | null {
  const { dialect, escapeLetter, doubleQuote } = rules;
  const never = dialect.quoting === 'never' || dialect.quote === '';
  if (escapeLetter !== '') return alone && never ? `${column.sql} = ''` : null;
  const letters = occurring(column, rules).filter(
    (letter) => never || (letter === dialect.quote && !doubleQuote),
  );
  const conditions = letters.map((letter) => `contains(${column.sql}, ${sqlText(letter)})`);
  if (alone && never) conditions.push(`${column.sql} = ''`);
  return conditions.length === 0 ? null : conditions.join(' OR ');
}

function occurring(column: TextColumn, rules: CsvRules): readonly string[] {
  const { alphabet } = column;
  return specialLetters(rules).filter((letter) => alphabet === null || alphabet.includes(letter));
}

/** An SQL literal; letters that are hard to see by their number. */
export function sqlText(text: string): string {
  const parts = text.split(/([\u0000-\u001f])/).filter((part) => part !== '');
  if (parts.length === 0) return "''";
  const literals = parts.map((part) =>
    part.length === 1 && part < ' ' ? `chr(${part.charCodeAt(0)})` : `'${part.replaceAll("'", "''")}'`,
  );
  return literals.length === 1 ? literals[0]! : `(${literals.join(' || ')})`;
}
