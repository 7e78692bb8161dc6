/**
 * What dbt hands to templates besides the names of relations: the functions of `dbt` that differ between databases, in the words of dbt's own defaults, and those of `adapter` and `api` that need
 * no server. Parts of dates are in quotes, which no reader takes for a column. Source: docs.getdbt.com/reference/dbt-jinja-functions/cross-database-macros.
 */
export function dbtFunctions(): Readonly<Record<string, unknown>> {
  const types: Readonly<Record<string, string>> = {
    type_string: 'text',
    type_timestamp: 'timestamp',
    type_float: 'float',
    type_numeric: 'numeric(28, 6)',
    type_bigint: 'bigint',
    type_int: 'integer',
    type_boolean: 'boolean',
  };
  const typeWords = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, () => type]));
  return {
    dbt: {
      ...typeWords,
      cast: named(['field', 'type'], (field, type) => `cast(${field} as ${type})`),
      safe_cast: named(['field', 'type'], (field, type) => `cast(${field} as ${type})`),
      concat: (fields: unknown) => (Array.isArray(fields) ? fields.map(plain).join(' || ') : plain(fields)),
      hash: named(['field'], (field) => `md5(cast(${field} as text))`),
      length: named(['expression'], (text) => `length(${text})`),
      replace: named(
        ['field', 'old_chars', 'new_chars'],
        (field, old, made) => `replace(${field}, ${old}, ${made})`,
      ),
      current_timestamp: () => 'current_timestamp',
      any_value: named(['expression'], (value) => `any_value(${value})`),
      bool_or: named(['expression'], (value) => `bool_or(${value})`),
      escape_single_quotes: named(['expression'], (text) => text.replaceAll("'", "''")),
      except: () => 'except',
      intersect: () => 'intersect',
      position: named(['substring_text', 'string_text'], (part, text) => `position(${part} in ${text})`),
      right: named(['string_text', 'length_expression'], (text, count) => `right(${text}, ${count})`),
      split_part: named(
        ['string_text', 'delimiter_text', 'part_number'],
        (text, between, number) => `split_part(${text}, ${between}, ${number})`,
      ),
      string_literal: named(['value'], (text) => `'${text}'`),
      date_trunc: named(['datepart', 'date'], (part, date) => `date_trunc('${part}', ${date})`),
      dateadd: named(
        ['datepart', 'interval', 'from_date_or_timestamp'],
        (part, count, date) => `dateadd('${part}', ${count}, ${date})`,
      ),
      datediff: named(
        ['first_date', 'second_date', 'datepart'],
        (first, second, part) => `datediff('${part}', ${first}, ${second})`,
      ),
    },
    adapter: { quote: (name: unknown) => `"${plain(name)}"` },
    api: { Column: { translate_type: plain } },
  };
}

/** A function whose arguments may be given by name, as the last of a call's in a map. */
function named(names: readonly string[], write: (...values: readonly string[]) => string) {
  return (...given: readonly unknown[]): string => {
    const last = given.at(-1);
    const byName = last instanceof Map ? (last as ReadonlyMap<string, unknown>) : null;
    const inOrder = byName === null ? given : given.slice(0, -1);
    return write(
      ...names.map((name, index) => {
        const value = index < inOrder.length ? inOrder[index] : byName?.get(name);
        if (value === undefined) throw new Error(`the argument ${name} is missing`);
        return plain(value);
      }),
    );
  };
}

/** Values in lists and maps come wrapped. */
function plain(given: unknown): string {
  const value = typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
  if (value === undefined) throw new Error('undefined');
  return String(value);
}
