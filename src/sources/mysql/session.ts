import type { SourceSession } from '../../ports/index.ts';
import { connectClient } from '../server/client.ts';
import { openServerSession, type ServerField } from '../server/session.ts';
import { tlsOpening } from '../server/setting-forms.ts';
import { type CatalogRelation, readDetails, readRelations } from './catalog.ts';
import { type ColumnField, type ColumnPlan, planColumn } from './column-plan.ts';
import { conditionOf } from './condition.ts';
import { readDefinitions } from './definitions.ts';
import { mysqlFailure } from './failures.ts';
import { selectSql } from './select-sql.ts';
import type { MysqlSettings } from './settings.ts';

interface MysqlField extends ServerField {
  readonly field: ColumnField;
  readonly plan: ColumnPlan | null;
}

const thread = new URL('./worker/main.mjs', import.meta.url);

/** One connection, one snapshot of the tables that know transactions. */
export function openMysqlSession(source: string, settings: MysqlSettings): Promise<SourceSession> {
  const opening = {
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    ssl: tlsOpening(settings),
    statementSeconds: settings.statement_timeout ?? null,
    connectMilliseconds: settings.connect_timeout * 1000,
  };
  return openServerSession<CatalogRelation, MysqlField>(source, {
    connect: () => connectClient(thread, opening, settings),
    relations: readRelations,
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
    definitions: readDefinitions,
    condition: (filter, { field, plan }) => conditionOf(filter, field, plan!),
    select: ({ name }, columns, conditions, limit) => selectSql(name, columns, conditions, limit),
    failure: (relation, error) => mysqlFailure(source, settings, relation, error),
  });
}
