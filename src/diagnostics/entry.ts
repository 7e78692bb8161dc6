import type { Severity } from './diagnostic.ts';

/** The words of one diagnostic: from its parameters to its sentences. `detail` and `hint` may have nothing to add. */
export interface CatalogueEntry<P> {
  readonly severity: Severity;
  readonly summary: (parameters: P) => string;
  readonly detail?: (parameters: P) => string | undefined;
  readonly hint?: (parameters: P) => string | undefined;
}

/** Fixes the parameter type of an entry where the catalogue is written. */
export function entry<P>(value: CatalogueEntry<P>): CatalogueEntry<P> {
  return value;
}

/** "did you mean `a` or `b`?", or nothing where no candidate is near. */
export function didYouMean(names: readonly string[] | undefined): string | undefined {
  if (names === undefined || names.length === 0) return undefined;
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop()!;
  return quoted.length === 0 ? `Did you mean ${last}?` : `Did you mean ${quoted.join(', ')} or ${last}?`;
}
