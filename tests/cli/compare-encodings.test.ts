import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const text = 'id;name\n1;Zoë “x”\n2;12 €\n';

test.each([
  [
    'found out',
    Buffer.from(
      [...text].map((letter) => ({ '“': 0x93, '”': 0x94, '€': 0x80 })[letter] ?? letter.charCodeAt(0)),
    ),
    [],
  ],
  [
    'iso-8859-15',
    Buffer.from(text.replaceAll(/[“”]/g, '').replace('€', '\xa4'), 'latin1'),
    ['--left', 'encoding=ISO8859_15'],
  ],
  ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le'), []],
])('letters of a file in another encoding (%s) are those of one in UTF-8', async (name, bytes, options) => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'old.csv'), bytes);
  await writeFile(join(folder, 'new.csv'), name === 'iso-8859-15' ? text.replaceAll(/[“”]/g, '') : text);
  const { code, stdout, stderr } = await lode(folder, [
    'compare',
    'old.csv',
    'new.csv',
    '--key',
    'id',
    ...options,
  ]);
  expect(code, stdout + stderr).toBe(0);
});

test('bytes that are no letters of the encoding are named with their line', async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'old.csv'), Buffer.from([...Buffer.from('id;name\n1;a\n2;'), 0xd2, 0x0a]));
  await writeFile(join(folder, 'new.csv'), text);
  const { code, stderr } = await lode(folder, [
    'compare',
    'old.csv',
    'new.csv',
    '--key',
    'id',
    '--left',
    'encoding=windows-1253',
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/old\.csv:3 is not windows-1253/);
});
