/** Queries over the schema of tests/lineage/cases/joins.sql that reach what the cases do not. */
export const rareQueries: readonly string[] = [
  'DESCRIBE orders',
  'SELECT id FROM orders WHERE random() BETWEEN 0.1 AND 0.5',
  'SELECT $start::DATE AS d FROM orders',
  'SELECT id FROM orders WHERE id IS DISTINCT FROM customer',
  'SELECT id FROM orders WHERE NOT (id <> 3 AND day IS NOT NULL)',
  'SELECT id FROM orders WHERE id < customer AND id > 1 AND id >= 1 AND id <= customer AND id = 3',
  'SELECT o.id FROM orders o ASOF RIGHT JOIN prices p ON o.id = p.item AND o.day >= p.valid_from',
  'SELECT id FROM orders WHERE id NOT IN (1, customer)',
];
