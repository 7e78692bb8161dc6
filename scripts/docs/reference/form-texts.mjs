/** What stands above the generated keys of each YAML form, and an example that the tests check against the schema. */
export const formTexts = {
  project: {
    file: 'project-yml.md',
    title: 'project.yml',
    prose: [
      'A folder with a `project.yml` is a project. Only `name` is required. `${NAME}` and `${NAME:-default}` are replaced in `lake`, `access`, `storage`, the settings of',
      'sources, [hooks](../how-to/get-told.md) and [`openlineage`](../how-to/see-what-happened.md#openlineage), from the environment and from a file `.env` beside `project.yml`. They are replaced in values only, after the YAML was parsed.',
      'Secrets belong there. They never reach a definition, a plan, a log or a report.',
      '',
      'An unknown key is an error, with the nearest known one. `lints` sets the severity of a rule: `error`, `warning`, `note` or `off`.',
    ].join('\n'),
    example: `name: shop
lake: lake
default_target: mock
time_zone: Europe/Brussels
retention: 30 days
vars:
  late_after_days: 10
targets:
  mock:
    sources:
      erp: {type: parquet, path: seeds/erp}
  production:
    sources:
      erp:
        type: firebird
        host: \${ERP_HOST:-localhost}
        database: /srv/firebird/erp.fdb
        user: LODE
        password: \${ERP_PASSWORD}
        charset: UTF8
`,
  },
  header: {
    file: 'model-header.md',
    title: 'Model header',
    prose: [
      'A model is one SQL file below `models/<layer>/`. Its header is YAML in the block comment at its top, from `/* ---` to `--- */`. The header may be missing:',
      'then the model is `full`, without audits. The name of the model is its layer and its file name; folders below the layer are not part of it:',
      '`models/gold/care/kpis_daily.sql` is `gold.kpis_daily`.',
      '',
      'The header is cut off before the templates are rendered. `*/` cannot stand inside of it: write a cron step `*/15` as `0/15`.',
      '',
      'Kinds that this version builds: `full` (the whole table is computed again), `view` (nothing is stored, readers of the environment compute it), `embedded`',
      '(a part of the models that read it) and `seed`. The other kinds are recognised and refused with [`kind-not-available`](../diagnostics/kind-not-available.md).',
      '',
      'What the audits mean is on [a page of their own](audits.md).',
    ].join('\n'),
    example: `kind: full
grain: [facility, date]
description: Care minutes per facility and day
columns:
  facility: Code of the home
  residents: {description: Distinct residents, audits: [not_null]}
audits:
  - unique: [facility, date]
  - accepted_range: {column: care_minutes, min: 0}
`,
  },
  contract: {
    file: 'contracts.md',
    title: 'Contracts of sources',
    prose: [
      'A contract is the recorded schema of a source: which relations bronze models may read, with which columns and types. It is a file',
      '`models/bronze/<source>.source.yml`. `lode source pull SOURCE` writes it and brings it up to date; descriptions and tags that people wrote stay.',
      'With a contract, `lode compile`, `render` and `plan` need no connection to the source.',
    ].join('\n'),
    example: `source: erp
relations:
  ORDERS:
    description: Orders as entered
    columns:
      ID: {type: BIGINT, nullable: false}
      AMOUNT: {type: "DECIMAL(18,4)"}
      CUSTOMER_NAME: {type: VARCHAR, pii: name}
`,
  },
  seed: {
    file: 'seeds.md',
    title: 'Seeds',
    prose: [
      'A seed is a CSV file in the seeds’ folder, `seeds/countries.csv` or `seeds/countries.csv.gz`. Models read it as `seeds.countries`. The dialect is fixed: UTF-8, a',
      'first line with the names, a comma, `"` as quote, doubled inside a quoted field. Every row is checked. An empty field is NULL, `""` is an empty text.',
      'Types are found from all values. A YAML file of the same name beside it gives descriptions and types where they should not be found:',
    ].join('\n'),
    example: `seed: countries
description: Countries that we deliver to
columns:
  code: {type: VARCHAR, description: ISO 3166 code}
  vat: {type: "DECIMAL(5,2)"}
`,
  },
  exposure: {
    file: 'exposures.md',
    title: 'Exposures',
    prose: [
      'An exposure is a consumer outside of the lake: a dashboard, a report, an export. It says what it reads, by relation and columns or by its query. `lode lineage`',
      'then shows it as the end of a path, and `lode compile` fails where a column that somebody reads goes away. Exposures are YAML files in the folder `exposures/`.',
    ].join('\n'),
    example: `exposures:
  board_report:
    type: dashboard
    owner: finance@example.org
    url: https://bi.example.org/board
    reads:
      gold.finance_monthly: [facility, month, revenue]
  care_export:
    type: export
    sql: SELECT facility, date, care_minutes FROM gold.care_home_kpis_daily
`,
  },
  exports: {
    file: 'exports.md',
    title: 'Exports',
    prose: [
      'An export is a table that is handed on as files to somebody who does not read Delta. Exports are declared in `exports.yml`, and in the YAML files of the folder `exports/`. `lode export` writes',
      'them from a committed version of an environment; [how to](../how-to/export-files.md). In lineage and plans an export is a consumer like an [exposure](exposures.md).',
      '',
      '`path`, `manifest` and `where` may hold `{{date}}` (the night, `2024-10-01`; in `where` a DATE), `{{date "%d%m%Y"}}`, `{{var "name"}}` (of `project.yml`), `{{environment}}` and `{{version}}`; `path` also the columns',
      'of `partition_by`, e.g. `{{facility}}`. What a file name cannot hold on some system is written as `%3A`.',
      '',
      'With `like: pandas`, whatever is not said is as `DataFrame.to_csv(index=False)` has it: `True` and `False`, NULL quoted where text is, whole numbers as `3.0` as soon as one of the column is missing, timestamps without a time',
      'where all of the column are midnight, and with as many digits of a second as the column needs; numbers with a `float_format` or a decimal comma are text where text is quoted. `digits`, `null_words` and the others are named',
      'otherwise there: `na_rep` is `null_words`, `sep` is `separator`, `quoting` 0 to 3 are `needed`, `all`, `text` and `never`, `errors` is `unencodable`.',
    ].join('\n'),
    example: `folder: out
defaults:
  separator: ";"
  encoding: windows-1252
  line_end: crlf
  decimal: ","
exports:
  billing:
    model: gold.billing_lines
    path: billing_{{date "%Y%m%d"}}.csv
    columns:
      - facility
      - {column: date, as: DATE, format: "%d.%m.%Y"}
      - {column: minutes, as: DUREE, cast: DOUBLE, digits: 2}
    where: "date < {{date}}"
    order_by: [facility, date desc nulls first]
    after: apply
`,
  },
  parity: {
    file: 'parity-yml.md',
    title: 'parity.yml',
    prose: [
      'The pairs of a [parallel run](../how-to/run-old-and-new-side-by-side.md): what is to be the same every night. The file lies beside `project.yml`; `lode parity` reads it, nothing else does.',
      'A pair takes all that [`lode compare --options`](comparisons.md#rules) takes, and what is below. `left` is the old side and `right` the new one. Paths are relative to the project. `${NAME}` and',
      '`${NAME:-default}` are replaced in values; secrets belong into the settings of sources.',
      '',
      'In every text of a pair `{{night}}` is the night, such as `2026-03-01`; `{{night - 1}}` the day before; `{{night - 1 "%Y%m%d"}}` is `20260228` (`%Y`, `%y`, `%m`, `%d`, `%j`). A night is a day of the',
      'calendar in `time_zone`: the one on which the comparison is made. Ages (`minimum_age`) are counted from now, for a night that is over from its end.',
      '',
      'A difference is accepted only as far as an entry of `accepted` names it, and up to and with the night `until`. A changed row is accepted where each of its differing columns is; a row of one side where',
      '`only_in` and `where` cover it. A condition in `where` is over the key, `<column>_left`, `<column>_right`, and `_row` (`changed`, `left`, `right`). Columns that one side lacks are never accepted: `ignore` them.',
      '',
      'A pair whose entry is wrong fails, and the others are compared.',
    ].join('\n'),
    example: `time_zone: Europe/Brussels
schedule: weekdays
days_off: [2026-12-25, {from: 2026-07-20, to: 2026-07-24, reason: the old server moves}]
defaults:
  owner: anna@example.org
  left: {encoding: windows-1252, separator: ";", decimal: ","}
pairs:
  billing:
    description: Every billed intervention
    left: old/billing_{{night - 1 "%Y%m%d"}}.csv
    right: {side: gold.billing, where: "day = DATE '{{night - 1}}'"}
    key: [invoice, line]
    map: {MONTANT: amount}
    tolerance: {amount: 0.01}
    text: {customer: [padding, case]}
    accepted:
      - columns: [minutes]
        where: "site = 'BRU1'"
        max_rows: 20
        until: 2026-04-15
        reason: The old job cuts minutes to whole ones
        by: anna
  billing_file:
    compare: bytes
    required: false
    left: old/billing_{{night "%Y%m%d"}}.csv
    right: exports/billing.csv
`,
  },
  mapping: {
    file: 'mapping.md',
    title: 'Mappings',
    prose: [
      'A mapping says what a model is made from, column by column. Mappings are YAML files in `mappings/`, one for a model; [how to fill one in](../how-to/fill-a-mapping.md). `lode mapping check` says what is wrong with them,',
      '`lode mapping generate` makes model, audits, a first unit test and the parity pair of them, `lode mapping extract` writes one from a legacy view or query, one for each table that [a procedure writes](../how-to/carry-a-procedure-over.md), or one from a data flow of an SSIS package (`lode mapping extract "load.dtsx#Load invoices"`). For editors and programs there is `schemas/mapping.schema.json`.',
      '',
      'A column has one rule: `direct`, `expression`, `constant`, `lookup` or `aggregate`; a text in the place of a rule is `direct`. Every piece of SQL is DuckDB’s, over the aliases of `sources`, and may use the macros and variables of',
      'the project (`{{var "late_after_days"}}`). `type` casts what the rule gives. What no rule can say is written as a SELECT: `sql` in the place of sources, joins, filters and rules, for a step of `with`, a part of a `union` or the whole.',
      '',
      'Comments of a query become notes: of a column where they stand behind it or in the lines before it, of the mapping elsewhere. What a query is grouped by is the grain.',
      '',
      'Of a data flow a lookup and a merge join become joins, a conditional split filters, a derived column an expression; an aggregate, a union, a pivot, an unpivot and a sort that drops doubles become steps of `with`. What is not known to mean',
      'the same in DuckDB is never guessed: a column becomes `error(…)`, which stops the build, and what a procedure, a program or a file gives a relation below `legacy` that somebody has to provide. `origin.notes` names the component of each:',
      '[every component](../how-to/move-ssis-packages.md). A data flow is no query that the result could be proved against, so the exit code is 2: compare the rows with `lode parity`.',
      '',
      'The grain and the `keys` become audits: `unique`. In `group_by` a name of a column means that column’s rule. A lookup is a scalar subquery: where two rows match, the build stops with an error, and no row is lost or doubled.',
    ].join('\n'),
    example: `target:
  model: gold.services_yearly
  description: What each service brought in, by home and year
  owner: finance
origin: {object: dbo.v_services_yearly, dialect: tsql}
grain: [facility, year, service]
sources:
  b: silver.billing
  s: silver.services
from: b
joins:
  - {source: s, type: left, on: s.service_code = b.service_code}
filters:
  - b.amount IS NOT NULL
columns:
  facility: b.facility
  year: {expression: year(b.date), type: INTEGER, description: Year of the intervention}
  service: {expression: "coalesce(s.service, '?')"}
  currency: {constant: EUR}
  region: {lookup: {in: seeds.facility_targets, match: {facility: any_value(b.facility)}, value: region, default: unknown}}
  revenue: {aggregate: {function: sum, of: b.amount}, type: "DECIMAL(18,2)", audits: [{accepted_range: {min: 0}}]}
  late: {aggregate: {function: count, where: b.is_late}}
group_by: [facility, year, service]
quality:
  - row_count: {min: 1}
parity:
  left: old/services.csv
  tolerance: 0.01
`,
  },
  triage: {
    file: 'triage-yml.md',
    title: 'triage.yml',
    prose: [
      'What was decided of a legacy estate. The file lies beside `project.yml`, under version control; [`lode triage`](../how-to/triage-a-legacy-estate.md) reads it, and checks every decision against what is there by now: a dropped object',
      'that is read again or that something kept needs (exit code 3), an object that is gone and an owner that is missing (exit code 2). Ids are those of the inventory, compared without case.',
    ].join('\n'),
    example: `wave: {size: 40, unit: points}
ready_after: 14
owners:
  billing.*: finance
  "*": care
objects:
  billing.v_invoices: {decision: keep, date: 2026-03-01, reason: The closing needs it}
  billing.v_invoices_old: {decision: drop, date: 2026-03-01, reason: Replaced in 2019}
  billing.v_invoices_by_home: {decision: merge, into: billing.v_invoices, date: 2026-03-08}
  billing.v_lines: {decision: keep, model: silver.billing}
`,
  },
  usage: {
    file: 'usage-yml.md',
    title: 'usage.yml',
    prose: [
      'What is known of query logs, beside `project.yml`. [`lode usage import`](../how-to/import-usage.md) leaves out the queries of robots by it: a log that was imported under other rules is read anew by the next import. `lode usage show` and',
      '[`lode triage`](../how-to/triage-a-legacy-estate.md) print `blind_spots` with those that Lode finds itself, beside all that is called unused. The file may be missing.',
      '',
      'Robots that Lode knows: its own builds, dbt, SQLMesh, backups (`pg_dump`, `gbak`, `mysqldump` …), loaders (Fivetran, Airbyte, Stitch) and monitors, by the name of the user, of the program, or by what they write in a comment. Letters count the same, small or large.',
    ].join('\n'),
    example: `robots:
  users: [svc_*, nightly]
  applications: [Airflow*]
  patterns: ["^/\\\\* nightly"]
blind_spots:
  - The cube of controlling reads through a gateway that is not logged.
`,
  },
  unitTests: {
    file: 'unit-tests.md',
    title: 'Unit tests',
    prose: [
      'A unit test gives rows for what a model reads and says which rows must come out. `lode test` runs the tests without a lake and without sources. They are YAML files in',
      '`tests/unit/`. Only columns that a row names matter: in given rows the others are NULL of their type, in expected rows they are not compared. A column that only some of the',
      'rows name is NULL in the others.',
      '',
      'What is given may be any relation upstream of the model, as `rows`, `csv`, `file` or `sql`. A relation that the model reads is a table of these rows. If one further up is given, which the model does not read',
      'itself, the models between are computed. `computed` in the place of rows asks for the same. Everything else is empty. Models that keep rows or versions are tested by what their query gives,',
      'not by what is merged into their table.',
    ].join('\n'),
    example: `tests:
  two_visits_of_one_resident:
    model: gold.care_home_kpis_daily
    given:
      silver.billing:
        - {facility: LIE1, date: 2024-07-01, customer_key: a1, duration: 20}
        - {facility: LIE1, date: 2024-07-01, customer_key: a1, duration: 25}
    expect:
      rows:
        - {facility: LIE1, date: 2024-07-01, care_minutes: 45, residents: 1, interventions: 2}

  late_is_what_the_project_says:
    model: silver.billing
    vars: {late_after_days: 2}
    given:
      silver.billing_versions:
        csv: |
          facility,line_number,status,date,recorded_at
          LIE1,1,recorded,2024-07-01,2024-07-03 10:00:00
          LIE1,2,recorded,2024-07-01,2024-07-04 10:00:00
    expect:
      rows:
        - {line_number: 1, is_late: false}
        - {line_number: 2, is_late: true}
`,
  },
};
