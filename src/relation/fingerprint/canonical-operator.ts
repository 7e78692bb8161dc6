import type { Expression } from '../expressions/expression.ts';
import type { DependentJoin, Join } from '../operators/join.ts';
import type { TableName } from '../operators/leaf.ts';
import type { Operator } from '../operators/operator.ts';
import { type Block, type ClosedBlock, type ClosedColumn, closeBlock, leafBlock } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { type Hash, hashOf, hashOfSet } from './hash.ts';
import { createTermHasher, type Term, type TermTable } from './term.ts';

/** What is known of a table that a relation scans: what decides its rows, and each of its columns relative to these. */
export interface TableFingerprint {
  readonly rows: Hash;
  readonly column: (name: string) => Hash;
}

/** What bringing one relation into canonical form shares, and what stands around the operator. `with…` gives another. */
export interface Canonizing {
  readonly terms: TermTable;
  readonly nextLeaf: () => number;
  readonly table: (name: TableName) => TableFingerprint;
  /** Blocks of CTEs by number, and the names of dependent joins' parameters by scope. */
  readonly ctes: ReadonlyMap<number, Block>;
  readonly scopes: ReadonlyMap<number, string>;
}

/** Above this a CTE or a subquery is a leaf: sound, and only less complete. It bounds what inlining can grow to. */
const mostLeaves = 48;

