import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inventory, inventoryForm } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../../support/project.ts';
import { component, flow, input, output } from '../../triage/ssis/flow-package.ts';

const connection = (name: string, id: string, database: string) => `<?xml version="1.0"?>
<DTS:ConnectionManager xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:ObjectName="${name}" DTS:DTSID="{${id}}" DTS:CreationName="OLEDB">
<DTS:PropertyExpression DTS:Name="ServerName">@[$Project::Server]</DTS:PropertyExpression>
<DTS:ObjectData><DTS:ConnectionManager DTS:ConnectionString="Data Source=.;Initial Catalog=${database};Provider=SQLNCLI11.1;Password=secret;" /></DTS:ObjectData>
</DTS:ConnectionManager>`;
const parameters = (schema: string) => `<?xml version="1.0"?>
<SSIS:Parameters xmlns:SSIS="www.microsoft.com/SqlServer/SSIS">
<SSIS:Parameter SSIS:Name="Schema"><SSIS:Properties><SSIS:Property SSIS:Name="Value">${schema}</SSIS:Property><SSIS:Property SSIS:Name="DataType">18</SSIS:Property></SSIS:Properties></SSIS:Parameter>
<SSIS:Parameter SSIS:Name="Key"><SSIS:Properties><SSIS:Property SSIS:Name="Sensitive">1</SSIS:Property><SSIS:Property SSIS:Name="Value">hidden</SSIS:Property></SSIS:Properties></SSIS:Parameter>
</SSIS:Parameters>`;
const project = `<Project><DeploymentModelSpecificContent><Manifest><SSIS:Project xmlns:SSIS="www.microsoft.com/SqlServer/SSIS"><SSIS:Properties><SSIS:Property SSIS:Name="Name">Nightly</SSIS:Property></SSIS:Properties><SSIS:Packages><SSIS:Package SSIS:Name="Load.dtsx" /></SSIS:Packages></SSIS:Project></Manifest></DeploymentModelSpecificContent></Project>`;
const at = (of: string, name: string) => `${of}.Out.Columns[${name}]`;
const joinedTo = (text: string, name: string) =>
  text.replace(
    '<inputs>',
    `<connections><connection connectionManagerRefId="Project.ConnectionManagers[${name}]" /></connections><inputs>`,
  );
const load = flow(
  'Load',
  [
    joinedTo(
      component(
        'Customers',
        'OLEDBSource',
        { OpenRowset: '[dbo].[Customer]' },
        [],
        [output('Customers', 'Out', [{ name: 'Id' }, { name: 'City', type: 'wstr' }])],
      ),
      'Shop',
    ),
    joinedTo(
      component(
        'Target',
        'OLEDBDestination',
        { OpenRowset: '[dbo].[Customer]' },
        [input('Target', 'In', [{ name: 'Id', lineage: at('Customers', 'Id') }])],
        [],
      ),
      'Warehouse',
    ),
  ],
  [['Customers.Out', 'Target.In']],
).replace(
  '<DTS:ObjectData>',
  `<DTS:PropertyExpression DTS:Name="[Target].[OpenRowset]">"[" + @[$Project::Schema] + "].[Customer]"</DTS:PropertyExpression><DTS:ObjectData>`,
);
const task = `<DTS:Executable DTS:refId="Package\\Clear" DTS:ExecutableType="Microsoft.ExecuteSQLTask" DTS:ObjectName="Clear"><DTS:PropertyExpression DTS:Name="SqlStatementSource">@[User::Sql]</DTS:PropertyExpression><DTS:ObjectData><SQLTask:SqlTaskData SQLTask:Connection="{B}" SQLTask:SqlStatementSource="" /></DTS:ObjectData></DTS:Executable>`;
const package_ = `<?xml version="1.0"?><DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:refId="Package" DTS:ExecutableType="Microsoft.Package" DTS:ObjectName="Load">
<DTS:Variables><DTS:Variable DTS:Namespace="User" DTS:ObjectName="Sql" DTS:EvaluateAsExpression="True" DTS:Expression="&quot;DELETE FROM &quot; + @[$Project::Schema] + &quot;.Customer&quot;"><DTS:VariableValue DTS:DataType="8"></DTS:VariableValue></DTS:Variable></DTS:Variables>
<DTS:Executables>${task}${load}</DTS:Executables></DTS:Executable>`;
const files = (schema: string) => ({
  'Load.dtsx': package_,
  'Shop.conmgr': connection('Shop', 'A', 'Shop'),
  'Warehouse.conmgr': connection('Warehouse', 'B', 'Warehouse'),
  'Project.params': parameters(schema),
});

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const loose = Object.entries({ ...files('dw'), 'Nightly.dtproj': project });
  await writeFiles(
    join(folder, 'estate'),
    Object.fromEntries(loose.map(([name, text]) => [`etl/${name}`, text])),
  );
  const zipped = Object.fromEntries(
    Object.entries({ ...files('mart'), '@Project.manifest': project, '[Content_Types].xml': '<Types/>' }).map(
      ([name, text]) => [name, strToU8(text)],
    ),
  );
  const archive = zipSync(zipped);
  await writeFile(join(folder, 'estate/nightly.ispac'), archive);
  await writeFile(join(folder, 'estate/cut.ispac'), archive.subarray(0, 500));
  await writeFile(join(folder, 'estate/words.ispac'), 'words');
});
afterAll(() => removeFolder(folder));

