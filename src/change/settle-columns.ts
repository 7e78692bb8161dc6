import type { Definition } from '../environment/index.ts';
import type { Change, Reason } from './change.ts';
import { indexOf } from './compare-forms.ts';
import type { Proof } from './judgement.ts';
import { columnSpan, list, reason } from './reasons.ts';
import { rowsWhy, valueReason } from './value-reasons.ts';
import { widens } from './widens.ts';

export interface Settled {
  readonly scope: Change['scope'];
  readonly reasons: readonly Reason[];
  readonly pairs: ReadonlyMap<string, string>;
}

/**
 * Scope and reasons, column by column. A model that is built again (`rebuilt`: whatever its columns say) gives its unstable parts anew: they count as changed then.
 */
export function settle(
  old: Definition,
  next: Definition,
  proof: Proof,
  rowsKept: boolean,
  rebuilt: boolean,
): Settled {
  const first = columnsOf(old, next, proof, rowsKept);
  const builds = rebuilt || !rowsKept || first.touched;
  const again = builds && (proof.unstable.rows || proof.unstable.columns.size > 0);
  if (!again || !rowsKept) return first;
  if (proof.unstable.rows) {
    const lost = columnsOf(old, next, proof, false);
    return {
      ...lost,
      reasons: [
        ...first.reasons,
        reason('unstable-again', 'It is built again, and which rows it gives is not fixed by its input.'),
      ],
    };
  }
  const fresh = proof.unstable.columns;
  const columns = proof.comparison.columns.map((column, index) => (fresh.has(index) ? null : column));
  const names = next.columns
    .filter((_, index) => fresh.has(index) && proof.comparison.columns[index] !== null)
    .map(({ name }) => name);
  const settled = columnsOf(old, next, { ...proof, comparison: { rows: true, columns } }, true);
  if (names.length === 0) return settled;
  const why = reason(
    'unstable-again',
    `It is built again, and ${list(names)} may come out otherwise: its input does not fix it.`,
    names,
  );
  return { ...settled, reasons: [...first.reasons, why] };
}

function columnsOf(
  old: Definition,
  next: Definition,
  proof: Proof,
  rowsKept: boolean,
): Settled & { readonly touched: boolean } {
  const oldIndex = indexOf(old);
  const pairs = new Map<string, string>();
  const changed: string[] = [];
  const added: string[] = [];
  const retyped: string[] = [];
  const renamed: { from: string; to: string }[] = [];
  const reasons: Reason[] = [];
  const met = new Set<number>();
  next.columns.forEach((column, now) => {
    const equal = rowsKept ? proof.comparison.columns[now]! : null;
    const same = oldIndex.get(column.name.toLowerCase());
    const before = same ?? equal;
    if (equal !== null) pairs.set(old.columns[equal]!.name.toLowerCase(), column.name.toLowerCase());
    if (before === null || before === undefined) {
      added.push(column.name);
      return;
    }
    met.add(before);
    const was = old.columns[before]!;
    const places = { old: columnSpan(old, before), new: columnSpan(next, now) };
    if (same === undefined) {
      renamed.push({ from: was.name, to: column.name });
      reasons.push({
        rule: 'column-renamed',
        message: `\`${was.name}\` is now called \`${column.name}\`; its values are the same.`,
        columns: [column.name],
        ...places,
      });
      return;
    }
    if (was.type !== column.type) {
      retyped.push(column.name);
      const wider = widens(was.type, column.type);
      reasons.push({
        rule: wider ? 'type-widened' : 'type-changed',
        message: `\`${column.name}\` was ${was.type} and is ${column.type}${wider ? ', which holds all that it held' : ''}.`,
        columns: [column.name],
        ...places,
      });
    } else if (rowsKept && equal === null) {
      changed.push(column.name);
      reasons.push(valueReason(old, next, column.name, places));
    }
  });
  const removed = old.columns.filter((_, index) => !met.has(index)).map((column) => column.name);
  if (removed.length > 0)
    reasons.push({
      rule: 'column-removed',
      message: `${list(removed)} ${removed.length === 1 ? 'is' : 'are'} no longer given.`,
      columns: removed,
      old: columnSpan(old, oldIndex.get(removed[0]!.toLowerCase())!),
      new: null,
    });
  if (added.length > 0)
    reasons.push({
      rule: 'column-added',
      message: `${list(added)} ${added.length === 1 ? 'is' : 'are'} new.`,
      columns: added,
      old: null,
      new: columnSpan(
        next,
        next.columns.findIndex((column) => column.name === added[0]),
      ),
    });
  return {
    scope: { rows: !rowsKept, columns: { changed, added, removed, renamed, retyped } },
    reasons: rowsKept ? reasons : [...rowsWhy(old, next, proof), ...reasons],
    pairs,
    touched: changed.length + added.length + removed.length + renamed.length + retyped.length > 0,
  };
}
