import { idOf, propertiesOf } from './flow-element.ts';
import type { XmlElement } from './xml-tree.ts';

/** What a component of a data flow does. `source` and `destination` are told by what it is joined to; `unknown` is one of a kind that is not known here. */
export type ComponentKind =
  | 'aggregate'
  | 'audit'
  | 'cache'
  | 'character_map'
  | 'conditional_split'
  | 'copy_column'
  | 'data_conversion'
  | 'data_mining'
  | 'derived_column'
  | 'distributor'
  | 'export_column'
  | 'fuzzy_grouping'
  | 'fuzzy_lookup'
  | 'import_column'
  | 'lookup'
  | 'merge'
  | 'merge_join'
  | 'multicast'
  | 'pivot'
  | 'recordset'
  | 'row_count'
  | 'sampling'
  | 'script'
  | 'slowly_changing_dimension'
  | 'sort'
  | 'sql_command'
  | 'table_or_file'
  | 'term_extraction'
  | 'term_lookup'
  | 'union_all'
  | 'unpivot'
  | 'unknown';

/** Names of classes (`Microsoft.UnPivot`, `DTSTransform.BestMatch.1`) and titles (`Fuzzy Lookup`) without blanks, in lower case; the first that fits. */
const names: readonly (readonly [RegExp, ComponentKind])[] = [
  [/script/, 'script'],
  [/derivedcolumn/, 'derived_column'],
  [/dataconver/, 'data_conversion'],
  [/copymap|copycolumn/, 'copy_column'],
  [/charactermap/, 'character_map'],
  [/^audit|^lineage/, 'audit'],
  [/conditionalsplit/, 'conditional_split'],
  [/multicast/, 'multicast'],
  [/balanceddatadistributor|^bdd$/, 'distributor'],
  [/rowcount/, 'row_count'],
  [/unionall/, 'union_all'],
  [/mergejoin/, 'merge_join'],
  [/^merge/, 'merge'],
  [/unpivot/, 'unpivot'],
  [/pivot/, 'pivot'],
  [/slowlychanging|^scd$/, 'slowly_changing_dimension'],
  [/fuzzylookup|bestmatch/, 'fuzzy_lookup'],
  [/fuzzygrouping|groupdups/, 'fuzzy_grouping'],
  [/termlookup/, 'term_lookup'],
  [/termextract/, 'term_extraction'],
  [/lookup/, 'lookup'],
  [/oledbcommand/, 'sql_command'],
  [/aggregate/, 'aggregate'],
  [/^sort/, 'sort'],
  [/sampling/, 'sampling'],
  [/^cache/, 'cache'],
  [/datamining|^mdp|^dmquery/, 'data_mining'],
  [/importcolumn|^insertcolumn/, 'import_column'],
  [/exportcolumn|^extractcolumn/, 'export_column'],
  [/recordset/, 'recordset'],
  [/source|destination|oledb|adonet|odbc|flatfile|rawfile|excel|datareader/, 'table_or_file'],
];

/**
 * By its class, which new packages name; else by the type that a host of managed code runs, or the title that its maker gave it. Its description comes last: people change that.
 */
export function componentKind(element: XmlElement): ComponentKind {
  const attribute = (name: string) => element.attributes.get(name) ?? '';
  const said = [
    attribute('componentClassID'),
    propertiesOf(element).get('UserComponentTypeName')?.split(',')[0] ?? '',
    attribute('contactInfo').split(';')[0]!,
    attribute('description'),
  ];
  for (const each of said) {
    const plain = squashed(each);
    const found = names.find(([pattern]) => pattern.test(plain))?.[1];
    if (found !== undefined) return found;
  }
  return 'unknown';
}

/** What it is called in the package, for people: its class, or its maker's title where that is a number. */
export function componentTitle(element: XmlElement): string {
  const attribute = (name: string) => element.attributes.get(name) ?? '';
  const written = attribute('componentClassID');
  const title = attribute('contactInfo').split(';')[0] || attribute('description');
  return (
    (written.startsWith('{') || /ManagedComponentHost/.test(written) ? title : '') || written || idOf(element)
  );
}

function squashed(name: string): string {
  return name
    .replace(/^(?:Microsoft|DTSTransform|DTSAdapter)\./i, '')
    .replace(/\.\d+$/, '')
    .replaceAll(/[\s_-]+/g, '')
    .toLowerCase();
}
