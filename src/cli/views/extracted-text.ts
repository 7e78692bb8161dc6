import type { ExtractedProcedure } from '../mapping/extract-procedure.ts';
import type { Proof } from '../mapping/prove-extracted.ts';
import type { Style } from './style.ts';

/** How a mapping stands to what it was taken from. */
export function proofText(proof: Proof): string[] {
  switch (proof.kind) {
    case 'equal':
      return ['= What it generates is proved to compute what the original computes.'];
    case 'bound':
      return [
        '? It binds. A data flow is no query that it could be proved against: compare the rows with `lode parity`.',
      ];
    case 'unbound':
      return [`? Whether it computes the same was not proved: ${proof.problem}.`];
    case 'different':
      return [
        `x What it generates is not proved to compute the same${proof.columns.length === 0 ? '' : `: ${proof.columns.join(', ')}`}.`,
        ...proof.reasons.map(({ message }) => `    ${message}`),
      ];
  }
}

export function foreignText(missing: readonly string[]): string[] {
  return missing.length === 0
    ? []
    : [
        `  Not in the project yet: ${missing.join(', ')}. Declare them as a source, or name the models that take their place.`,
      ];
}

/** What became of each table that a procedure writes. */
export function procedureText({ tables, loose }: ExtractedProcedure, style: Style): string[] {
  return [
    ...tables.flatMap((each) => {
      const lines = `line${each.lines.length === 1 ? '' : 's'} ${each.lines.join(', ')}`;
      if (each.kind === 'refused')
        return [`x ${each.table} (${lines}): no mapping`, ...each.reasons.map((reason) => `    ${reason}`)];
      return [
        `${style.green('✓')} ${each.path}: ${each.model} from ${each.table} (${lines}).`,
        ...[...each.notes, ...proofText(each.proof)].map((line) => `  ${line}`),
      ];
    }),
    ...loose.map(({ line, reason }) => `x line ${line}: ${reason}`),
  ];
}
