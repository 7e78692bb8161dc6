import type { ColumnProfile, RelationProfile } from './profile-relation.ts';

/** An audit as a header writes it. */
export type ProposedAudit =
  | 'not_null'
  | 'unique'
  | { readonly accepted_values: readonly string[]; readonly on_failure: 'warn' }
  | { readonly accepted_range: { readonly min: 0 }; readonly on_failure: 'warn' };

export interface Proposal {
  /** Columns that together name a row; empty where the data shows none. */
  readonly grain: readonly string[];
  /** By column; columns without audits are not in it. */
  readonly audits: ReadonlyMap<string, readonly ProposedAudit[]>;
}

/** Fewer rows show nothing: what holds for them holds by chance. */
const enoughRows = 20;
const namesOfKeys = /(^|_)(id|key|no|nr|num|number|code|uuid|guid|ref|reference)$|^(id|no|nr)_/i;
const camelKeys = /[a-z](Id|ID|Key|Code|No|Number)$/;
/** What people are called by and reached at is never listed in a header. */
const namesOfPeople = /name|mail|phone|tel$|mobile|street|address|birth|iban|ssn|niss|patient|person/i;

/**
 * The audits that a bronze model of these rows might have. Each holds for every row there is. Codes and ranges only warn: the next rows may know more than
 * these did.
 */
export function proposeAudits({ rows, columns, pair }: RelationProfile): Proposal {
  const key = chooseKey(columns, rows);
  const audits = new Map<string, ProposedAudit[]>();
  for (const column of columns) {
    const proposed: ProposedAudit[] = [];
    if (rows > 0 && column.nulls === 0) proposed.push('not_null');
    if (column.name === key) proposed.push('unique');
    const values = column.name === key ? null : codes(column, rows);
    if (values !== null) proposed.push({ accepted_values: values, on_failure: 'warn' });
    if (column.notNegative === true && rows >= enoughRows && !namesKey(column.name))
      proposed.push({ accepted_range: { min: 0 }, on_failure: 'warn' });
    if (proposed.length > 0) audits.set(column.name, proposed);
  }
  return { grain: key !== null ? [key] : (pair ?? []), audits };
}

function chooseKey(columns: readonly ColumnProfile[], rows: number): string | null {
  const unique = columns.filter((column) => column.unique);
  const named = unique.find((column) => namesKey(column.name));
  return (named ?? (rows >= enoughRows ? unique[0] : undefined))?.name ?? null;
}

function codes({ name, values }: ColumnProfile, rows: number): readonly string[] | null {
  if (values === null || values.length < 2 || rows < enoughRows || values.length * 5 > rows) return null;
  if (namesOfPeople.test(name)) return null;
  // A header ends where its comment does.
  return values.join('').length <= 200 && values.every((value) => !/\*\/|\/\*|[\r\n{}]/.test(value))
    ? values
    : null;
}

function namesKey(name: string): boolean {
  return namesOfKeys.test(name) || camelKeys.test(name);
}
