import { z } from 'zod';
import { currentFormat, type RunRecord, runRecord } from '../../environment/index.ts';
import type { Notice } from './notice.ts';

/** What a command gets on its standard input, and a webhook with `format: json`. The run's record, without its plan. */
export const noticeDocumentForm = z
  .object({
    formatVersion: z.string(),
    event: z.enum(['failure', 'success']),
    title: z.string(),
    run: runRecord.omit({ plan: true }),
    look: z.array(z.string()).describe('Command lines to look further.'),
  })
  .meta({ id: 'notice', title: 'Notice' });
export type NoticeDocument = z.infer<typeof noticeDocumentForm>;

export function noticeDocument(notice: Notice, { plan: _, ...run }: RunRecord): NoticeDocument {
  return {
    formatVersion: currentFormat,
    event: notice.ok ? 'success' : 'failure',
    title: notice.title,
    run,
    look: [...notice.look],
  };
}
