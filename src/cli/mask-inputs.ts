import type { ChosenInput } from '../execute/index.ts';
import type { SqlValue } from '../ports/index.ts';
import { createMasker } from '../sources/index.ts';

/** Fakes in the place of personal data: equal values have equal fakes in all relations, so that what was joined is joined. */
export function maskInputs(
  inputs: readonly ChosenInput[],
  isPersonal: (relation: string, column: string) => boolean,
  key: string,
): { inputs: ChosenInput[]; columns: string[]; leftOut: string[] } {
  const masker = createMasker(key);
  const columns: string[] = [];
  const leftOut: string[] = [];
  const done = inputs.map((input): ChosenInput => {
    const treated = input.columns.map(({ name, type }) => {
      if (!isPersonal(input.relation, name)) return null;
      (masker.knows(type) ? columns : leftOut).push(`${input.relation}.${name}`);
      return type;
    });
    const fake = (value: SqlValue, type: string | null | undefined): SqlValue => {
      if (type === null || type === undefined || value === null) return value;
      return masker.knows(type) ? masker.mask(type, String(value)) : null;
    };
    return {
      ...input,
      rows: input.rows.map((row) => row.map((value, index) => fake(value, treated[index]))),
    };
  });
  return { inputs: done, columns, leftOut };
}
