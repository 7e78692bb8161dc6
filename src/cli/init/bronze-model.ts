import { stringify } from 'yaml';
import { quoteName } from '../../delta/index.ts';
import type { SourceColumn } from '../../ports/index.ts';
import type { Proposal } from './propose-audits.ts';

export interface BronzeModel {
  readonly source: string;
  readonly relation: string;
  readonly columns: readonly SourceColumn[];
  readonly rows: number;
  readonly proposal: Proposal;
}

/** The text of a bronze model that gives a relation as it is, with its columns named and the audits proposed. */
export function bronzeModelText({ source, relation, columns, rows, proposal }: BronzeModel): string {
  const { grain, audits } = proposal;
  const header = [
    `# Proposed from the ${rows.toLocaleString('en')} rows that were there: keep what is meant, delete what holds by chance.`,
    ...(grain.length > 0 ? [`grain: ${flow(grain)}`] : []),
    ...(audits.size > 0 ? ['columns:'] : []),
    ...[...audits].map(([column, list]) => `  ${flow(column)}: ${flow({ audits: list })}`),
    ...(grain.length > 1 ? ['audits:', `  - unique: ${flow(grain)}`] : []),
  ];
  const names = columns.map((column) => `  ${plainOrQuoted(column.name)}`);
  return `/* ---
${header.join('\n')}
--- */
SELECT
${names.join(',\n')}
FROM ${plainOrQuoted(source)}.${plainOrQuoted(relation)}
`;
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}

/** A name that is a word of SQL, or holds anything but letters, digits and `_`, is quoted. */
function plainOrQuoted(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !words.has(name.toLowerCase()) ? name : quoteName(name);
}

/** DuckDB's reserved words. */
const words = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe
distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not null offset on only or
order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table then to trailing true union unique
unpivot using variadic when where window with anti asof cross full glob inner is join left like natural outer positional right semi similar`.split(
    /\s+/,
  ),
);
