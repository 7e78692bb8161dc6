import { computationHash, type Manifest } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import type { Lake } from './lake.ts';
import { defineMacros, defineRelation, defineStanding, noRelations } from './run-database.ts';
import { type Step, wholeSelect } from './step.ts';

/**
 * Defines the relations of a committed version that a query may name: those whose name (without schema) occurs in its text, and what they read.
 * Opening only these keeps a query over one table of a large environment as fast as the table.
 */
export async function defineEnvironment(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  sql: string,
): Promise<void> {
  const text = sql.toLowerCase();
  const known = noRelations();
  for (const model of manifest.models.values()) {
    if (model.kind === 'embedded') continue;
    const table = model.name.slice(model.name.indexOf('.') + 1).toLowerCase();
    if (text.includes(table)) await defineStanding(lake, session, manifest, model.name, known);
  }
}

/**
 * Defines what one edited step reads: relations of the environment where they stand as the project says, and the project's own queries, run when read,
 * where they do not. Gives the source relations that have to be staged, as the steps name them.
 */
export async function defineForShow(
  lake: Lake,
  session: Session,
  manifest: Manifest | null,
  steps: readonly Step[],
  step: Step,
  stage: (relation: string, model: string) => Promise<void>,
): Promise<void> {
  const byKey = new Map(steps.map((each) => [each.key, each]));
  const fresh = new Map<string, boolean>();
  const stands = (each: Step): boolean => {
    const known = fresh.get(each.key);
    if (known !== undefined) return known;
    const standing = manifest?.models.get(each.key);
    const same =
      standing !== undefined &&
      standing.computation === computationHash(each.definition) &&
      each.definition.inputs.every((input) => {
        const upstream = byKey.get(input.relation.toLowerCase());
        return upstream === undefined || stands(upstream);
      });
    fresh.set(each.key, same);
    return same;
  };
  const known = noRelations();
  const done = new Set<string>();
  const visit = async (each: Step): Promise<void> => {
    for (const read of each.sourceReads) await stage(read.relation, each.name);
    for (const input of each.definition.inputs) {
      const upstream = byKey.get(input.relation.toLowerCase());
      if (upstream === undefined || done.has(upstream.key)) continue;
      done.add(upstream.key);
      if (manifest !== null && stands(upstream)) {
        await defineStanding(lake, session, manifest, upstream.name, known);
      } else {
        await visit(upstream);
        await defineRelation(session, upstream.name, wholeSelect(upstream));
      }
    }
    await defineMacros(session, each.definition, known);
  };
  await visit(step);
}
