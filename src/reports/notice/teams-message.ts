import type { Notice, NoticeEvidence, NoticeFailure } from './notice.ts';
import { sampleText } from './sample-text.ts';

const shownFailures = 8;

/**
 * The JSON that a Teams workflow ("When a Teams webhook request is received") and an incoming webhook take: a message with one adaptive card. Teams refuses more than 28 kB.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export function teamsMessage(notice: Notice): Readonly<Record<string, unknown>> {
  const { ok, title, facts, failures, skipped, look } = notice;
  const more = failures.length - shownFailures;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          fallbackText: title,
          body: [
            text(`${ok ? '✅' : '❌'} ${title}`, {
              size: 'Medium',
              weight: 'Bolder',
              color: ok ? 'Good' : 'Attention',
            }),
            { type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value })) },
            ...failures.slice(0, shownFailures).flatMap(failureBlocks),
            ...(more > 0 ? [text(`… and ${more} more.`)] : []),
            ...(skipped.length === 0 ? [] : [text(`Held up: ${cut(skipped.join(', '), 500)}`)]),
            ...look.map((line) => text(line, { fontType: 'Monospace', spacing: 'Small' })),
          ],
        },
      },
    ],
  };
}

function failureBlocks({ model, message, hint, evidence }: NoticeFailure) {
  return [
    ...(model === null ? [] : [text(model, { weight: 'Bolder', separator: true })]),
    text(cut(message, 600)),
    ...evidence.slice(0, 3).flatMap(evidenceBlocks),
    ...(hint === null ? [] : [text(`→ ${cut(hint, 300)}`, { isSubtle: true })]),
  ];
}

function evidenceBlocks({ audit, failures, sample }: NoticeEvidence) {
  const rows = sampleText(sample);
  return [
    text(`${audit}: ${failures.toLocaleString('en')}`),
    // A card has no preformatted text: two blanks and more are kept in Monospace only line by line.
    ...(rows === null
      ? []
      : cut(rows, 400)
          .split('\n')
          .map((line) => text(line.replaceAll(' ', '\u00A0'), { fontType: 'Monospace', spacing: 'None' }))),
  ];
}

/** Markdown would make links and emphasis of what are names here. */
function text(words: string, style: Readonly<Record<string, unknown>> = {}) {
  return { type: 'TextBlock', text: words.replaceAll(/[*_`[\]]/g, '\\$&'), wrap: true, ...style };
}

function cut(words: string, limit: number): string {
  return words.length <= limit ? words : `${words.slice(0, limit - 1)}…`;
}
