import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Ordered } from './order-statements.ts';

/**
 * One note for each fault that kept readers from being compiled, instead of an error for each of them. `lost` are all models without a result, `faulty` what
 * has a fault of its own.
 */
export function skippedNotes(
  items: readonly Ordered[],
  lost: readonly string[],
  faulty: ReadonlySet<string>,
): Diagnostic[] {
  const byName = new Map(items.map((item) => [item.name, item]));
  const causes = new Map<string, string | null>();
  /** The nearest fault upstream. A name is entered before it is known, so that a cycle ends. */
  const causeOf = (name: string): string | null => {
    if (faulty.has(name)) return name;
    const known = causes.get(name);
    if (known !== undefined) return known;
    causes.set(name, null);
    const item = byName.get(name);
    let cause = item?.resolved.broken[0] ?? null;
    for (const read of item?.reads ?? []) cause ??= causeOf(read);
    causes.set(name, cause);
    return cause;
  };
  const readers = new Map<string, string[]>();
  for (const name of lost) {
    const cause = faulty.has(name) ? null : causeOf(name);
    if (cause !== null) readers.set(cause, [...(readers.get(cause) ?? []), name]);
  }
  return [...readers].map(([cause, names]) =>
    diagnose('models-skipped', { cause: cause.replace(/^macro /, ''), names: names.sort() }),
  );
}
