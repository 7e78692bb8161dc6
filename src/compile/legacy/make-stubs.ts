import { bindModels } from '../bind/bind-models.ts';
import { createSchema } from '../bind/stub-statements.ts';
import { type LegacyEstate, noteRelation, stubName } from './estate.ts';

/** Stubs with the columns of their queries, for what reads them. */
export async function makeStubs(
  estate: LegacyEstate,
  made: readonly { readonly id: string; readonly sql: string }[],
): Promise<void> {
  const names = new Map(
    made.map(({ id }) => {
      const { schema, table } = stubName(id);
      return [id, `${schema}.${table}`] as const;
    }),
  );
  if (names.size === 0) return;
  await estate.session.execute(
    [...new Set(made.map(({ id }) => stubName(id).schema))].map(createSchema).join(';\n'),
  );
  const bound = await bindModels(
    estate.session,
    made.map(({ id, sql }) => ({ kind: 'model', name: names.get(id)!, sql, around: null, reads: [] })),
    new Set(),
  );
  for (const { id } of made) {
    const columns = bound.columns.get(names.get(id)!);
    if (columns !== undefined) noteRelation(estate, { id, columns });
  }
}
