import type { Connector } from '../../ports/index.ts';
import { checkSettings } from '../check-settings.ts';
import { listParquetFiles } from './list-files.ts';

/**
 * A folder of Parquet files as a source: `<relation>.parquet` each, below no other folder. Settings: `path`, absolute.
 */
export const parquetConnector: Connector = {
  type: 'parquet',
  async open(source, settings) {
    const { parquetForm } = await import('./settings.ts');
    const { path } = checkSettings(source, parquetForm, settings);
    const files = await listParquetFiles(source, path);
    const { openParquetSession } = await import('./session.ts');
    return openParquetSession(source, files);
  },
};
