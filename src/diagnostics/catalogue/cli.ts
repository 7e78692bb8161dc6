import { entry } from '../entry.ts';

export const cliEntries = {
  'init-files-exist': entry<{ folder: string; files: readonly string[] }>({
    severity: 'error',
    summary: ({ folder, files }) =>
      files.includes('project.yml')
        ? `there is a project in ${folder} already`
        : `${files.length === 1 ? 'a file' : `${files.length} files`} in ${folder} would be overwritten`,
    detail: ({ files }) => files.map((file) => `- ${file}`).join('\n'),
    hint: () => 'Nothing was written. Give a new folder (`lode init my_project`), or move these files away.',
  }),
  'init-nothing-to-import': entry<{ folder: string }>({
    severity: 'error',
    summary: ({ folder }) => `there are no Parquet files in ${folder}`,
    detail: () => 'Files named `<relation>.parquet` were expected in the folder itself, not below it.',
    hint: () => 'Give the folder that holds them: `lode init my_project --from-parquet exports/today`.',
  }),
} as const;