/** An operator with all below it as a block. */
export function canonicalOperator(operator: Operator, canonizing: Canonizing): Block {
  const { terms, nextLeaf } = canonizing;
  const input = (of: Operator) => canonicalOperator(of, canonizing);
  const leaf = (rows: Hash, stable: boolean, columns: readonly ClosedColumn[]) =>
    leafBlock(nextLeaf(), rows, stable, columns, terms);
  /** A leaf made of a closed block and something that each of its columns passes through unchanged. */
  const passing = (from: ClosedBlock, rows: Hash, stable: boolean) =>
    leaf(rows, from.stable && stable, from.columns);
  const constants = (label: string, stable: boolean) =>
    leaf(
      hashOf(label),
      stable,
      operator.types.map((_, index) => ({ value: hashOf(`column ${index}`), stable })),
    );

  switch (operator.kind) {
    case 'scan': {
      const table = canonizing.table(operator.table);
      return leaf(
        table.rows,
        true,
        operator.columns.map(({ name, role }) => ({
          value: role === 'column' ? table.column(name) : hashOf(`table's ${role}`),
          stable: role !== 'row_number',
        })),
      );
    }
    case 'single_row':
      // A row without columns that anybody reads: in a join it changes nothing.
      return { leaves: [], conditions: [], columns: operator.types.map(() => terms.apply('nothing', [])) };
    case 'empty_rows':
      return constants('no rows', true);
    case 'constant_rows':
      return constants(`constant rows ${operator.raw}`, true);
    case 'parameter_scan': {
      const scope = canonizing.scopes.get(operator.scope) ?? '';
      return leaf(
        hashOf('parameters', [scope]),
        true,
        operator.types.map((_, index) => ({ value: hashOf(`parameter ${index}`), stable: true })),
      );
    }
    case 'cte_scan': {
      const definition = canonizing.ctes.get(operator.cte);
      return definition === undefined ? constants('recursion', false) : renumbered(definition, canonizing);
    }
    case 'table_function': {
      const label = `table function ${operator.name} ${operator.options}`;
      const pure = pureTableFunctions.has(operator.name);
      if (operator.input === null) return constants(label, pure);
      const from = closeBlock(input(operator.input));
      const given = from.columns.slice(0, operator.argumentCount);
      const rows = hashOf(label, [from.rows, ...given.map((column) => column.value)]);
      const own = operator.columnNames.map((_, index) => ({
        value: hashOf(`function's column ${index}`),
        stable: true,
      }));
      return leaf(rows, pure && from.stable && given.every((one) => one.stable), [
        ...own,
        ...operator.carried.map((index) => from.columns[index]!),
      ]);
    }
    case 'values': {
      const from = input(operator.input);
      const canonical = canonicalExpressions(from.columns, terms);
      if (operator.rows.length === 1) return { ...from, columns: operator.rows[0]!.map(canonical) };
      const closed = closeBlock(from);
      const rows = operator.rows.map((row) => row.map(canonical));
      return leaf(
        hashOf(`values ${operator.rows.length}`, [closed.rows]),
        closed.stable,
        operator.types.map((_, index) => ({
          value: hashOf(
            'values',
            rows.map((row) => closed.hash(row[index]!)),
          ),
          stable: rows.every((row) => row[index]!.stable),
        })),
      );
    }
    case 'project': {
      const from = input(operator.input);
      return { ...from, columns: operator.expressions.map(canonicalExpressions(from.columns, terms)) };
    }
    case 'filter': {
      const from = input(operator.input);
      const canonical = canonicalExpressions(from.columns, terms);
      return {
        ...from,
        conditions: conjuncts([...from.conditions, ...operator.conditions.map(canonical)], terms),
      };
    }
    case 'sort':
      // A table has no order; what depends on one above is not stable, and says so.
      return input(operator.input);
    case 'limit':
    case 'sample': {
      const from = closeBlock(input(operator.input));
      return passing(from, hashOf(`some of`, [from.rows]), false);
    }
    case 'window': {
      const open = input(operator.input);
      const from = closeBlock(open);
      const canonical = canonicalExpressions(open.columns, terms);
      const functions = operator.functions.map((expression) => {
        const term = canonical(expression);
        return { value: hashOf('window', [from.hash(term)]), stable: term.stable && from.stable };
      });
      return leaf(from.rows, from.stable, [...from.columns, ...functions]);
    }
    case 'unnest': {
      const open = input(operator.input);
      const from = closeBlock(open);
      const canonical = canonicalExpressions(open.columns, terms);
      const lists = operator.expressions.map(canonical);
      const stable = from.stable && lists.every((list) => list.stable);
      return leaf(hashOf('unnest', [from.rows, ...lists.map(from.hash)]), stable, [
        ...from.columns,
        ...lists.map((list) => ({ value: hashOf('element', [from.hash(list)]), stable: list.stable })),
      ]);
    }
    case 'distinct': {
      const open = input(operator.input);
      const from = closeBlock(open);
      if (operator.on) return passing(from, hashOf('distinct on', [from.rows]), false);
      const keys = operator.keys.map(canonicalExpressions(open.columns, terms));
      const keyHashes = new Set(keys.map(from.hash));
      return leaf(
        groupedRows(from, keys, []),
        from.stable && keys.every((key) => key.stable),
        from.columns.map(({ value, stable }) => ({
          value: keyValue(value),
          stable: stable && keyHashes.has(value),
        })),
      );
    }
    case 'aggregate':
      return canonicalAggregate(operator, input(operator.input), canonizing);
    case 'pivot': {
      const from = closeBlock(input(operator.input));
      const rows = hashOf(`pivot ${operator.raw} ${operator.values.length}`, [
        from.rows,
        ...operator.values,
        ...from.columns.map((column) => column.value),
      ]);
      const stable = from.stable && from.columns.every((column) => column.stable);
      return leaf(
        rows,
        stable,
        operator.types.map((_, index) => ({ value: hashOf(`pivot's column ${index}`), stable })),
      );
    }
    case 'only_row': {
      // One row whatever comes in: a value that needs no leaf.
      const from = closeBlock(input(operator.input));
      const [column] = from.columns;
      const label = hashOf('only row', [from.rows, column!.value]);
      return {
        leaves: [],
        conditions: [],
        columns: [terms.apply(`only row ${label}`, [], { stable: from.stable && column!.stable })],
      };
    }
    case 'join':
      return canonicalJoin(operator, input(operator.left), input(operator.right), canonizing);
    case 'positional_join': {
      const [left, right] = [closeBlock(input(operator.left)), closeBlock(input(operator.right))];
      return leaf(hashOf('positional', [left.rows, right.rows]), false, [...left.columns, ...right.columns]);
    }
    case 'dependent_join':
      return canonicalDependentJoin(operator, canonizing);
    case 'set_operation':
      return canonicalSetOperation(operator, operator.inputs.map(input), canonizing);
    case 'cte': {
      const definition = bounded(input(operator.definition), canonizing);
      return canonicalOperator(operator.body, {
        ...canonizing,
        ctes: new Map(canonizing.ctes).set(operator.cte, definition),
      });
    }
    case 'recursive_cte':
      return constants('recursive', false);
    case 'unknown':
      return constants(`unknown ${operator.raw}`, false);
    default:
      return operator satisfies never;
  }
}

