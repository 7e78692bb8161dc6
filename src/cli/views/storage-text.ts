import type { Storage } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { bytes } from './units.ts';

/** What an environment takes on disk, by model and in total. */
export function storageText(storage: Storage, width: number, style: Style): string {
  const { models, total } = storage;
  const row = (name: string, { live, history, shared }: Omit<Storage['total'], 'builds'>) => [
    name,
    bytes(live),
    bytes(history),
    bytes(shared),
  ];
  const table = renderTable(
    [
      { name: 'model', align: 'left' },
      { name: 'now', align: 'right' },
      { name: 'history', align: 'right' },
      { name: 'shared', align: 'right' },
    ],
    [...models.map((model) => row(model.model, model)), row('total', total)],
    width,
    style,
  );
  const next =
    storage.nextAt === null
      ? 'No version leaves before new ones are made.'
      : `The next version leaves after ${new Date(storage.nextAt).toISOString().slice(0, 16).replace('T', ' ')}.`;
  return [
    table,
    '',
    'A file of several names counts once; shared: other environments have names for it too.',
    `Builds of the lake that no table has: ${bytes(total.builds)}. \`lode gc\` would free ${bytes(storage.freeable)} now. ${next}`,
  ].join('\n');
}
