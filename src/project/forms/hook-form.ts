import { z } from 'zod';

/** `30 seconds`, `2 minutes`. */
export const shortTime = z
  .string()
  .regex(/^[1-9]\d{0,3} (second|minute)s?$/, 'a length of time such as `30 seconds`');

export const hookFormats = ['json', 'slack', 'teams'] as const;

export const hookForm = z
  .strictObject({
    webhook: z.string().min(1).optional().describe('A URL to POST to, or'),
    command: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('a program with its arguments. It gets JSON on its standard input.'),
    format: z
      .enum(hookFormats)
      .optional()
      .describe('What a webhook takes: slack (incoming webhooks), teams (workflows). Default: json.'),
    headers: z.record(z.string(), z.string()).optional().describe('Further headers of a webhook.'),
    environments: z.array(z.string()).optional().describe('Only for these environments. Default: for all.'),
    timeout: shortTime.optional().describe('Default: 10 seconds for a webhook, 60 for a command.'),
  })
  .refine((hook) => (hook.webhook === undefined) !== (hook.command === undefined), {
    message: 'either `webhook` or `command`',
  });

export const openLineageForm = z.strictObject({
  url: z.string().min(1).optional().describe('The server that takes OpenLineage events by HTTP.'),
  endpoint: z.string().min(1).optional().describe('The path at the server. Default: api/v1/lineage.'),
  api_key: z.string().optional().describe('Sent as `Authorization: Bearer`.'),
  file: z
    .string()
    .min(1)
    .optional()
    .describe('A file to append events to, one JSON object a line, relative to the project.'),
  namespace: z.string().min(1).optional().describe('Of jobs. Default: the name of the project.'),
  timeout: shortTime
    .optional()
    .describe('For how long a run waits for the server at its end. Default: 10 seconds.'),
});
