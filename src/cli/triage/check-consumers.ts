import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Exposure } from '../../project/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Inventory } from '../../triage/index.ts';
import type { EstateNames } from '../usage/estate-names.ts';

/** Exposures that name a legacy object, a file or a column that the inventory does not have: whoever was meant would be taken for somebody that needs nothing. */
export function checkConsumers(
  exposures: readonly Exposure[],
  inventory: Inventory,
  names: EstateNames,
): readonly Diagnostic[] {
  const objects = new Map(inventory.objects.map((object) => [object.id.toLowerCase(), object]));
  return exposures.flatMap(({ name, reads }) =>
    reads.flatMap(({ relation, columns, span }): Diagnostic[] => {
      if (!/^(?:legacy|file):/i.test(relation)) return [];
      const isFile = /^file:/i.test(relation);
      const written = relation.replace(/^legacy:/i, '').toLowerCase();
      const found = objects.get(names.idOf(written));
      const told = (what: string, near: readonly string[]) =>
        diagnose('triage-consumer-unknown', { exposure: name, what, near }, { subject: span });
      if (found === undefined) {
        const candidates = [...objects.keys()].filter((id) => id.startsWith('file:') === isFile);
        const ends = candidates.map((id) => (isFile ? id : id.slice(id.lastIndexOf('.') + 1)));
        const near = nearNames(written, written.includes('.') || isFile ? candidates : ends);
        return [
          told(
            relation,
            near.map((each) => (isFile ? each : `legacy:${each}`)),
          ),
        ];
      }
      const known = found.columns?.map((column) => column.name.toLowerCase());
      if (known === undefined || columns === null) return [];
      return columns
        .filter((column) => !known.includes(column.toLowerCase()))
        .map((column) => told(`${relation}.${column}`, nearNames(column.toLowerCase(), known)));
    }),
  );
}
