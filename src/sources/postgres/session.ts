import type { SourceSession } from '../../ports/index.ts';
import { connectClient } from '../server/client.ts';
import { openServerSession, type ServerField } from '../server/session.ts';
import { tlsOpening } from '../server/setting-forms.ts';
import { type CatalogRelation, readDetails, readRelations } from './catalog.ts';
import { type ColumnField, type ColumnPlan, planColumn } from './column-plan.ts';
import { conditionOf } from './condition.ts';
import { readDefinitions } from './definitions.ts';
import { postgresFailure } from './failures.ts';
import { selectSql } from './select-sql.ts';
import type { PostgresSettings } from './settings.ts';

interface PostgresField extends ServerField {
  readonly field: ColumnField;
  readonly plan: ColumnPlan | null;
}

const thread = new URL('./worker/main.mjs', import.meta.url);

/** One exported snapshot, and a connection for each relation that is read at the same time. */
export function openPostgresSession(source: string, settings: PostgresSettings): Promise<SourceSession> {
  const opening = {
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    ssl: tlsOpening(settings),
    timeZone: settings.time_zone,
    statementSeconds: settings.statement_timeout ?? null,
    connectMilliseconds: settings.connect_timeout * 1000,
  };
  return openServerSession<CatalogRelation, PostgresField>(source, {
    connect: () => connectClient(thread, opening, settings),
    relations: (query) => readRelations(query, settings.schema),
    async details(query, relation) {
      const { fields, ...rest } = await readDetails(query, relation);
      return {
        ...rest,
        fields: fields.map((field) => ({
          name: field.name,
          nullable: field.nullable,
          description: field.description,
          words: field.words,
          plan: planColumn(field, settings),
          field,
        })),
      };
    },
    definitions: (query) => readDefinitions(query, settings.schema),
    condition: (filter, { field, plan }) => conditionOf(filter, field, plan!),
    select: (relation, columns, conditions, limit) => ({
      oid: relation.oid,
      query: selectSql(relation, columns, conditions, limit),
    }),
    failure: (relation, error) => postgresFailure(source, settings, relation, error),
  });
}
