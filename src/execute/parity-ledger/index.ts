/**
 * The ledger of the parallel run: a Delta table `_parity` of the lake, to which every comparison of a pair is appended and from which nothing is ever taken away. In: records. Out: records, and a view
 * that `lode query` reads.
 */
export { appendRecord } from './append-record.ts';
export { asksForParity, defineParityView, parityRelation } from './define-parity-view.ts';
export { differencesOf, ledgerTable } from './ledger-table.ts';
export { type LedgerFilter, readLedger } from './read-ledger.ts';
