import type { Span } from '../text/index.ts';
import { type Code, catalogue, type ParametersOf } from './catalogue.ts';
import type { Diagnostic, RelatedPlace, Severity } from './diagnostic.ts';
import type { CatalogueEntry } from './entry.ts';

export interface Place {
  readonly subject?: Span | null;
  readonly context?: Span;
  readonly related?: readonly RelatedPlace[];
  /** Where a project has set another severity for a rule. */
  readonly severity?: Severity;
}

/** The diagnostic with code `code`, its words made from `parameters`, at `place`. */
export function diagnose<C extends Code>(
  code: C,
  parameters: ParametersOf<C>,
  place: Place = {},
): Diagnostic {
  const words = catalogue[code] as CatalogueEntry<ParametersOf<C>>;
  const detail = words.detail?.(parameters);
  const hint = words.hint?.(parameters);
  return {
    code,
    severity: place.severity ?? words.severity,
    summary: words.summary(parameters),
    ...(detail === undefined ? {} : { detail }),
    subject: place.subject ?? null,
    ...(place.context === undefined ? {} : { context: place.context }),
    ...(place.related === undefined || place.related.length === 0 ? {} : { related: place.related }),
    ...(hint === undefined ? {} : { hint }),
  };
}
