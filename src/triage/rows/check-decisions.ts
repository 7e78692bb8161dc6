import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { TriageDecisions } from './load-decisions.ts';
import { decisionsById, mergedInto } from './make-rows.ts';
import type { TriageRow } from './triage-row.ts';

/** What was decided against what is there by now. Errors contradict a decision; warnings say that the estate has moved on. */
export function checkDecisions(decisions: TriageDecisions, rows: readonly TriageRow[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const byId = new Map(rows.map((row) => [row.object, row]));
  const saidOf = decisionsById(decisions);
  const near = (name: string) => nearNames(name, [...byId.keys()]);
  for (const [object, said] of Object.entries(decisions.form.objects ?? {})) {
    const subject = decisions.placeOf(object);
    const row = byId.get(object.toLowerCase());
    if (row === undefined) {
      diagnostics.push(diagnose('triage-object-gone', { object, near: near(object) }, { subject }));
      continue;
    }
    const target = said.into === undefined ? undefined : byId.get(said.into.toLowerCase());
    const isCircle = said.into !== undefined && mergedInto(row.object, saidOf) === null;
    if (said.into !== undefined && (target === undefined || target.decision === 'drop' || isCircle))
      diagnostics.push(
        diagnose(
          'triage-merge-target',
          {
            object,
            into: said.into,
            problem:
              target === undefined
                ? 'is not there'
                : target === row
                  ? 'is the object itself'
                  : target.decision === 'drop'
                    ? 'is to be dropped'
                    : 'is to go into it in turn',
            near: target === undefined ? near(said.into) : [],
          },
          { subject },
        ),
      );
    if (row.decision === 'drop') diagnostics.push(...ofDropped(row, byId, said.date ?? null, subject));
    else if (row.owner === null && said.decision !== undefined)
      diagnostics.push(diagnose('triage-owner-missing', { object, decision: said.decision }, { subject }));
  }
  return diagnostics;
}

function ofDropped(
  row: TriageRow,
  byId: ReadonlyMap<string, TriageRow>,
  date: string | null,
  subject: ReturnType<TriageDecisions['placeOf']>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const { object } = row;
  // Reads of the day itself are from before the decision, as far as anybody knows.
  const since = date === null ? Number.NEGATIVE_INFINITY : Date.parse(`${date}T00:00:00Z`) + 86_400_000;
  const late = row.readers.filter(({ lastRead }) => lastRead >= since);
  if (late.length > 0) {
    const last = Math.max(...late.map(({ lastRead }) => lastRead));
    diagnostics.push(
      diagnose(
        'triage-dropped-read',
        {
          object,
          users: late.map(({ user }) => user).sort(),
          last: new Date(last).toISOString().slice(0, 10),
          date,
        },
        { subject },
      ),
    );
  }
  const needing = row.readBy.filter((id) => {
    const other = byId.get(id);
    // A relation that a dropped procedure writes needs it as long as nothing else fills it.
    return other !== undefined && other.decision !== 'drop';
  });
  // What is not decided yet counts as kept where it is read, or something that is read reaches it.
  const kept = needing.filter((id) => {
    const { decision, use } = byId.get(id)!;
    return decision !== 'undecided' || use === 'read' || use === 'declared' || use === 'reached';
  });
  if (kept.length > 0) diagnostics.push(diagnose('triage-dropped-needed', { object, by: kept }, { subject }));
  return diagnostics;
}
