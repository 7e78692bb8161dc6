import type { Connector } from '../../ports/index.ts';
import { checkSettings } from '../check-settings.ts';

/** A MySQL or MariaDB database as a source: its tables and views, read from one consistent snapshot. Settings: see settings.ts. */
export const mysqlConnector: Connector = {
  type: 'mysql',
  async open(source, settings) {
    const { mysqlForm } = await import('./settings.ts');
    const checked = checkSettings(source, mysqlForm, settings);
    const { openMysqlSession } = await import('./session.ts');
    return openMysqlSession(source, checked);
  },
};
