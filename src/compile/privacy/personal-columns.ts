import { predicates, traceLineage } from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import type { CompiledColumn, CompiledRead } from '../compiled-project.ts';
import type { InputColumns } from '../output-columns.ts';

/**
 * The columns of a model, those marked as personal that nothing is declared of and that hold values of personal columns, or something made of them. `ends`: functions after which nothing personal is
 * left; a test of a value (`name = 'x'`) says nothing of it either. A pseudonym is personal: whoever knows the person finds him by it. Where nothing can be told of the query, all its columns are.
 */
export function withPersonal(
  model: string,
  columns: readonly CompiledColumn[],
  planJson: string,
  reads: readonly CompiledRead[],
  inputs: InputColumns,
  ends: readonly string[],
): readonly CompiledColumn[] {
  const personal = new Set(
    reads.flatMap(({ relation }) =>
      (inputs(relation) ?? []).filter(isPersonal).map(({ name }) => key(relation, name)),
    ),
  );
  if (personal.size === 0) return columns;
  const { value } = decodePlan(planJson, model);
  const names = columns.map(({ name }) => name);
  const lineage = value === null ? null : traceLineage(value, names, [...ends, ...predicates]);
  return columns.map((column, index) => {
    if (column.pii !== null) return column;
    const comes =
      lineage === null ||
      (lineage.columns[index]?.edges ?? []).some(
        (edge) => edge.type === 'DIRECT' && !edge.masking && personal.has(key(edge.relation, edge.column)),
      );
    return comes ? { ...column, personal: true } : column;
  });
}

function isPersonal({ pii, personal }: CompiledColumn): boolean {
  return pii !== null || personal === true;
}

function key(relation: string, column: string): string {
  return `${relation}\n${column}`.toLowerCase();
}
