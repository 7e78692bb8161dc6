import { expect, test } from 'vitest';
import { readSsisPackage } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';
import { packageOf } from './packages.ts';

const taskOf = (attributes: string, more = '') =>
  `<DTS:Executable DTS:refId="Package\\Files" DTS:ExecutableType="Microsoft.FileSystemTask" DTS:ObjectName="Files">${more}<DTS:ObjectData><FileSystemData ${attributes} /></DTS:ObjectData></DTS:Executable>`;
const read = (attributes: string, more = '') =>
  readSsisPackage(packageOf(taskOf(attributes, more)), 'a.dtsx', { dialect: null, readSql: readTables })
    .objects;
const names = (all: readonly { readonly relation: string }[]) => all.map(({ relation }) => relation).join();

test.each([
  [
    'a file of a connection goes into a folder under its name',
    'TaskOperationType="MoveFile" TaskSourcePath="Package.ConnectionManagers[RatesFile]" TaskDestinationPath="D:\\done\\"',
    '',
    'move file: file:c:/in/rates.csv -> file:d:/done/rates.csv',
  ],
  [
    'a file gets the name that a variable holds',
    'TaskOperationType="RenameFile" TaskSourcePath="C:\\in\\a.csv" TaskDestinationPath="User::Table" TaskIsDestinationVariable="True"',
    '',
    'rename file: file:c:/in/a.csv -> file:dbo.log',
  ],
  [
    'the name is computed',
    'TaskOperationType="CopyFile" TaskSourcePath="C:\\in\\a.csv"',
    '<DTS:PropertyExpression DTS:Name="Destination">"C:\\\\out\\\\" + @[User::Table] + ".csv"</DTS:PropertyExpression>',
    'copy file: file:c:/in/a.csv -> file:c:/out/dbo.log.csv',
  ],
  [
    'a name that only a run knows',
    'TaskOperationType="CopyFile" TaskSourcePath="User::File" TaskIsSourceVariable="True" TaskDestinationPath="C:\\done"',
    '',
    'copy file (scanned): file:{user::file} -> file:c:/done/{user::file}',
  ],
  [
    'what no data goes through',
    'TaskOperationType="CreateDirectory" TaskSourcePath="C:\\done"',
    '',
    'create folder:  -> ',
  ],
])('%s', (_, attributes, more, expected) => {
  const [job] = read(attributes, more);
  expect(
    job!.statements.map(
      ({ kind, understanding, reads, writes }) =>
        `${kind}${understanding === 'parsed' ? '' : ` (${understanding})`}: ${names(reads)} -> ${names(writes)}`,
    ),
  ).toEqual([expected]);
  expect(job!.notes).toEqual([]);
});

test('files that it moves are objects; what it does otherwise is no more known than before', () => {
  const files = read(
    'TaskOperationType="MoveFile" TaskSourcePath="C:\\in\\a.csv" TaskDestinationPath="C:\\done\\a.csv"',
  );
  expect(files.slice(1).map(({ id, kind }) => [id, kind])).toEqual([
    ['file:c:/in/a.csv', 'file'],
    ['file:c:/done/a.csv', 'export'],
  ]);
  expect(read('TaskOperationType="Sing"')[0]!.notes.map(({ code }) => code)).toEqual(['unknown-task']);
});
