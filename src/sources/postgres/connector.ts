import type { Connector } from '../../ports/index.ts';
import { checkSettings } from '../check-settings.ts';

/** A schema of a PostgreSQL database as a source: its tables and views, read from one exported snapshot. Settings: see settings.ts. */
export const postgresConnector: Connector = {
  type: 'postgres',
  async open(source, settings) {
    const { postgresForm } = await import('./settings.ts');
    const checked = checkSettings(source, postgresForm, settings);
    const { openPostgresSession } = await import('./session.ts');
    return openPostgresSession(source, checked);
  },
};
