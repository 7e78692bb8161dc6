import { decodePlan, fingerprintRelation, type RelationFingerprint } from '../../../src/relation/index.ts';

/** The fingerprint of a bound query; tables are sources, known by their names. */
export function fingerprintOf(plan: string, identity: string): RelationFingerprint {
  const { value, diagnostics } = decodePlan(plan, 'query');
  if (value === null || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return fingerprintRelation(
    value,
    (table) => ({ rows: `rows of ${table.name}`, column: (name) => `${table.name}.${name}` }),
    identity,
  );
}
