import { effectiveRelation, findDrift } from '../environment/index.ts';
import { changeOf } from '../execute/index.ts';
import type { PlanDrift } from '../plan/index.ts';
import type { SourceRelation } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';

/** What a source's relation would do to a load under its contract alone; null where it is as the contract says. `found`: null where the source has no such relation. */
export function sourceDrift(contract: ContractRelation, found: SourceRelation | null): PlanDrift | null {
  const given = { relation: contract.name, models: [], renames: [], touches: [] };
  if (found === null) return { ...given, changes: [], gone: true };
  const { fresh, frozen, discarded, renames } = findDrift(
    effectiveRelation(contract, null).relation,
    [],
    found.columns,
  );
  const changes = [
    ...fresh.map((entry) => changeOf(entry, 'taken')),
    ...frozen.map((entry) => changeOf(entry, 'stops')),
    ...discarded.map((entry) => changeOf(entry, 'discarded')),
  ];
  return changes.length === 0 ? null : { ...given, changes, renames: [...renames], gone: false };
}
