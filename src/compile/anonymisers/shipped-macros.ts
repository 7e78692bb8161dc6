import { markName } from '../../lineage/index.ts';
import type { PrivacyPolicy } from '../../project/index.ts';
import type { SourceFile } from '../../text/index.ts';

/** Where the shipped macros would stand, if they stood in a file. */
export const shippedMacrosPath = 'lode/anonymisers.sql';

/** The macro that a shipped anonymiser is, and the name under which the engine has the function that it calls. */
export const keyedHash = { macro: 'hmac_sha256', engineFunction: 'lode_hmac_sha256' } as const;

/** The names that a project's own macros cannot have: Lode's functions and macros for personal data. */
export const shippedNames: readonly string[] = [
  'xxh32',
  'xxh64',
  keyedHash.macro,
  keyedHash.engineFunction,
  'mask',
  'generalize_date',
  'age_band',
  'generalize_number',
];

/**
 * The anonymisers that are SQL, as a file of macros that every project has. Each value is taken out of a struct whose field names the macro (see `markMacro`), so that privacy and lineage see the call in every plan.
 * The current version of each secret stands in the text: a model's definition has it, and rotating a secret changes what is computed. No secret's value does.
 */
export function shippedMacros({ secrets }: Pick<PrivacyPolicy, 'secrets'>): SourceFile {
  const names = Object.keys(secrets);
  const usual = 'default' in secrets ? 'default' : names.length === 1 ? names[0]! : null;
  // One version a line: a plan shows the lines that differ.
  const current = names.map((name) => `    WHEN ${literal(name)} THEN ${literal(secrets[name]!.current)}\n`);
  const hash = (secretAndVersion: string) =>
    marked(keyedHash.macro, `${keyedHash.engineFunction}(value, ${secretAndVersion})`);
  // Not NULL: the engine would make the whole call NULL, and nobody would be told.
  const versionOf = names.length === 0 ? "''" : `CASE secret\n${current.join('')}    ELSE ''\n  END`;
  const ofUsual =
    usual === null ? "'', ''" : `\n    ${literal(usual)}, ${literal(secrets[usual]!.current)}\n  `;
  const statements = [
    `CREATE MACRO ${keyedHash.macro}(value) AS ${hash(ofUsual)},
  (value, secret) AS ${hash(`secret, ${versionOf}`)},
  (value, secret, version) AS ${hash('secret, version')}`,
    `CREATE MACRO mask(value, keep_first := 0, keep_last := 0) AS ${marked('mask', masked)}`,
    `CREATE MACRO generalize_date(value, unit) AS ${marked('generalize_date', generalizedDate)}`,
    `CREATE MACRO age_band(birth_date, on_day, width := 10) AS ${marked('age_band', ageBand)}`,
    `CREATE MACRO generalize_number(value, width) AS ${marked('generalize_number', generalizedNumber)}`,
  ];
  return { path: shippedMacrosPath, text: statements.map((statement) => `${statement};\n`).join('\n') };
}

/** What is too short to hide anything is hidden as a whole. */
const masked = `CASE
    WHEN length(value) <= greatest(keep_first, 0) + greatest(keep_last, 0) THEN repeat('*', length(value))
    ELSE left(value, greatest(keep_first, 0)) || repeat('*', length(value) - greatest(keep_first, 0) - greatest(keep_last, 0)) || right(value, greatest(keep_last, 0))
  END`;

const generalizedDate = `CAST(CASE unit
    WHEN 'year' THEN date_trunc('year', CAST(value AS DATE))
    WHEN 'quarter' THEN date_trunc('quarter', CAST(value AS DATE))
    WHEN 'month' THEN date_trunc('month', CAST(value AS DATE))
    ELSE error('generalize_date knows year, quarter and month')
  END AS DATE)`;

const age = "date_sub('year', CAST(birth_date AS DATE), CAST(on_day AS DATE))";
const ageBand = `CASE
    WHEN width > 0 AND ${age} >= 0 THEN concat(${age} // width * width, '-', ${age} // width * width + width - 1)
  END`;

/**
 * The number of the band is found by division, which is inexact for decimals, and mended by comparison, which is exact. What has no band (not finite, too large) is NULL: an error would show the value.
 */
const band = 'TRY_CAST(floor(value / width) AS BIGINT)';
const generalizedNumber = `CASE
    WHEN width > 0 THEN
      (${band} + CASE WHEN value >= (${band} + 1) * width THEN 1 WHEN value < ${band} * width THEN -1 ELSE 0 END) * width
  END`;

function marked(name: string, body: string): string {
  const field = markName(name);
  return `struct_extract({'${field}': ${body}}, '${field}')`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
