import { countInventory, type Inventory, type Understood, understandings } from '../../triage/index.ts';
import { csvLine } from './csv.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** What was found, in a few lines and a table of dialects. */
export function inventoryText(inventory: Inventory, width: number, style: Style): string {
  const { files, kinds, dialects, statements, notes } = countInventory(inventory);
  const lines = [
    `${number(inventory.sources.length, 'source')}: ${listed(files, (format) => (format === 'unknown' ? 'of other formats, not read' : format))}`,
    `${number(inventory.objects.length, 'object')}: ${listed(kinds, (kind) => kind.replace('_', ' '))}`,
    number(statements, 'statement'),
    '',
    renderTable(
      [
        { name: 'dialect', align: 'left' },
        { name: 'objects', align: 'right' },
        { name: 'statements', align: 'right' },
        ...understandings.map((name) => ({ name, align: 'right' as const })),
      ],
      dialects.map((each) => [
        each.dialect === 'none' ? '–' : each.dialect,
        each.objects.toLocaleString('en'),
        each.statements.toLocaleString('en'),
        ...understandings.map((name) => share(each.understood, name)),
      ]),
      width,
      style,
    ),
  ];
  if (notes.length > 0)
    lines.push(
      '',
      `notes: ${notes.map(({ code, count }) => `${count.toLocaleString('en')} ${code}`).join(', ')}`,
    );
  return lines.join('\n');
}

/** One line for each object. */
export function inventoryCsv({ objects }: Inventory): string {
  const head = csvLine([
    'id',
    'kind',
    'dialect',
    'understanding',
    'file',
    'line',
    'statements',
    'reads',
    'writes',
    'schedule',
    'measures',
    'notes',
  ]);
  const rows = objects.map((object) => {
    const names = (side: 'reads' | 'writes') =>
      [...new Set(object.statements.flatMap((each) => each[side].map(({ relation }) => relation)))]
        .sort()
        .join(' ') || null;
    return csvLine([
      object.id,
      object.kind,
      object.dialect,
      object.understanding,
      object.place.file,
      object.place.line,
      object.statements.length,
      names('reads'),
      names('writes'),
      object.schedule,
      object.measures.map(({ measure, count }) => `${measure}=${count}`).join(' ') || null,
      object.notes.map(({ code }) => code).join(' ') || null,
    ]);
  });
  return [head, ...rows].join('');
}

function number(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function listed(counts: Readonly<Record<string, number>>, word: (name: string) => string): string {
  return Object.entries(counts)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, count]) => `${count.toLocaleString('en')} ${word(name)}`)
    .join(', ');
}

function share(understood: Understood, name: keyof Understood): string {
  const all = understandings.reduce((sum, each) => sum + understood[each], 0);
  return all === 0 || understood[name] === 0 ? '–' : `${((understood[name] / all) * 100).toFixed(1)} %`;
}
