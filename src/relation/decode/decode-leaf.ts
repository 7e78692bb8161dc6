import { bigintType, type DataType } from '../data-type.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { isLongNumber, type JsonObject } from '../json/json-value.ts';
import {
  booleanOf,
  integerOf,
  integersOf,
  listOf,
  objectOf,
  objectOrNull,
  objectsOf,
  ShapeError,
  textOf,
  textOrNull,
  textsOf,
} from '../json/shape.ts';
import type { ScannedColumn } from '../operators/leaf.ts';
import type { Operator } from '../operators/operator.ts';
import { onlyInput } from './children.ts';
import { chooseColumns } from './choose-columns.ts';
import { functionName } from './decode-call.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { decodeTypes } from './decode-type.ts';
import type { Decoding } from './decoding.ts';

/** A scan of a table, or a table function. */
export function decodeGet(node: JsonObject, decoding: Decoding): Operator {
  const data = objectOrNull(node, 'function_data');
  const table = data === null ? null : textOrNull(data, 'table');
  const own = ownColumns(node);
  if (
    Object.keys(objectOrNull(node, 'table_filters') ?? {}).some(
      (field) => listOf(objectOf(node, 'table_filters'), field).length > 0,
    )
  ) {
    throw new ShapeError('a filter inside a scan, which only an optimiser puts there');
  }
  const types = own.map((column) => column.type);
  const rows: Operator =
    data !== null && table !== null && textOf(node, 'name') === 'seq_scan'
      ? {
          kind: 'scan',
          table: { catalog: textOf(data, 'catalog', ''), schema: textOf(data, 'schema', ''), name: table },
          columns: own.map(({ name, role }) => ({ name, role })),
          types,
        }
      : tableFunction(node, own, decoding);
  return chooseColumns(rows, integersOf(node, 'projection_ids'), decoding);
}

function tableFunction(node: JsonObject, own: readonly OwnColumn[], decoding: Decoding): Operator {
  const hasInput = objectsOf(node, 'children').length > 0;
  const input = hasInput ? onlyInput(node, decoding).operator : null;
  const carried = integersOf(node, 'projected_input');
  const carriedTypes = carried.map((index) => {
    const type = input?.types[index];
    if (type === undefined) throw new ShapeError(`carried column ${index} of the input of a table function`);
    return type;
  });
  return {
    kind: 'table_function',
    name: functionName(node),
    columnNames: own.map((column) => column.name),
    options: canonicalJson({
      parameters: listOf(node, 'parameters'),
      named_parameters: node.named_parameters ?? [],
      data: node.function_data ?? null,
    }),
    input,
    argumentCount: input === null ? 0 : listOf(node, 'input_table_types').length,
    carried,
    types: [...own.map((column) => column.type), ...carriedTypes],
  };
}

interface OwnColumn extends ScannedColumn {
  readonly type: DataType;
}

/** The columns that a scan gives. The engine counts rows with a scan of no column, or of a column number past all others. */
function ownColumns(node: JsonObject): readonly OwnColumn[] {
  const names = textsOf(node, 'names');
  const types = decodeTypes(objectsOf(node, 'returned_types'));
  const indexes = objectsOf(node, 'column_indexes');
  if (indexes.length === 0) return [{ name: '', role: 'none', type: bigintType }];
  return indexes.map((column): OwnColumn => {
    if (isLongNumber(column.index)) {
      const rowNumber = column.index.digits === rowNumberColumn;
      return rowNumber
        ? { name: 'rowid', role: 'row_number', type: bigintType }
        : { name: '', role: 'none', type: bigintType };
    }
    const index = integerOf(column, 'index');
    const name = names[index];
    const type = types[index];
    if (name === undefined || type === undefined) throw new ShapeError(`column ${index} of ${names.length}`);
    return { name, role: 'column', type };
  });
}

/** 2^64 - 1, the engine's number for a table's hidden row number. */
const rowNumberColumn = '18446744073709551615';

export function decodeExpressionGet(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  return {
    kind: 'values',
    input: operator,
    rows: listOf(node, 'expressions').map((row) =>
      decodeExpressions(objectsOf({ row }, 'row'), references, decoding),
    ),
    types: decodeTypes(objectsOf(node, 'expr_types')),
  };
}

export function decodeChunkGet(node: JsonObject): Operator {
  return {
    kind: 'constant_rows',
    raw: canonicalJson(node.collection ?? null),
    types: decodeTypes(objectsOf(node, 'chunk_types')),
  };
}

export function decodeEmptyResult(node: JsonObject): Operator {
  return { kind: 'empty_rows', types: decodeTypes(objectsOf(node, 'return_types')) };
}

/** A scan of the parameters of the innermost dependent join on whose inner side it stands. */
export function decodeDelimGet(node: JsonObject, decoding: Decoding): Operator {
  const types = decodeTypes(objectsOf(node, 'chunk_types'));
  const scope = decoding.scopes.at(-1);
  if (scope === undefined) throw new ShapeError('parameters outside of a dependent join');
  const same =
    types.length === scope.types.length &&
    types.every((type, index) => type.text === scope.types[index]!.text);
  if (!same) throw new ShapeError('parameters of other types than the dependent join around gives');
  return { kind: 'parameter_scan', scope: scope.number, types };
}

export function decodeCteRef(node: JsonObject): Operator {
  return {
    kind: 'cte_scan',
    cte: integerOf(node, 'cte_index'),
    recurring: booleanOf(node, 'is_recurring'),
    types: decodeTypes(objectsOf(node, 'chunk_types')),
  };
}
