import { createHash } from 'node:crypto';
import type { ChangeLog } from '../../ports/index.ts';
import type { ColumnField } from './column-plan.ts';
import { quoteName } from './quote.ts';
import { typeWords } from './type-words.ts';

/**
 * The statements that make a log of a table's changes: a row for each key that is inserted, updated or deleted, with the transaction that did it. The transaction counts, not a sequence: a number that is taken
 * early and committed late would lie behind what was read by then.
 */
export function changeLogOf(relation: string, key: readonly ColumnField[]): ChangeLog {
  const short = shortName(relation);
  const table = `LODE_LOG_${short}`;
  const trigger = `LODE_TRG_${short}`;
  const names = key.map(({ name }) => quoteName(name));
  const columns = key.map((field) => `  ${quoteName(field.name)} ${definitionOf(field)}`);
  const insert = (row: 'NEW' | 'OLD', operation: string) =>
    `INSERT INTO ${quoteName(table)} (${names.join(', ')}, LODE_OPERATION, LODE_AT, LODE_TRANSACTION)
      VALUES (${names.map((name) => `${row}.${name}`).join(', ')}, ${operation}, CURRENT_TIMESTAMP, CURRENT_TRANSACTION);`;
  const moved = names.map((name) => `OLD.${name} IS DISTINCT FROM NEW.${name}`).join(' OR ');
  const statements = `CREATE TABLE ${quoteName(table)} (
${columns.join(',\n')},
  LODE_OPERATION CHAR(1) NOT NULL,
  LODE_AT TIMESTAMP NOT NULL,
  LODE_TRANSACTION BIGINT NOT NULL
);
COMMIT;

CREATE INDEX ${quoteName(`LODE_IDX_${short}`)} ON ${quoteName(table)} (LODE_TRANSACTION);

SET TERM ^ ;
CREATE TRIGGER ${quoteName(trigger)} FOR ${quoteName(relation)}
  ACTIVE AFTER INSERT OR UPDATE OR DELETE POSITION 32767
AS
BEGIN
  IF (NOT DELETING) THEN
    ${insert('NEW', `IIF(INSERTING, 'I', 'U')`)}
  IF (DELETING) THEN
    ${insert('OLD', `'D'`)}
  IF (UPDATING AND (${moved})) THEN
    ${insert('OLD', `'D'`)}
END^
SET TERM ; ^

GRANT INSERT ON ${quoteName(table)} TO TRIGGER ${quoteName(trigger)};
COMMIT;
`;
  return { table, key: key.map(({ name }) => name), statements };
}

/** Names have 31 characters at most; what is cut off is told by a hash. */
function shortName(relation: string): string {
  const most = 31 - 'LODE_LOG_'.length;
  if (relation.length <= most) return relation;
  const hash = createHash('sha256').update(relation).digest('hex').slice(0, 6).toUpperCase();
  return `${relation.slice(0, most - 7)}_${hash}`;
}

const digits: Readonly<Record<number, number>> = { 7: 4, 8: 9, 16: 18 };

function definitionOf(field: ColumnField): string {
  const { type, scale, subType, precision, charset } = field;
  const most = digits[type];
  if (most !== undefined && (scale !== 0 || subType !== 0))
    return `NUMERIC(${precision > 0 ? precision : most}, ${-scale})`;
  const isText = type === 14 || type === 37;
  return isText && charset !== null ? `${typeWords(field)} CHARACTER SET ${charset}` : typeWords(field);
}
