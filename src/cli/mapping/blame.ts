import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import {
  longColumn,
  type Mapping,
  type MappingForm,
  placeIn,
  selectText,
} from '../../triage/mapping/index.ts';

/** Which rules and conditions a mapping fails by on the rows at hand: those without which the rest runs. Where there is none of that kind, the mapping as a whole. */
export async function blame(
  session: Session,
  { file, node, form }: Mapping,
  limit: number,
  error: EngineError,
): Promise<Diagnostic[]> {
  const whole = diagnose(
    'mapping-run-failed',
    { model: form.target.model, problem: wordsOf(error) },
    { subject: placeIn(file, node, ['target', 'model']) },
  );
  // With macros the text of the form is not what runs.
  if (selectText(form).includes('{{')) return [whole];
  const runs = async (changed: MappingForm) => {
    try {
      await session.query(
        `SELECT count(COLUMNS(*)) FROM (SELECT * FROM (\n${selectText(changed)}\n) LIMIT ${limit})`,
      );
      return true;
    } catch (problem) {
      if (!(problem instanceof EngineError)) throw problem;
      return false;
    }
  };
  const found: Diagnostic[] = [];
  const columns = Object.entries(form.columns ?? {});
  for (const [column, rule] of columns) {
    if (!(await runs({ ...form, columns: { ...form.columns, [column]: { constant: null } } }))) continue;
    const { lookup } = longColumn(rule);
    const isSeveral = lookup !== undefined && /more than one row/i.test(wordsOf(error));
    const problem = wordsOf(error);
    const severalIn = isSeveral ? { severalIn: lookup.in } : {};
    const subject = placeIn(file, node, ['columns', column]);
    found.push(diagnose('mapping-rule-fails', { column, problem, ...severalIn }, { subject }));
  }
  for (const [at, filter] of (form.filters ?? []).entries()) {
    if (!(await runs({ ...form, filters: form.filters!.filter((_, index) => index !== at) }))) continue;
    const subject = placeIn(file, node, ['filters', at]);
    found.push(
      diagnose('mapping-condition-fails', { condition: filter, problem: wordsOf(error) }, { subject }),
    );
  }
  return found.length === 0 ? [whole] : found;
}

function wordsOf(error: EngineError): string {
  return error.failure.message.split('\n')[0] ?? '';
}