async function scan(): Promise<{ found: Inventory; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await lode(folder, ['legacy', 'scan', 'estate', '--no-bind']);
  expect(code, stderr).toBe(0);
  const found = JSON.parse(await readFile(join(folder, 'triage/inventory.json'), 'utf8')) as Inventory;
  return { found, stdout, stderr };
}
const uses = (found: Inventory, id: string) =>
  found.objects
    .find((each) => each.id === id)!
    .statements.map(
      ({ kind, reads, writes }) =>
        `${kind}: ${reads.map(({ relation }) => relation).join(' ')} -> ${writes.map(({ relation }) => relation).join(' ')}`,
    );

test('a project of packages is read with its connections and parameters, and every file of it counts', async () => {
  const { found, stdout } = await scan();
  expect(inventoryForm.parse(found)).toEqual(found);
  expect(stdout).toMatch(/^\d+ sources: \d+ ssis\n/);
  const etl = found.sources.filter(({ file }) => file.startsWith('etl/'));
  expect(etl.map(({ file, understanding, objects }) => `${file} ${understanding} ${objects.length}`)).toEqual(
    [
      'etl/Load.dtsx parsed 2',
      'etl/Nightly.dtproj parsed 1',
      'etl/Project.params parsed 1',
      'etl/Shop.conmgr parsed 1',
      'etl/Warehouse.conmgr parsed 1',
    ],
  );
  // One table's name in two databases is two tables.
  expect(uses(found, 'etl/Load.dtsx#Package\\Load')).toEqual([
    'source: shop.dbo.customer -> ',
    'destination: shop.dbo.customer -> warehouse.dw.customer',
  ]);
  expect(uses(found, 'etl/Load.dtsx')[0]).toBe('delete:  -> warehouse.dw.customer');
});

test('connections and parameters say where they lead, and no secret', async () => {
  const { found } = await scan();
  const object = (id: string) => found.objects.find((each) => each.id === id)!;
  expect(object('etl/Shop.conmgr').notes.map(({ text }) => text)).toEqual([
    'the connection `Shop` leads to the database Shop on {$Project::Server} (tsql)',
  ]);
  expect(object('etl/Project.params').parameters.map(({ name }) => name)).toEqual(['Schema', 'Key']);
  expect(object('etl/Nightly.dtproj').notes[0]!.text).toBe('the project holds 1 package: Load.dtsx');
  expect(JSON.stringify(found)).not.toMatch(/secret|hidden/);
});

test('an archive counts with all that it holds, and its packages take what their own project shares', async () => {
  const { found } = await scan();
  const archived = found.sources.filter(({ file }) => file.startsWith('nightly.ispac'));
  expect(archived.map(({ file }) => file)).toEqual([
    'nightly.ispac',
    'nightly.ispac/@Project.manifest',
    'nightly.ispac/Load.dtsx',
    'nightly.ispac/Project.params',
    'nightly.ispac/Shop.conmgr',
    'nightly.ispac/Warehouse.conmgr',
  ]);
  expect(uses(found, 'nightly.ispac/Load.dtsx#Package\\Load')[1]).toBe(
    'destination: shop.dbo.customer -> warehouse.mart.customer',
  );
});

test('an archive that is cut off, or none, is an entry that says so, with what stands before the cut', async () => {
  const { found } = await scan();
  const notes = (id: string) =>
    found.objects.find((each) => each.id === id)!.notes.map(({ code, text }) => `${code}: ${text}`);
  expect(notes('cut.ispac')[0]).toContain('damaged-archive: its directory is damaged or cut off');
  expect(notes('cut.ispac/Load.dtsx').join('\n')).toContain('damaged-archive: it is damaged');
  expect(notes('words.ispac')).toHaveLength(2);
});

test('a package is read again when its project has changed', async () => {
  await scan();
  await writeFile(join(folder, 'estate/etl/Project.params'), parameters('other'));
  const { found } = await scan();
  expect(uses(found, 'etl/Load.dtsx#Package\\Load')[1]).toBe(
    'destination: shop.dbo.customer -> warehouse.other.customer',
  );
  await writeFile(join(folder, 'estate/etl/Project.params'), parameters('dw'));
});
