import type { LintRule } from './lint-rule.ts';
import { floatEquality } from './rules/float-equality.ts';
import { intervalNotUsed } from './rules/interval-not-used.ts';
import { joinMultiplies } from './rules/join-multiplies.ts';
import { layerRule } from './rules/layer-rule.ts';
import { limitWithoutOrder, rowNumberTies, unorderedAggregate } from './rules/order-dependent.ts';
import { selectStar } from './rules/select-star.ts';
import { unusedColumn } from './rules/unused-column.ts';
import { unusedCte } from './rules/unused-cte.ts';
import { volatileFunction } from './rules/volatile-function.ts';
import { windowWithoutOrder } from './rules/window-without-order.ts';

/** Every rule by its name, which is also the code of its diagnostics. */
export const lintRules = {
  'layer-rule': layerRule,
  'select-star': selectStar,
  'row-number-ties': rowNumberTies,
  'window-without-order': windowWithoutOrder,
  'limit-without-order': limitWithoutOrder,
  'unordered-aggregate': unorderedAggregate,
  'float-equality': floatEquality,
  'volatile-function': volatileFunction,
  'join-multiplies': joinMultiplies,
  'interval-not-used': intervalNotUsed,
  'unused-cte': unusedCte,
  'unused-column': unusedColumn,
} as const satisfies Readonly<Record<string, LintRule>>;

export const lintNames: readonly string[] = Object.keys(lintRules);
