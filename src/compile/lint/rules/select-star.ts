import { diagnose } from '../../../diagnostics/index.ts';
import { loadColumns } from '../../../environment/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { fromTables } from '../../sql/select-queries.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { locationOf, nodesOf, textOf } from '../../sql/syntax-tree.ts';
import type { LintRule } from '../lint-rule.ts';

const ofLoads: ReadonlySet<string> = new Set(loadColumns);

/**
 * `*` over a table of the project, anywhere but in the layer that reads sources: what the upstream model gains or loses would silently become part of this one.
 * Over a CTE it is fine: its columns stand in the same file.
 */
export const selectStar: LintRule = ({ model, statement, queries, layers, columnsOf }) => {
  const rule = layers.find((layer) => layer.name === model.layer);
  if (rule === undefined || rule.reads.includes('sources')) return [];
  return queries.flatMap(({ node, isExists }) => {
    if (isExists) return [];
    const tables = fromTables(node.from_table);
    return nodesOf(node.select_list).flatMap((item) => {
      if (item.type !== 'STAR' || 'expr' in item) return [];
      const of = textOf(item.relation_name).toLowerCase();
      const covered = tables.find((table) => of === '' || table.alias === of);
      if (covered === undefined) return [];
      // What a load writes about itself is for whoever looks after bronze.
      const columns = columnsOf(covered.relation)
        .map((column) => column.name)
        .filter((name) => !ofLoads.has(name));
      return [
        diagnose(
          'select-star',
          { relation: covered.relation, columns },
          placed(placeOfByte(statement.text, locationOf(item))),
        ),
      ];
    });
  });
};