/** Conditions of which all hold, each once, ANDs taken apart. A mark that only filters is a semi join. */
function conjuncts(conditions: readonly Term[], terms: TermTable): readonly Term[] {
  const parts = conditions.flatMap((term) =>
    term.kind === 'applied' && term.label === 'and' ? term.operands : [term],
  );
  const always = terms.apply('constant BOOLEAN true', []);
  const asked = parts.map((term) =>
    term.kind === 'applied' && term.label.startsWith('mark ')
      ? terms.apply(`semi ${term.label.slice('mark '.length)}`, term.operands, {
          unordered: true,
          stable: term.stable,
        })
      : term,
  );
  return [...new Set(asked)].filter((term) => term !== always);
}

/** The rows of groups: the input's rows, and the set of keys. `sets`: grouping sets as sets of keys' hashes. */
function groupedRows(from: ClosedBlock, keys: readonly Term[], sets: readonly string[]): Hash {
  return hashOf('groups', [from.rows, hashOfSet('keys', keys.map(from.hash)), ...[...sets].sort()]);
}

function keyValue(value: Hash): Hash {
  return hashOf('key', [value]);
}

function canonicalAggregate(
  operator: Extract<Operator, { kind: 'aggregate' }>,
  open: Block,
  { terms, nextLeaf }: Canonizing,
): Block {
  const from = closeBlock(open);
  const canonical = canonicalExpressions(open.columns, terms);
  const keys = operator.keys.map(canonical);
  const keyHashes = keys.map(from.hash);
  const plain =
    operator.groupingSets.length <= 1 && operator.groupingSets.every((set) => set.length === keys.length);
  const sets = plain
    ? []
    : operator.groupingSets.map((set) =>
        hashOfSet(
          'set',
          set.map((index) => keyHashes[index]!),
        ),
      );
  const rows = keys.length === 0 && plain ? hashOf('one row', []) : groupedRows(from, keys, sets);
  const stable = (keys.length === 0 && plain) || (from.stable && keys.every((key) => key.stable));
  const aggregates = operator.aggregates.map((aggregate): ClosedColumn => {
    const term = canonical(aggregate);
    // Relative to the groups, which hold the input's rows, or to these where there is one group of all.
    return { value: hashOf('aggregate', [from.rows, from.hash(term)]), stable: term.stable && from.stable };
  });
  return leafBlock(
    nextLeaf(),
    rows,
    stable,
    [
      ...keyHashes.map((hash, index) => ({ value: keyValue(hash), stable: keys[index]!.stable })),
      ...aggregates,
      ...operator.groupingFunctions.map((indexes) => ({
        value: hashOf(
          'grouping',
          indexes.map((index) => keyHashes[index]!),
        ),
        stable: true,
      })),
    ],
    terms,
  );
}

function canonicalJoin(operator: Join, left: Block, right: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  if (operator.match === 'nearest')
    return closedJoin(`nearest ${operator.type}`, operator, left, right, false, canonizing);
  switch (operator.type) {
    case 'inner': {
      const columns = [...left.columns, ...right.columns];
      const canonical = canonicalExpressions(columns, terms);
      const conditions = [...left.conditions, ...right.conditions, ...operator.conditions.map(canonical)];
      const joined: Block = {
        leaves: [...left.leaves, ...right.leaves],
        conditions: conjuncts(conditions, terms),
        columns,
      };
      return bounded(joined, canonizing);
    }
    case 'semi':
    case 'anti': {
      const { label, operands, stable } = partner(operator, left, right, canonizing);
      const condition = terms.apply(`${operator.type} ${label}`, operands, { unordered: true, stable });
      return { ...left, conditions: conjuncts([...left.conditions, condition], terms) };
    }
    case 'mark': {
      const { label, operands, stable } = partner(operator, left, right, canonizing);
      const mark = terms.apply(`mark ${label}`, operands, { unordered: true, stable });
      return { ...left, columns: [...left.columns, mark] };
    }
    case 'left':
    case 'full':
    case 'single':
      return closedJoin(operator.type, operator, left, right, true, canonizing);
    case 'right': {
      const swapped = closedJoin('left', operator, right, left, true, canonizing, true);
      const width = right.columns.length;
      return { ...swapped, columns: [...swapped.columns.slice(width), ...swapped.columns.slice(0, width)] };
    }
    case 'right_semi':
    case 'right_anti':
      return closedJoin(operator.type, operator, left, right, true, canonizing);
    default:
      return operator.type satisfies never;
  }
}

