import type { TriageReport } from '../../triage/index.ts';
import { printable } from '../plan/printable.ts';
import { count, plural } from '../units.ts';
import { blindSpotWords, estateWords, parityWords, useText, windowWords } from './triage-words.ts';

const most = 12;

/** What a terminal shows: the estate, its use, the waves with their objects, what could go, who is how far. */
export function triageText(report: TriageReport): string {
  const lines = [
    `${printable(report.project)}: ${estateWords(report)}`,
    windowWords(report),
    ...blindSpotWords(report).map((each) => `  not seen: ${printable(each)}`),
  ];
  const byId = new Map(report.objects.map((row) => [row.object, row]));
  for (const wave of report.waves) {
    const done = wave.migrated === 0 ? '' : `, ${wave.migrated} with a model, ${wave.ready} ready`;
    lines.push(
      '',
      `Wave ${wave.wave}: ${plural(wave.objects.length, 'object')}, ${plural(wave.points, 'point')}${done}`,
    );
    const shown = wave.objects.slice(0, most).map((id) => byId.get(id)!);
    const width = Math.min(48, Math.max(0, ...shown.map(({ object }) => printable(object).length)));
    for (const row of shown) {
      const words = [
        row.kind,
        `${row.effort} (${row.points})`,
        row.use === 'read'
          ? `${plural(row.queries, 'query').replace(/querys$/, 'queries')}`
          : printable(useText(row)),
        ...(row.pii.length > 0 ? [`personal: ${row.pii.join(', ')}`] : []),
        ...(row.model === null ? [] : [`→ ${row.model}`]),
        ...(parityWords[row.parity] === '' ? [] : [parityWords[row.parity]]),
      ];
      lines.push(`  ${printable(row.object).padEnd(width)}  ${words.join(' · ')}`);
    }
    if (wave.objects.length > most) lines.push(`  … and ${count(wave.objects.length - most)} more`);
  }
  if (report.drops !== null && report.drops.length > 0) {
    lines.push('', 'No read of these was seen in this window, nor of anything that needs them:');
    for (const drop of report.drops.slice(0, most))
      lines.push(
        `  ${printable(drop.object)}${drop.with.length === 0 ? '' : `, and with it ${drop.with.slice(0, 4).map(printable).join(', ')}${drop.with.length > 4 ? ` and ${drop.with.length - 4} more` : ''}`}: ${plural(drop.points, 'point')}, understood: ${drop.weakest}`,
      );
    if (report.drops.length > most) lines.push(`  … and ${count(report.drops.length - most)} more`);
  }
  lines.push('', 'Owners');
  const width = Math.max(...report.owners.map(({ owner }) => printable(owner ?? '(nobody)').length));
  for (const each of report.owners)
    lines.push(
      `  ${printable(each.owner ?? '(nobody)').padEnd(width)}  ${each.toMigrate} to migrate (${plural(each.points, 'point')}), ${each.migrated} with a model, ${each.tested} tested, ${each.matching} matching, ${each.ready} ready; ${each.decided} of ${each.objects} decided`,
    );
  return `${lines.join('\n')}\n`;
}
