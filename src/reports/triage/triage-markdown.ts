import type { TriageReport } from '../../triage/index.ts';
import { markdownText } from '../plan/markdown-text.ts';
import { plural } from '../units.ts';
import { blindSpotWords, estateWords, useText, windowWords } from './triage-words.ts';

const most = 200;

/** For a review or a wiki: the same as the text, in tables. */
export function triageMarkdown(report: TriageReport): string {
  const lines = [
    `# Triage of ${markdownText(report.project)}`,
    '',
    `${estateWords(report)}. ${windowWords(report)}`,
    ...blindSpotWords(report).map((each) => `- not seen: ${markdownText(each)}`),
    '',
    '| wave | objects | points | with a model | ready | owners |',
    '| ---: | ---: | ---: | ---: | ---: | --- |',
    ...report.waves.map(
      (wave) =>
        `| ${wave.wave} | ${wave.objects.length} | ${wave.points} | ${wave.migrated} | ${wave.ready} | ${wave.owners.map((owner) => markdownText(owner)).join(', ')} |`,
    ),
    '',
    '| object | kind | owner | wave | effort | use | consumers | decision | model | parity |',
    '| --- | --- | --- | ---: | --- | --- | ---: | --- | --- | --- |',
    ...report.objects
      .slice(0, most)
      .map(
        (row) =>
          `| ${markdownText(row.object)} | ${row.kind} | ${markdownText(row.owner ?? '')} | ${row.wave ?? ''} | ${row.effort} (${row.points}) | ${markdownText(useText(row))}${row.queries > 0 ? ` ×${row.queries}` : ''} | ${row.consumers.length} | ${row.decision} | ${markdownText(row.model ?? '')} | ${row.parity} |`,
      ),
    ...(report.objects.length > most ? [`\n${plural(report.objects.length - most, 'object')} more.`] : []),
  ];
  if (report.drops !== null && report.drops.length > 0)
    lines.push(
      '',
      'No read of these was seen in this window, nor of anything that needs them:',
      '',
      ...report.drops
        .slice(0, most)
        .map(
          (drop) =>
            `- ${markdownText(drop.object)}${drop.with.length === 0 ? '' : `, and with it ${drop.with.map((id) => markdownText(id)).join(', ')}`} (${plural(drop.points, 'point')})`,
        ),
    );
  return `${lines.join('\n')}\n`;
}