/** Whether a left row has a partner, as a term over the left columns: the right side is in its label. */
function partner(operator: Join, left: Block, right: Block, { terms }: Canonizing) {
  const closed = closeBlock(right);
  const rights = closed.columns.map((column) =>
    terms.apply(`partner's ${column.value}`, [], { stable: column.stable }),
  );
  const canonical = canonicalExpressions([...left.columns, ...rights], terms);
  return { label: closed.rows, operands: operator.conditions.map(canonical), stable: closed.stable };
}

/**
 * A join that is a leaf: values that cross it are wrapped, since a side's values may turn to NULL. `swapped`: the sides are given the other way round than the
 * conditions count their columns.
 */
function closedJoin(
  label: string,
  operator: { readonly conditions: readonly Expression[] },
  left: Block,
  right: Block,
  stable: boolean,
  { terms, nextLeaf }: Canonizing,
  swapped = false,
): Block {
  const [a, b] = [closeBlock(left), closeBlock(right)];
  const side = (name: string, columns: readonly ClosedColumn[]) =>
    columns.map((column) => terms.apply(`${name} ${column.value}`, [], { stable: column.stable }));
  const [lefts, rights] = [side('left', a.columns), side('right', b.columns)];
  const canonical = canonicalExpressions(swapped ? [...rights, ...lefts] : [...lefts, ...rights], terms);
  const conditions = operator.conditions.map(canonical);
  const hash = createTermHasher(() => '?');
  const rows = hashOf(`join ${label}`, [a.rows, b.rows, hashOfSet('on', conditions.map(hash))]);
  const all = stable && a.stable && b.stable && conditions.every((condition) => condition.stable);
  const wrapped = (name: string, columns: readonly ClosedColumn[]) =>
    columns.map((column) => ({ ...column, value: hashOf(`${name} of ${label}`, [column.value]) }));
  const kept = label === 'right_semi' || label === 'right_anti' ? [] : wrapped('left', a.columns);
  return leafBlock(nextLeaf(), rows, all, [...kept, ...wrapped('right', b.columns)], terms);
}

/** The inner side over its parameters as a leaf of their own, and what it is given for them. */
function canonicalDependentJoin(operator: DependentJoin, canonizing: Canonizing): Block {
  const { terms, nextLeaf } = canonizing;
  const outerSide = operator.outer === 'left' ? operator.left : operator.right;
  const innerSide = operator.outer === 'left' ? operator.right : operator.left;
  const outer = canonicalOperator(outerSide, canonizing);
  const inner = closeBlock(
    canonicalOperator(innerSide, {
      ...canonizing,
      scopes: new Map(canonizing.scopes).set(operator.scope, `depth ${canonizing.scopes.size}`),
    }),
  );
  const given = operator.parameters.map(canonicalExpressions(outer.columns, terms));
  const innerColumns = inner.columns.map((column) =>
    terms.apply(`inner ${column.value}`, [], { stable: column.stable }),
  );
  const sides = operator.outer === 'left' ? [outer.columns, innerColumns] : [innerColumns, outer.columns];
  const conditions = operator.conditions.map(canonicalExpressions(sides.flat(), terms));
  const stable = inner.stable;
  if (operator.outer === 'left' && (operator.type === 'single' || operator.type === 'mark')) {
    // The outer rows stay as they are: what comes of the inner side is a value of theirs.
    const operands = [...given, ...conditions];
    const values = inner.columns.map((column) =>
      terms.apply(`scalar ${inner.rows} ${column.value} ${given.length}`, operands, {
        stable: stable && column.stable,
      }),
    );
    const mark = terms.apply(`exists ${inner.rows} ${given.length}`, operands, { stable });
    return { ...outer, columns: [...outer.columns, ...(operator.type === 'mark' ? [mark] : values)] };
  }
  const closed = closeBlock(outer);
  const rows = hashOf(`dependent ${operator.type} ${operator.outer}`, [
    closed.rows,
    inner.rows,
    hashOf('given', given.map(closed.hash)),
    hashOfSet('on', conditions.map(closed.hash)),
  ]);
  const all = stable && closed.stable && [...given, ...conditions].every((term) => term.stable);
  const outers = closed.columns.map((column) => ({ ...column, value: hashOf('outer', [column.value]) }));
  const inners = inner.columns.map((column) => ({ ...column, value: hashOf('inner', [column.value]) }));
  const half = operator.type === 'semi' || operator.type === 'anti';
  const columns = operator.outer === 'left' ? [...outers, ...(half ? [] : inners)] : [...inners, ...outers];
  return leafBlock(nextLeaf(), rows, all, columns, terms);
}

