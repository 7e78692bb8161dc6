import { z } from 'zod';
import { text } from '../server/setting-forms.ts';

/** The settings of a source of type `parquet`. Messages say what was expected. */
export const parquetForm = z.strictObject({
  path: text('the folder of its Parquet files').describe(
    'The folder of the files, relative to the project: `<relation>.parquet` each.',
  ),
});
