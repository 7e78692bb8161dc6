import type { JsonObject } from '../json/json-value.ts';
import { indexOrNull, integerOf, integersOf, listOf, objectOf, objectsOf, textOf } from '../json/shape.ts';
import type { Binding } from './decoding.ts';

/**
 * The engine's names for a serialised operator's output columns. Needed below a table function with an input only: there DuckDB's resolver does not come, and
 * references stay as (table, column). Operators that cannot stand there have none.
 */
export function bindingsOf(node: JsonObject): readonly Binding[] {
  const children = objectsOf(node, 'children');
  const first = () => (children[0] === undefined ? [] : bindingsOf(children[0]));
  switch (textOf(node, 'type')) {
    case 'LOGICAL_PROJECTION':
      return numbered(integerOf(node, 'table_index'), objectsOf(node, 'expressions').length);
    case 'LOGICAL_DELIM_GET':
    case 'LOGICAL_CTE_REF':
    case 'LOGICAL_CHUNK_GET':
      return numbered(integerOf(node, 'table_index'), objectsOf(node, 'chunk_types').length);
    case 'LOGICAL_EXPRESSION_GET':
      return numbered(integerOf(node, 'table_index'), objectsOf(node, 'expr_types').length);
    case 'LOGICAL_DUMMY_SCAN':
      return numbered(integerOf(node, 'table_index'), 1);
    case 'LOGICAL_GET': {
      const input = first();
      const own = numbered(
        integerOf(node, 'table_index'),
        Math.max(1, objectsOf(node, 'column_indexes').length),
      );
      return [...own, ...integersOf(node, 'projected_input').map((index) => input[index]!)];
    }
    case 'LOGICAL_WINDOW':
      return [
        ...first(),
        ...numbered(integerOf(node, 'window_index'), objectsOf(node, 'expressions').length),
      ];
    case 'LOGICAL_UNNEST':
      return [
        ...first(),
        ...numbered(integerOf(node, 'unnest_index'), objectsOf(node, 'expressions').length),
      ];
    case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
      return [
        ...numbered(integerOf(node, 'group_index'), objectsOf(node, 'groups').length),
        ...numbered(integerOf(node, 'aggregate_index'), objectsOf(node, 'expressions').length),
        ...numbered(indexOrNull(node, 'groupings_index') ?? -1, listOf(node, 'grouping_functions').length),
      ];
    case 'LOGICAL_UNION':
    case 'LOGICAL_EXCEPT':
    case 'LOGICAL_INTERSECT':
    case 'LOGICAL_RECURSIVE_CTE':
      return numbered(integerOf(node, 'table_index'), integerOf(node, 'column_count'));
    case 'LOGICAL_PIVOT':
      return numbered(
        integerOf(node, 'pivot_index'),
        objectsOf(objectOf(node, 'bound_pivot'), 'types').length,
      );
    case 'LOGICAL_FILTER':
      return chosen(first(), integersOf(node, 'projection_map'));
    case 'LOGICAL_ORDER_BY':
      return chosen(first(), integersOf(node, 'projections'));
    case 'LOGICAL_LIMIT':
    case 'LOGICAL_TOP_N':
    case 'LOGICAL_DISTINCT':
    case 'LOGICAL_SAMPLE':
      return first();
    case 'LOGICAL_MATERIALIZED_CTE':
      return children[1] === undefined ? [] : bindingsOf(children[1]);
    case 'LOGICAL_CROSS_PRODUCT':
    case 'LOGICAL_POSITIONAL_JOIN':
      return children.flatMap(bindingsOf);
    case 'LOGICAL_COMPARISON_JOIN':
    case 'LOGICAL_ANY_JOIN':
    case 'LOGICAL_ASOF_JOIN':
    case 'LOGICAL_DELIM_JOIN':
      return joinBindings(node, children);
    default:
      return [];
  }
}

function joinBindings(node: JsonObject, children: readonly JsonObject[]): readonly Binding[] {
  const side = (index: 0 | 1, map: string) =>
    children[index] === undefined ? [] : chosen(bindingsOf(children[index]), integersOf(node, map));
  const left = () => side(0, 'left_projection_map');
  const right = () => side(1, 'right_projection_map');
  switch (textOf(node, 'join_type')) {
    case 'SEMI':
    case 'ANTI':
      return left();
    case 'MARK':
      return [...left(), ...numbered(integerOf(node, 'mark_index'), 1)];
    case 'RIGHT_SEMI':
    case 'RIGHT_ANTI':
      return right();
    default:
      return [...left(), ...right()];
  }
}

function numbered(table: number, count: number): readonly Binding[] {
  return Array.from({ length: count }, (_, column) => ({ table, column }));
}

function chosen(bindings: readonly Binding[], map: readonly number[]): readonly Binding[] {
  return map.length === 0 ? bindings : map.map((index) => bindings[index]!);
}
