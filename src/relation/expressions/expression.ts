import type { AggregateExpression } from './aggregate.ts';
import type { CallExpression } from './call.ts';
import type { CaseExpression } from './case.ts';
import type { CastExpression } from './cast.ts';
import type { ColumnExpression, LambdaInputExpression } from './column.ts';
import type { BetweenExpression, ComparisonExpression } from './comparison.ts';
import type { ConstantExpression, ParameterExpression } from './constant.ts';
import type { LogicalExpression, OperationExpression } from './logical.ts';
import type { UnknownExpression } from './unknown.ts';
import type { UnnestExpression } from './unnest.ts';
import type { WindowExpression } from './window.ts';

/** A value computed from one row of an operator's input (an aggregate's and a window's, from many). */
export type Expression =
  | ColumnExpression
  | LambdaInputExpression
  | ConstantExpression
  | ParameterExpression
  | CallExpression
  | CastExpression
  | ComparisonExpression
  | BetweenExpression
  | LogicalExpression
  | OperationExpression
  | CaseExpression
  | AggregateExpression
  | WindowExpression
  | UnnestExpression
  | UnknownExpression;

/** An expression that has not been given its id. */
export type NewExpression = Expression extends infer E
  ? E extends Expression
    ? Omit<E, 'id'>
    : never
  : never;
