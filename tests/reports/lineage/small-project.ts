import type { LineageGraph } from '../../../src/lineage/index.ts';
import { graphOf } from '../../lineage/project.ts';

/** Sources, a masked name, a model that nothing needs, and two gold models. */
export function smallGraph(): Promise<LineageGraph> {
  return graphOf({
    sources: {
      'crm.people': 'id INTEGER, name VARCHAR, country VARCHAR, fax VARCHAR',
      'crm.sales': 'person INTEGER, amount DECIMAL(10,2), day DATE, state VARCHAR',
      'crm.unused': 'x INTEGER',
    },
    models: {
      'bronze.people': 'SELECT * FROM crm.people',
      'silver.sales': `SELECT s.person, CASE WHEN s.state = 'done' THEN s.amount END AS amount, md5(p.name) AS who
                       FROM crm.sales s JOIN bronze.people p ON p.id = s.person`,
      'gold.totals': 'SELECT who, sum(amount) AS total FROM silver.sales GROUP BY who',
      'gold.counts': "SELECT count(*) AS n FROM bronze.people WHERE country = 'FR'",
    },
  });
}
