import { expect, it } from 'vitest';
import { commentsOf } from '../../../src/triage/mapping/index.ts';

it('a comment belongs to the column in whose line it ends, or before which it stands', () => {
  expect(
    commentsOf(`-- made by hand
CREATE VIEW v AS
WITH a AS (SELECT id -- a step
 FROM s)
SELECT /*+ hint */ id, -- the sale
  -- in euro
  price * 1.2 AS gross /* with tax */,
  coalesce(x, /* none */ 0) AS x,
  y
FROM a
WHERE price > 0 -- paid ones
-----
`),
  ).toEqual({
    columns: ['the sale', 'in euro; with tax', 'none', null],
    others: ['a step', 'paid ones'],
  });
  expect(commentsOf('-- nothing')).toEqual({ columns: [], others: [] });
  expect(commentsOf("SELECT '-- no comment' AS a")).toEqual({ columns: [null], others: [] });
});
