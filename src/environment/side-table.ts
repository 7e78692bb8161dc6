import { canonicalJson } from './canonical-json.ts';
import type { Definition } from './definition.ts';

/** What the side table of rows that were put aside has beside the model's columns: the names of the audits that a row failed, the run that found it, and when. */
export const sideColumns = [
  { name: '_quarantine_reasons', type: 'VARCHAR[]' },
  { name: '_quarantine_run_id', type: 'VARCHAR' },
  { name: '_quarantined_at', type: 'TIMESTAMP WITH TIME ZONE' },
] as const;

const ending = '__quarantine';

/** `silver.billing` → `silver.billing__quarantine` */
export function sideName(model: string): string {
  return `${model}${ending}`;
}

interface StoredAudit {
  readonly name: string;
  readonly onFailure: string;
  readonly columns: readonly string[];
  readonly where?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly macros?: readonly { readonly text: string }[];
}

/** The audits of a definition that decide which rows its table has: those that put rows aside, without what is only said of them. */
export function quarantineOf({ header }: Pick<Definition, 'header'>): readonly StoredAudit[] {
  const audits = (header.audits ?? []) as unknown as readonly StoredAudit[];
  return audits
    .filter(({ onFailure }) => onFailure === 'quarantine')
    .map(({ name, onFailure, columns, where, arguments: given, macros }) => ({
      name,
      onFailure,
      columns: columns.map((column) => column.toLowerCase()),
      ...(where === undefined ? {} : { where }),
      ...(given === undefined ? {} : { arguments: given }),
      ...(macros === undefined ? {} : { macros: macros.map(({ text }) => ({ text })) }),
    }));
}

/** Whether two definitions put the same rows aside, of equal ones. */
export function sameQuarantine(one: Definition, other: Definition): boolean {
  return canonicalJson(quarantineOf(one)) === canonicalJson(quarantineOf(other));
}
