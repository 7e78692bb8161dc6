import type { LongColumn } from '../mapping.ts';
import { part, splitAt, textOf, type Words } from './words.ts';

const aggregates: ReadonlySet<string> = new Set(
  'SUM COUNT MIN MAX AVG MEDIAN STDDEV STDDEV_SAMP STDDEV_POP VARIANCE VAR_SAMP VAR_POP BOOL_AND BOOL_OR ANY_VALUE COUNT_IF SUM_NO_OVERFLOW ARG_MIN ARG_MAX MODE'.split(
    ' ',
  ),
);

/** The rule that says what an expression of a SELECT list says; `expression` where no other one fits. */
export function ruleOf(expression: Words): LongColumn {
  const cast = castOf(expression);
  if (cast !== null) {
    const rule = plainRule(cast.value);
    return { ...rule, type: textOf(cast.type) };
  }
  return plainRule(expression);
}

function plainRule(expression: Words): LongColumn {
  if (isColumn(expression)) return { direct: textOf(expression) };
  const constant = constantOf(expression);
  if (constant !== undefined) return { constant };
  const aggregate = aggregateOf(expression);
  return aggregate === null ? { expression: textOf(expression) } : { aggregate };
}

/** `CAST(value AS type)` and nothing else. */
function castOf(all: Words): { value: Words; type: Words } | null {
  const { words } = all;
  if (words[0]?.key !== 'CAST' || words[1]?.text !== '(' || closing(all, 1) !== words.length - 1) return null;
  const inside = part(all, 2, words.length - 1);
  const { pieces } = splitAt(inside, (word) => word.key === 'AS');
  const [value, type] = pieces;
  return pieces.length === 2 && value !== undefined && type !== undefined ? { value, type } : null;
}

/** `a`, `t.a`. Words that stand for values are no columns. */
export function isColumn({ words }: Words): boolean {
  return (
    words.length % 2 === 1 &&
    words.every(({ kind, text }, index) =>
      index % 2 === 0 ? kind === 'word' || kind === 'quoted' : kind === 'symbol' && text === '.',
    ) &&
    !(words.length === 1 && valueWords.test(words[0]!.text))
  );
}

const valueWords =
  /^(null|true|false|current_(date|time|timestamp|user|catalog|schema)|localtime(stamp)?|session_user|user)$/i;

/** Texts and whole numbers: of others the type would depend on how YAML writes them. */
function constantOf({ words }: Words): string | number | boolean | null | undefined {
  const [word] = words;
  if (words.length !== 1 || word === undefined) return undefined;
  if (word.kind === 'string' && word.text.startsWith("'"))
    return word.text.slice(1, -1).replaceAll("''", "'");
  if (word.kind === 'number' && /^\d{1,9}$/.test(word.text)) return Number(word.text);
  if (word.key === 'TRUE' || word.key === 'FALSE') return word.key === 'TRUE';
  return word.key === 'NULL' ? null : undefined;
}

/** `sum(DISTINCT x) FILTER (WHERE …)` and nothing else. */
function aggregateOf(all: Words): LongColumn['aggregate'] | null {
  const { words } = all;
  if (words[0]?.kind !== 'word' || !aggregates.has(words[0].key) || words[1]?.text !== '(') return null;
  const end = closing(all, 1);
  const inside = part(all, 2, end);
  if (inside.words.some(({ key, depth }) => depth === 0 && key === 'ORDER')) return null;
  const rest = part(all, end + 1, words.length);
  let where: string | undefined;
  if (rest.words.length > 0) {
    if (rest.words[0]?.key !== 'FILTER' || rest.words[2]?.key !== 'WHERE') return null;
    if (closing(rest, 1) !== rest.words.length - 1) return null;
    where = textOf(part(rest, 3, rest.words.length - 1));
  }
  const distinct = inside.words[0]?.key === 'DISTINCT';
  const of = textOf(distinct ? part(inside, 1, inside.words.length) : inside);
  if (of === '*' && words[0].key !== 'COUNT') return null;
  return {
    function: words[0].text.toLowerCase(),
    ...(of === '*' || of === '' ? {} : { of }),
    ...(distinct ? { distinct } : {}),
    ...(where === undefined ? {} : { where }),
  };
}

/** The place of the bracket that closes the one at `open`. */
export function closing({ words }: Words, open: number): number {
  const depth = words[open]!.depth;
  return words.findIndex((word, index) => index > open && word.text === ')' && word.depth === depth);
}
