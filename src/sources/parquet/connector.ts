import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Connector } from '../../ports/index.ts';
import { listParquetFiles } from './list-files.ts';

/**
 * A folder of Parquet files as a source: `<relation>.parquet` each, below no other folder. Settings: `path`, absolute.
 */
export const parquetConnector: Connector = {
  type: 'parquet',
  async open(source, settings) {
    const { path } = settings;
    if (typeof path !== 'string' || path === '')
      throw new DiagnosticError(
        diagnose('source-setting-missing', {
          source,
          setting: 'path',
          expected: 'the folder of its Parquet files',
        }),
      );
    const files = await listParquetFiles(source, path);
    const { openParquetSession } = await import('./session.ts');
    return openParquetSession(source, files);
  },
};
