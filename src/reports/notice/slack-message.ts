import type { Notice, NoticeEvidence, NoticeFailure } from './notice.ts';
import { sampleText } from './sample-text.ts';

const shownFailures = 10;

/**
 * The JSON of a Slack incoming webhook: `text` for notifications, blocks for the message. Limits are Slack's: 150 characters in a header, 3,000 in a section, 50 blocks.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackMessage(notice: Notice): Readonly<Record<string, unknown>> {
  const { ok, title, facts, failures, skipped, look } = notice;
  const more = failures.length - shownFailures;
  return {
    text: `${ok ? '✅' : '❌'} ${escaped(title)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(`${ok ? '✅' : '❌'} ${title}`, 150) } },
      {
        type: 'section',
        fields: facts
          .slice(0, 10)
          .map(({ name, value }) => mrkdwn(`*${escaped(name)}*\n${escaped(value)}`, 2000)),
      },
      ...failures.slice(0, shownFailures).map((failure) => section(failureText(failure))),
      ...(more > 0 ? [section(`… and ${more} more.`)] : []),
      ...(skipped.length === 0 ? [] : [section(`Held up: ${escaped(names(skipped))}`)]),
      ...(look.length === 0 ? [] : [section(`Look further:\n\`\`\`${escaped(look.join('\n'))}\`\`\``)]),
    ],
  };
}

function failureText({ model, message, hint, evidence }: NoticeFailure): string {
  return [
    `${model === null ? '' : `*${escaped(model)}*\n`}${escaped(cut(message, 900))}`,
    ...evidence.slice(0, 3).map(evidenceText),
    ...(hint === null ? [] : [`→ ${escaped(cut(hint, 400))}`]),
  ].join('\n');
}

function evidenceText({ audit, failures, sample }: NoticeEvidence): string {
  const text = sampleText(sample);
  const rows = text === null ? '' : `\n\`\`\`${escaped(cut(text, 500))}\`\`\``;
  return `• ${escaped(audit)}: ${failures.toLocaleString('en')}${rows}`;
}

function names(models: readonly string[]): string {
  const shown = models.slice(0, 20).join(', ');
  return models.length > 20 ? `${shown} and ${models.length - 20} more` : shown;
}

function section(text: string) {
  return { type: 'section', text: mrkdwn(text, 3000) };
}

function mrkdwn(text: string, limit: number) {
  return { type: 'mrkdwn', text: cut(text, limit) };
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** Slack wants three characters escaped, and no others. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
