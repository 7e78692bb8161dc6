import type { Connector } from '../../ports/index.ts';
import { checkSettings } from '../check-settings.ts';

/**
 * A Firebird database as a source: its tables and views, read from one snapshot. Settings: see settings.ts. Server versions 2.5 to 4 speak a protocol that the driver
 * knows; Lode is tested against Firebird 3.
 */
export const firebirdConnector: Connector = {
  type: 'firebird',
  async open(source, settings) {
    const { firebirdForm } = await import('./settings.ts');
    const checked = checkSettings(source, firebirdForm, settings);
    const { openFirebirdSession } = await import('./session.ts');
    return openFirebirdSession(source, checked);
  },
};
