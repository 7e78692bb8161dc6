import { didYouMean } from './entry.ts';

/** Names that would have been right, and those of them that are near what was written. */
export interface Known {
  readonly known: readonly string[];
  readonly candidates: readonly string[];
}

/** `a`, `b` and `c`. */
export function list(names: readonly string[], word = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}

/** At the beginning of a sentence; file names and keys stay as they are. */
export function capital(where: string): string {
  return /^(the|an) /.test(where) ? where.charAt(0).toUpperCase() + where.slice(1) : where;
}

/** What to do about a name that is not known: those near it, else all there are unless they are too many to read. */
export function near({ known, candidates }: Known, what: string): string | undefined {
  if (candidates.length > 0) return didYouMean(candidates);
  return known.length === 0 || known.length > 12 ? undefined : `${what}: ${list(known)}.`;
}
