import { hasErrors, type Outcome } from '../../diagnostics/index.ts';
import { checkForm, keySpanOf, readYaml, yamlAt } from '../../project/index.ts';
import type { SourceFile, Span } from '../../text/index.ts';
import { type TriageDecisionsForm, triageDecisionsForm } from './decisions-form.ts';

export interface TriageDecisions {
  readonly form: TriageDecisionsForm;
  /** Where what is said of an object stands; null without a file. */
  readonly placeOf: (object: string) => Span | null;
}

export const noDecisions: TriageDecisions = { form: {}, placeOf: () => null };

/** triage.yml read; null where it cannot be used. */
export function loadDecisions(file: SourceFile): Outcome<TriageDecisions | null> {
  const { value: node, diagnostics } = readYaml(file);
  if (node === null || hasErrors(diagnostics)) return { value: null, diagnostics };
  const checked = checkForm(triageDecisionsForm, node, file, 'the decisions');
  if (checked.value === null) return { value: null, diagnostics: [...diagnostics, ...checked.diagnostics] };
  return {
    value: {
      form: checked.value,
      placeOf: (object) => keySpanOf(file, yamlAt(node, ['objects']), object),
    },
    diagnostics,
  };
}
