import type { SourceSession } from '../../ports/index.ts';
import { connectClient } from '../server/client.ts';
import { openServerSession, type ServerField } from '../server/session.ts';
import { type CatalogRelation, readDetails, readRelations } from './catalog.ts';
import { changeLogOf } from './change-log.ts';
import { changeMarker } from './change-marker.ts';
import { type ColumnField, type ColumnPlan, planColumn } from './column-plan.ts';
import { conditionOf } from './condition.ts';
import { readDefinitions } from './definitions.ts';
import { firebirdFailure } from './failures.ts';
import { selectSql } from './select-sql.ts';
import type { FirebirdSettings } from './settings.ts';
import { typeWords } from './type-words.ts';

interface FirebirdField extends ServerField {
  readonly field: ColumnField;
  readonly plan: ColumnPlan | null;
}

const thread = new URL('./worker/main.mjs', import.meta.url);

/** One connection, one snapshot. */
export function openFirebirdSession(source: string, settings: FirebirdSettings): Promise<SourceSession> {
  const opening = {
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    role: settings.role ?? null,
    authPlugin: settings.auth_plugin ?? null,
    wireCrypt: settings.wire_crypt === 'enabled',
    connectMilliseconds: settings.connect_timeout * 1000,
  };
  return openServerSession<CatalogRelation, FirebirdField>(source, {
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
          words: typeWords(field),
          plan: planColumn(field, settings),
          field,
        })),
      };
    },
    definitions: readDefinitions,
    condition: (filter, { field, plan }) => conditionOf(filter, field, plan!, settings.charset),
    select: ({ name }, columns, conditions, limit, partners) =>
      selectSql(name, columns, conditions, limit, partners),
    since: (transaction) => ({ sql: `RDB$RECORD_VERSION >= ${BigInt(transaction)}`, exact: true }),
    marker: changeMarker,
    versionsRows: ({ versioned }) => versioned,
    changeLog: ({ name }, key) =>
      changeLogOf(
        name,
        key.map(({ field }) => field),
      ),
    failure: (relation, error) => firebirdFailure(source, settings, relation, error),
  });
}