/** Arms of a UNION are put in order once, by their rows: never column by column. */
function canonicalSetOperation(
  operator: Extract<Operator, { kind: 'set_operation' }>,
  inputs: readonly Block[],
  { terms, nextLeaf }: Canonizing,
): Block {
  const arms = inputs.map(closeBlock);
  const stable = arms.every((arm) => arm.stable);
  if (operator.operation === 'union') {
    const ordered = [...arms].sort((a, b) => (a.rows < b.rows ? -1 : a.rows > b.rows ? 1 : 0));
    return leafBlock(
      nextLeaf(),
      hashOf(
        'union',
        ordered.map((arm) => arm.rows),
      ),
      stable,
      operator.types.map((_, index) => ({
        value: hashOf(
          'union',
          ordered.map((arm) => arm.columns[index]!.value),
        ),
        stable: ordered.every((arm) => arm.columns[index]!.stable),
      })),
      terms,
    );
  }
  const whole = arms.flatMap((arm) => [arm.rows, ...arm.columns.map((column) => column.value)]);
  const compared = arms.every((arm) => arm.columns.every((column) => column.stable));
  return leafBlock(
    nextLeaf(),
    hashOf(`${operator.operation} ${operator.all}`, whole),
    stable && compared,
    arms[0]!.columns.map((column) => ({ ...column, value: hashOf('kept', [column.value]) })),
    terms,
  );
}

/** The block, or a leaf in its place where it has grown too large to be looked into again and again. */
function bounded(block: Block, { terms, nextLeaf }: Canonizing): Block {
  if (block.leaves.length <= mostLeaves && block.leaves.length > 0) return block;
  if (block.leaves.length === 0) return block;
  const closed = closeBlock(block);
  return leafBlock(nextLeaf(), closed.rows, closed.stable, closed.columns, terms);
}

/** Another occurrence of the same rows: its leaves have numbers of their own. */
function renumbered(block: Block, { terms, nextLeaf }: Canonizing): Block {
  const numbers = new Map(block.leaves.map((leaf) => [leaf.number, nextLeaf()]));
  const known = new Map<number, Term>();
  const again = (term: Term): Term => {
    const seen = known.get(term.id);
    if (seen !== undefined) return seen;
    const made =
      term.kind === 'column'
        ? terms.column(numbers.get(term.leaf) ?? term.leaf, term.value, term.stable)
        : term.operands.length === 0
          ? term
          : terms.apply(term.label, term.operands.map(again), {
              unordered: term.unordered,
              stable: term.stable,
            });
    known.set(term.id, made);
    return made;
  };
  return {
    leaves: block.leaves.map((leaf) => ({ ...leaf, number: numbers.get(leaf.number)! })),
    conditions: block.conditions.map(again),
    columns: block.columns.map(again),
  };
}

/** Table functions that give the same rows for the same arguments. */
const pureTableFunctions: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'generate_subscripts',
]);
