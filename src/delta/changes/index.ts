/**
 * The change data feed: what rows versions inserted, updated and deleted. In: a table and a range of versions. Out: SQL over its files.
 */
export { type ChangeRange, type ChangesQuery, changeColumns, changesQuery } from './changes-query.ts';
