import type { SourceFile } from '../../text/index.ts';

/**
 * Macros that every project has: `{{> lode/name argument=value}}`. A project's own `macros/lode/name.hbs` goes before. Arguments are SQL, written as text. Each
 * begins with what it gives and an example, which a test runs.
 */
export const standardMacros: Readonly<Record<string, SourceFile>> = Object.fromEntries(
  Object.entries({
    surrogate_key: `{{!--
A key of 32 hexadecimal digits over the columns. NULL and '' differ, ('a', 'bc') and ('ab', 'c') too.
{{> lode/surrogate_key columns='facility, invoice_number'}} AS line_key
--}}md5(CAST(json_array({{columns}}) AS VARCHAR))`,

    safe_divide: `{{!--
A quotient that is NULL where the divisor is 0.
{{> lode/safe_divide numerator='minutes' denominator='residents'}} AS minutes_per_resident
--}}(({{numerator}}) / nullif(({{denominator}}), 0))`,

    date_spine: `{{!--
A table of one column, \`date\`: every day from the first to the last, both included; \`step\` may be day, week, month or year.
FROM {{> lode/date_spine first="DATE '2024-01-01'" last="DATE '2024-01-31'"}} AS days
--}}(SELECT CAST(unnest(generate_series(CAST({{first}} AS TIMESTAMP), CAST({{last}} AS TIMESTAMP), INTERVAL 1 {{#if step}}{{step}}{{else}}day{{/if}})) AS DATE) AS date)`,

    deduplicate: `{{!--
The rows of a relation, of each group \`by\` only the first in \`order\`. The order should name a row: ties are kept by chance.
FROM {{> lode/deduplicate relation='bronze.lines' by='line' order='changed_at DESC, version DESC'}} AS lines
--}}(SELECT * /* lode: allow(select-star) */ FROM {{relation}} QUALIFY row_number() OVER (PARTITION BY {{by}} ORDER BY {{order}}) = 1)`,

    pivot: `{{!--
One row for each group \`by\`, one column for each of the known values of a column.
FROM {{> lode/pivot relation='silver.billing' by='facility' column='category' values="'care', 'meals'" value='sum(amount)'}} AS wide
--}}(SELECT * /* lode: allow(select-star) */ FROM (PIVOT {{relation}} ON {{column}} IN ({{values}}) USING {{value}} GROUP BY {{by}}))`,

    union_by_name: `{{!--
All rows of several relations, columns matched by name; what a relation lacks is NULL. The relations are a list in \`vars:\` of project.yml.
FROM {{> lode/union_by_name relations=(var 'yearly_tables')}} AS all_years
--}}({{#each relations}}{{#unless @first}} UNION ALL BY NAME {{/unless}}SELECT * /* lode: allow(select-star) */ FROM {{this}}{{/each}})`,
  }).map(([name, text]) => [`lode/${name}`, { path: `lode/${name}.hbs`, text }]),
);
