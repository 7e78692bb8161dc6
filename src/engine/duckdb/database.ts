import { DuckDBInstance } from '@duckdb/node-api';
import type { Database, DatabaseOptions } from '../../ports/index.ts';
import { engineError } from './engine-failure.ts';
import { registerFunctions } from './functions/register.ts';
import type { QuerySlots } from './query-slots.ts';
import { openSession, type SessionContext } from './session.ts';
import { instanceConfiguration, lockingStatements, pinnedSettings } from './settings.ts';
import { zoneOffsets } from './zone-offset.ts';

const noSecrets = () => null;

/** A fresh database in memory: settings pinned, Lode's functions registered, configuration locked. Rejects with EngineError. */
export async function openDatabase(options: DatabaseOptions, slots: QuerySlots): Promise<Database> {
  const settings = pinnedSettings(options.timeZone);
  try {
    const instance = await DuckDBInstance.create(':memory:', instanceConfiguration(options));
    const first = await instance.connect();
    await registerFunctions(first, options.secretOf ?? noSecrets);
    await first.run(lockingStatements(settings, options));
    const keywords = await first.run(
      "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
    );
    const context: SessionContext = {
      slots,
      offsetAt: zoneOffsets(options.timeZone),
      reservedWords: new Set((await keywords.getRows()).map(([word]) => String(word))),
    };
    first.closeSync();
    return {
      settings,
      async connect() {
        try {
          return openSession(await instance.connect(), context);
        } catch (error) {
          throw engineError(error);
        }
      },
      async close() {
        instance.closeSync();
      },
    };
  } catch (error) {
    throw engineError(error);
  }
}
