import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { RunRecord } from '../../environment/index.ts';
import { type Hook, resolveValue } from '../../project/index.ts';
import { noticeDocument, noticeOf, slackMessage, teamsMessage } from '../../reports/notice/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { redaction } from '../redact.ts';
import { post } from './post.ts';
import { runCommand } from './run-command.ts';

/**
 * Calls what project.yml names under `on_failure` or `on_success`, all at once. Gives a warning for each that could not be told; never rejects. The record must hold no secret
 * by now. An interrupted run is nobody's news: whoever interrupted it knows.
 */
export async function callHooks(
  host: Host,
  open: OpenProject,
  record: RunRecord,
): Promise<readonly Diagnostic[]> {
  if (record.outcome === 'interrupted') return [];
  const { onFailure, onSuccess } = open.project.hooks;
  const due = (record.outcome === 'succeeded' ? onSuccess : onFailure).filter(
    ({ environments }) => environments === null || environments.includes(record.environment),
  );
  const redact = redaction(open);
  const warnings = await Promise.all(
    due.map(async (hook): Promise<Diagnostic[]> => {
      const key = record.outcome === 'succeeded' ? 'on_success' : 'on_failure';
      const resolved = resolveValue(hook.target, hook.span, open.variables);
      const problem =
        resolved.value === null
          ? resolved.diagnostics.map(({ summary }) => summary).join('; ')
          : await call(host, open, { ...hook, target: resolved.value }, record);
      if (problem === null) return [];
      const parameters = { key, what: nameOf(hook, redact), problem: redact(problem) };
      return [diagnose('hook-failed', parameters, { subject: hook.span })];
    }),
  );
  return warnings.flat();
}

function call(host: Host, open: OpenProject, hook: Hook, record: RunRecord): Promise<string | null> {
  const { target } = hook;
  const notice = noticeOf(record);
  const timeoutMilliseconds = hook.timeoutSeconds * 1000;
  if (target.kind === 'command') {
    const { runId, command, environment, outcome, project, message } = record;
    return runCommand({
      argv: target.argv,
      folder: open.folder,
      environment: {
        ...host.environment,
        LODE_RUN_ID: runId,
        LODE_COMMAND: command,
        LODE_ENVIRONMENT: environment,
        LODE_OUTCOME: outcome,
        LODE_PROJECT: project,
        LODE_TITLE: notice.title,
        LODE_MESSAGE: message ?? '',
      },
      input: `${JSON.stringify(noticeDocument(notice, record))}\n`,
      timeoutMilliseconds,
    });
  }
  const messages = {
    json: () => noticeDocument(notice, record),
    slack: () => slackMessage(notice),
    teams: () => teamsMessage(notice),
  };
  const body = JSON.stringify(messages[target.format]());
  return post(host.timer, { url: target.url, headers: target.headers, body, timeoutMilliseconds });
}

/** As project.yml writes it: what stands for a secret is not replaced. A URL that is written out may hold one in its path all the same. */
function nameOf({ target }: Hook, redact: (text: string) => string): string {
  if (target.kind === 'command') return `the command \`${redact(target.argv.join(' '))}\``;
  const host = /^https?:\/\/[^/]+/.exec(target.url)?.[0];
  return `the webhook ${host ?? redact(target.url)}`;
}
