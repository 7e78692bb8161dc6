import type { Connector } from '../../ports/index.ts';
import { checkSettings } from '../check-settings.ts';

/**
 * CSV files as a source: a relation is one file, or all that a pattern names. How they are read stands in project.yml or in the contract; what stands nowhere is found out when the contract is
 * written. Settings: see settings.ts.
 */
export const csvConnector: Connector = {
  type: 'csv',
  async open(source, settings, known = []) {
    const { csvForm } = await import('./settings.ts');
    const checked = checkSettings(source, csvForm, settings);
    const { openCsvSession } = await import('./session.ts');
    return openCsvSession(source, checked, known);
  },
};
