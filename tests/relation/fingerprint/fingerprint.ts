import {
  decodePlan,
  type FingerprintObserver,
  fingerprintRelation,
  type RelationFingerprint,
  type TableFacts,
} from '../../../src/relation/index.ts';

/** The fingerprint of a bound query; tables are sources, known by their names, of which `facts` hold. */
export function fingerprintOf(
  plan: string,
  identity: string,
  facts: Readonly<Record<string, TableFacts>> = {},
  observer: FingerprintObserver = {},
): RelationFingerprint {
  const { value, diagnostics } = decodePlan(plan, 'query');
  if (value === null || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return fingerprintRelation(
    value,
    (table) => ({
      rows: `rows of ${table.name}`,
      column: (name) => `${table.name}.${name}`,
      facts: facts[table.name],
    }),
    identity,
    observer,
  );
}
