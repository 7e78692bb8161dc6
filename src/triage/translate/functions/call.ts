import { commonFamily, type Family } from '../family.ts';
import type { Scope } from '../scope.ts';
import type { Node } from '../tree.ts';
import { atom, refusedExpression, type Work, type Written, whole } from '../work.ts';

/** A call of a function in the original, whatever the parser made of it. */
export interface Call {
  /** In capitals. */
  readonly name: string;
  readonly args: readonly Node[];
  readonly work: Work;
  readonly scope: Scope;
  /** The part of the tree, for its place. */
  readonly at: unknown;
  /** What may stand beside an aggregate or a window function. */
  readonly distinct: boolean;
  /** The condition, in DuckDB's words. */
  readonly filter: string | null;
  /** The items of ORDER BY inside it, in DuckDB's words. */
  readonly order: string | null;
  readonly ignoreNulls: boolean;
  readonly limit: string | null;
  /** ` OVER (…)`, or empty. */
  readonly over: string;
  /** Words of the parser's own for this kind: the unit of a difference, the side of TRIM. */
  readonly word: string | null;
}

export type FunctionRule = (call: Call) => Written;
export type FunctionRules = Readonly<Record<string, FunctionRule>>;

/** The argument, in DuckDB's words. */
export function arg(call: Call, index: number): Written {
  const node = call.args[index];
  if (node === undefined) return refuseCall(call, `It has ${call.args.length} arguments here.`);
  return call.work.expression(call.scope, node);
}

export function argsOf(call: Call): Written[] {
  return call.args.map((_, index) => arg(call, index));
}

/** A word that stands for itself as an argument: a unit, a type. */
export function wordOf(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if (node.kind === 'var') return String(node.fields.this);
  if (node.kind === 'literal') return String(node.fields.value);
  if (node.kind === 'column') return String((node.fields.name as { name?: unknown } | undefined)?.name ?? '');
  return null;
}

/** The text of an argument that is a literal; null: it is something else. */
export function literalOf(node: Node | undefined): string | null {
  return node?.kind === 'literal' ? String(node.fields.value) : null;
}

/** The name as it was written, where `prepare.ts` or the parser put another in its place. */
function originalName({ name, work }: Call): string {
  if (name === 'LODE_BYTES') return 'LENGTH';
  if (name === 'LODE_INSTR') return 'INSTR';
  if (name === 'STRPOS')
    return { mysql: 'LOCATE', tsql: 'CHARINDEX', firebird: 'POSITION' }[work.dialect as 'mysql'] ?? name;
  return name;
}

export function refuseCall(call: Call, reason: string | null): Written {
  call.work.tell(
    'translate-function-refused',
    { dialect: call.work.facts.title, name: originalName(call), reason },
    call.at,
  );
  return refusedExpression;
}

/** A call of DuckDB's `name` with these arguments. What belongs to aggregates only is refused. */
export function scalar(call: Call, name: string, args: readonly Written[], family: Family): Written {
  if (call.distinct || call.filter !== null || call.order !== null || call.over !== '' || call.ignoreNulls)
    return refuseCall(call, 'It stands as an aggregate or a window function here, and DuckDB’s is neither.');
  return whole(`${name}(${args.map((each) => each.sql).join(', ')})`, family);
}

/** A rule for a function that DuckDB has too, under this name or another, with so many arguments. `family`: a family, or the number of the argument whose family it has. */
export function same(name: string, family: Family | number | 'common', from = 1, to = from): FunctionRule {
  return (call) => {
    if (call.args.length < from || call.args.length > to)
      return refuseCall(
        call,
        `Expected were ${from === to ? from : `${from} to ${to}`} arguments, found ${call.args.length}.`,
      );
    const args = argsOf(call);
    const families = args.map((each) => each.family);
    return scalar(
      call,
      name,
      args,
      typeof family === 'number'
        ? (families[family] ?? 'unknown')
        : family === 'common'
          ? commonFamily(families)
          : family,
    );
  };
}

/** An aggregate or window function in DuckDB's words, with all that stands beside it. */
export function aggregate(call: Call, name: string, args: readonly string[], family: Family): Written {
  if (call.limit !== null) return refuseCall(call, 'It has a LIMIT of its own.');
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
  const order = call.order === null ? '' : ` ORDER BY ${call.order}`;
  const filter = call.filter === null ? '' : ` FILTER (WHERE ${call.filter})`;
  return whole(
    `${name}(${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order}${nulls})${filter}${call.over}`,
    family,
  );
}

/** A rule for an aggregate that DuckDB has too. */
export function sameAggregate(name: string, family: Family | number): FunctionRule {
  return (call) => {
    const args = argsOf(call);
    return aggregate(
      call,
      name,
      args.map((each) => each.sql),
      typeof family === 'number' ? (args[family]?.family ?? 'unknown') : family,
    );
  };
}

/** The same text for every call: `current_date`. */
export function constant(sql: string, family: Family): FunctionRule {
  return (call) => (call.args.length > 0 ? refuseCall(call, 'It has arguments here.') : whole(sql, family));
}

/** `f(x)` by a template over arguments that stand in brackets where they must: `$1`, `$2`. */
export function template(text: string, family: Family | number, count: number): FunctionRule {
  return (call) => {
    if (call.args.length !== count)
      return refuseCall(call, `Expected were ${count} arguments, found ${call.args.length}.`);
    const args = argsOf(call);
    if (call.over !== '' || call.filter !== null || call.distinct)
      return refuseCall(call, 'It stands as a window function here.');
    return whole(
      text.replace(/\$(\d)/g, (_, digit: string) => atom(args[Number(digit) - 1]!)),
      typeof family === 'number' ? args[family]!.family : family,
    );
  };
}
