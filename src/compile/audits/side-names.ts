import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { sideName } from '../../environment/index.ts';
import type { Model } from '../../project/index.ts';
import { spanOf } from '../../text/index.ts';

/** Models that have the name of the table in which another one's rows are put aside: each would write over the other. */
export function takenSideNames(models: readonly Pick<Model, 'name' | 'file' | 'header'>[]): Diagnostic[] {
  const byName = new Map(models.map((model) => [model.name.toLowerCase(), model]));
  return models.flatMap(({ name, header }) => {
    const audit = header.audits.find(({ onFailure }) => onFailure === 'quarantine');
    const other = byName.get(sideName(name).toLowerCase());
    if (audit === undefined || other === undefined) return [];
    const related = [{ message: 'the audit that puts rows aside', span: audit.span }];
    return [
      diagnose(
        'duplicate-name',
        { name: other.name, what: 'quarantine' },
        { subject: spanOf(other.file, 0, 0), related },
      ),
    ];
  });
}
