import { diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from '../../sql/syntax-tree.ts';
import type { LintRule } from '../lint-rule.ts';

/**
 * Columns of a CTE that nothing outside of it names. Said only where nothing can use them unnamed: no `*` outside, no USING, no whole rows, no DISTINCT or
 * set operation that compares them, and no GROUP BY that they are part of.
 */
export const unusedColumn: LintRule = ({ statement }) => {
  const { query, text, references } = statement;
  const entries = isNode(query.cte_map) ? nodesOf(query.cte_map.map) : [];
  return entries.flatMap((entry) => {
    const name = textOf(entry.key);
    const used = references.commonTables.find((common) => common.name === name)?.uses ?? 0;
    const body = isNode(entry.value) && isNode(entry.value.query) ? entry.value.query.node : null;
    if (
      used === 0 ||
      !isNode(body) ||
      body.type !== 'SELECT_NODE' ||
      !isPlain(body) ||
      Array.isArray((entry.value as SyntaxNode).aliases)
    )
      return [];
    const names = namesOutside(query, body);
    if (names === null || names.has(name.toLowerCase())) return [];
    return nodesOf(body.select_list).flatMap((item) => {
      const column = nameOf(item);
      const location = firstLocation(item);
      if (column === '' || location === null || names.has(column.toLowerCase())) return [];
      return [diagnose('unused-column', { column, table: name }, placed(placeOfByte(text, location)))];
    });
  });
};

/** A query whose rows do not depend on which columns it gives. */
function isPlain(body: SyntaxNode): boolean {
  const modifiers = nodesOf(body.modifiers).map((modifier) => textOf(modifier.type));
  const groups = Array.isArray(body.group_expressions) && body.group_expressions.length > 0;
  const groupsAll = textOf(body.aggregate_handling) === 'FORCE_AGGREGATES';
  return !modifiers.includes('DISTINCT_MODIFIER') && !groups && !groupsAll;
}

function nameOf(item: SyntaxNode): string {
  const alias = textOf(item.alias);
  if (alias !== '' || item.type !== 'COLUMN_REF' || !Array.isArray(item.column_names)) return alias;
  return textOf(item.column_names.at(-1));
}

/** Every name that stands outside of `body`; null where columns may be used without their name. */
function namesOutside(query: SyntaxNode, body: SyntaxNode): Set<string> | null {
  const names = new Set<string>();
  let unnamed = false;
  const visit = (value: unknown): void => {
    if (value === body) return;
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value)) return;
    if (value.type === 'STAR' || value.ref_type === 'NATURAL' || value.ref_type === 'POSITIONAL')
      unnamed = true;
    for (const column of Array.isArray(value.using_columns) ? value.using_columns : [])
      names.add(textOf(column).toLowerCase());
    for (const part of Array.isArray(value.column_names) ? value.column_names : [])
      names.add(textOf(part).toLowerCase());
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child);
  };
  visit(query);
  return unnamed ? null : names;
}

function firstLocation(node: unknown): number | null {
  if (Array.isArray(node)) return least(node.map(firstLocation));
  if (!isNode(node)) return null;
  return least([
    locationOf(node),
    ...Object.values(node).map((child) => (typeof child === 'object' ? firstLocation(child) : null)),
  ]);
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((one, other) => Math.min(one, other));
}
