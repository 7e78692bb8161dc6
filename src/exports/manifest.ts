import { z } from 'zod';

/** What stands beside exported files: of which version they are, and how to tell that they are whole. Replaced at once, after all files are there. */
export const exportManifest = z
  .object({
    formatVersion: z.string().regex(/^1\.\d+$/),
    export: z.string(),
    project: z.string(),
    environment: z.string(),
    environmentVersion: z.number().int().positive(),
    committedAt: z.iso.datetime({ precision: 3 }).describe('When that version was committed.'),
    model: z.string(),
    table: z
      .object({ path: z.string(), version: z.number().int().nonnegative() })
      .nullable()
      .describe('The Delta table and its version; null for a view.'),
    date: z.iso.date().describe('The night that `{{date}}` stood for.'),
    exportedAt: z.iso.datetime({ precision: 3 }),
    rows: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
    set: z
      .string()
      .describe(
        'Where these files stay as they are while others are exported; relative to the folder of the exports.',
      ),
    previous: z.string().nullable().describe('The same of the files before, which are kept.'),
    files: z.array(
      z.object({
        path: z.string().describe('Relative to the folder of the exports.'),
        kept: z.string().describe('The same file below `set`.'),
        rows: z.number().int().nonnegative(),
        bytes: z.number().int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        partition: z.record(z.string(), z.string().nullable()).describe('Column → value.'),
      }),
    ),
    dialect: z
      .object({
        encoding: z.string(),
        bom: z.boolean(),
        separator: z.string(),
        quote: z.string(),
        lineEnd: z.enum(['lf', 'crlf', 'cr']),
        header: z.boolean(),
        decimal: z.string(),
        columns: z.array(z.string()),
      })
      .describe('How the files are written, for whoever reads them.'),
  })
  .meta({ id: 'export-manifest', title: 'Manifest of exported files' });

export type ExportManifest = z.infer<typeof exportManifest>;
export type ExportedFile = ExportManifest['files'][number];
