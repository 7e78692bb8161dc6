import { quoteName } from '../delta/index.ts';
import type { Session, SourceRelation, SourceSession } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';
import { type PersonalProposal, personalByName, personalByValues, stageRelation } from '../sources/index.ts';

/** A column that may hold personal data and has no tag. */
export interface ProposedTag extends PersonalProposal {
  readonly relation: string;
  readonly column: string;
  /** Whether its tag goes into the contract: the column is new there, and the reason is sure. */
  readonly written: boolean;
}

/** Values of a column, in the engine's text form. */
export type ColumnSamples = (relation: string, column: string) => readonly string[];

/**
 * What columns of a source may hold personal data. A column that stands in the contract is a person's to tag: it is looked at only with samples, and never tagged here.
 */
export function proposePersonal(
  relations: readonly SourceRelation[],
  contracts: readonly ContractRelation[],
  samples: ColumnSamples | null,
  today: string,
): readonly ProposedTag[] {
  return relations.flatMap((relation) => {
    const contract = contracts.find(({ sourceName }) => same(sourceName, relation.name));
    return relation.columns.flatMap((column): ProposedTag[] => {
      const standing = contract?.columns.find(({ sourceName }) => same(sourceName, column.name));
      if (standing !== undefined && (samples === null || standing.pii !== null)) return [];
      const found =
        personalByName(column.name) ??
        (samples === null ? null : personalByValues(column.type, samples(relation.name, column.name), today));
      if (found === null) return [];
      return [
        {
          relation: relation.name,
          column: column.name,
          ...found,
          written: found.sure && standing === undefined,
        },
      ];
    });
  });
}

/** At most `rows` rows of each relation. They are looked at and go nowhere. */
export async function sampleColumns(
  session: Session,
  source: SourceSession,
  relations: readonly SourceRelation[],
  rows: number,
): Promise<ColumnSamples> {
  const found = new Map<string, readonly string[]>();
  for (const { name, columns } of relations) {
    if (columns.length === 0) continue;
    const read = { relation: name, columns: columns.map((each) => each.name), filters: [], limit: rows };
    await stageRelation(session, source, read, 'looked_at', columns);
    const lists = columns.map(
      (column) =>
        `list(CAST(${quoteName(column.name)} AS VARCHAR)) FILTER (${quoteName(column.name)} IS NOT NULL)`,
    );
    const result = await session.query(`SELECT ${lists.join(', ')} FROM looked_at`);
    await session.execute('DROP TABLE looked_at');
    for (const [index, column] of columns.entries())
      found.set(keyOf(name, column.name), (result.rows[0]![index] ?? []) as readonly string[]);
  }
  return (relation, column) => found.get(keyOf(relation, column)) ?? [];
}

export function describeProposal({ relation, column, class: name, reason, written }: ProposedTag): string {
  return `${written ? '!' : '?'} ${relation}.${column}  pii: ${name}${written ? '' : ' (not written)'}: ${reason}`;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function keyOf(relation: string, column: string): string {
  return `${relation}\u0000${column}`;
}
