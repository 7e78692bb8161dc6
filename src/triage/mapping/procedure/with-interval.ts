import type { MappingForm, SelectForm } from '../mapping-form.ts';
import { variableLiteral } from './variables.ts';

/**
 * A mapping whose original deletes a range of `column` and writes it again, as a model that computes by intervals: conditions over the variables that bound the range become the
 * interval's. `replaced`: the variables that it stands for now. Without such a condition nothing is known of the range, and the model stays `full`.
 */
export function withInterval(
  form: MappingForm,
  column: string,
  variables: readonly string[],
): { readonly form: MappingForm; readonly replaced: readonly string[]; readonly notes: readonly string[] } {
  const replaced = new Set<string>();
  const inQuery = <T extends SelectForm>(query: T): T => ({
    ...query,
    ...(query.filters === undefined ? {} : { filters: bounded(query.filters, variables, replaced) }),
    ...(query.union === undefined ? {} : { union: query.union.map(inQuery) }),
  });
  const changed = inQuery(form);
  const steps = Object.entries(form.with ?? {}).map(([name, step]) => [name, inQuery(step)] as const);
  const time = Object.keys(form.columns ?? {}).find((name) => name.toLowerCase() === column.toLowerCase());
  if (replaced.size === 0 || time === undefined) {
    const why =
      time === undefined
        ? `which is no column of what it writes by a query`
        : 'and no condition of the query bounds the same range';
    return {
      form,
      replaced: [],
      notes: [
        `To be decided: the original deletes rows by \`${column}\`, ${why}. The model is computed anew; for intervals set \`target.kind\` and a filter with {{start}} and {{end}}.`,
      ],
    };
  }
  const { model } = form.target;
  return {
    form: {
      ...changed,
      ...(steps.length === 0 ? {} : { with: Object.fromEntries(steps) }),
      target: { model, kind: 'incremental_by_time_range', time_column: time },
    },
    replaced: [...replaced],
    notes: [
      `To be decided: the original deletes and writes again what its ${[...replaced].map((name) => `\`${name}\``).join(', ')} bound${replaced.size === 1 ? 's' : ''}; the model does so by intervals of \`${time}\`, {{start}} to {{end}}. Say from when on (\`target.start\`) and how far back late rows come (\`target.lookback\`).`,
    ],
  };
}

const bound = new RegExp(String.raw`^([\s\S]+?)\s*(>=|>|<=|<|=)\s*${variableLiteral}$`, 'i');
const between = new RegExp(
  String.raw`^([\s\S]+?)\s+BETWEEN\s+${variableLiteral}\s+AND\s+${variableLiteral}$`,
  'i',
);

function bounded(filters: readonly string[], variables: readonly string[], replaced: Set<string>): string[] {
  const take = (...names: (string | undefined)[]) => {
    const found = names.filter((name) => name !== undefined);
    if (found.length === 0 || !found.every((name) => variables.includes(name))) return false;
    for (const name of found) replaced.add(name);
    return true;
  };
  let value: string | null = null;
  const kept = filters.flatMap((filter) => {
    const range = between.exec(filter);
    if (range !== null && take(range[2] ?? range[3], range[4] ?? range[5])) {
      value = range[1]!;
      return [];
    }
    const one = bound.exec(filter);
    if (one !== null && take(one[3] ?? one[4])) {
      value = one[1]!;
      return [];
    }
    return [filter];
  });
  return value === null ? [...filters] : [...kept, `${value} >= {{start}}`, `${value} < {{end}}`];
}
