import type { Export } from './export.ts';
import type { Exposure } from './exposure.ts';

/** An export as what it is to lineage and plans: a consumer that would miss a column. Its query is bound with the project. */
export function consumerOf(one: Export): Exposure {
  return {
    name: one.name,
    type: 'export',
    description: one.description,
    owner: one.owner,
    url: null,
    tags: one.tags,
    reads: [],
    sql: null,
    sqlSpan: one.span,
    file: one.file,
    span: one.span,
  };
}
