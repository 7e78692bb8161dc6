/** A column of an input or an output of a component. */
const column = (
  side: 'input' | 'output',
  id: string,
  name: string,
  lineage: string,
  external = '',
  properties = '',
) =>
  `<${side}Column refId="${id}" ${side === 'output' ? `name="${name}"` : `cachedName="${name}"`} lineageId="${lineage}"${external === '' ? '' : ` externalMetadataColumnId="${external}"`}><properties>${properties}</properties></${side}Column>`;
const property = (name: string, value: string) => `<property name="${name}">${value}</property>`;
const input = (columns: string, external = '') =>
  `<input><inputColumns>${columns}</inputColumns><externalMetadataColumns>${external}</externalMetadataColumns></input>`;
const output = (columns: string, error = false) =>
  `<output${error ? ' isErrorOut="true"' : ''}><outputColumns>${columns}</outputColumns></output>`;
const component = (
  name: string,
  kind: string,
  properties: string,
  inputs: string,
  outputs: string,
  connection = '',
) =>
  `<component refId="F\\${name}" componentClassID="${kind}" name="${name}">
<properties>${properties}</properties><connections>${connection === '' ? '' : `<connection connectionManagerRefId="Package.ConnectionManagers[${connection}]" />`}</connections>
<inputs>${inputs}</inputs><outputs>${outputs}</outputs></component>`;

/** Orders and a file of rates go through a lookup, a derived column, a script and an aggregate into a table and a file. */
export const flow = `<pipeline><components>
${component('Orders', 'Microsoft.OLEDBSource', property('OpenRowset', '[dbo].[Orders]') + property('AccessMode', '0'), '', output(column('output', 'o1', 'Id', 'o1') + column('output', 'o2', 'Amount', 'o2') + column('output', 'o3', 'Code', 'o3')) + output(column('output', 'oe', 'ErrorCode', 'oe'), true), 'DW')}
${component('Rates', 'Microsoft.FlatFileSource', '', '', output(column('output', 'r1', 'Code', 'r1') + column('output', 'r2', 'Rate', 'r2')), 'RatesFile')}
${component('Customers', 'Microsoft.Lookup', property('SqlCommand', 'select Id, City from dbo.Customers'), input(column('input', 'l1', 'Id', 'o1', '', property('JoinToReferenceColumn', 'Id'))), output(column('output', 'l2', 'City', 'l2', '', property('CopyFromReferenceColumn', 'City'))), 'DW')}
${component('Both', 'Microsoft.UnionAll', '', input(column('input', 'u1', 'Code', 'o3', '', property('OutputColumnLineageID', '#{u3}'))) + input(column('input', 'u2', 'Code', 'r1', '', property('OutputColumnLineageID', '#{u3}'))), output(column('output', 'u3', 'Code', 'u3')))}
${component('Gross', 'Microsoft.DerivedColumn', '', input(column('input', 'd1', 'Amount', 'o2')), output(column('output', 'd2', 'Gross', 'd2', '', property('Expression', '#{o2} * 1.2'))))}
${component('Guess', 'Microsoft.ManagedComponentHost Script', '', input(column('input', 's1', 'Id', 'o1') + column('input', 's2', 'Rate', 'r2')), output(column('output', 's3', 'Guess', 's3')))}
${component('Target', 'Microsoft.OLEDBDestination', property('OpenRowset', '[dw].[Sales]'), input(column('input', 't1', 'City', 'l2', 'x1') + column('input', 't2', 'Gross', 'd2', 'x2') + column('input', 't3', 'Code', 'u3', 'x3'), '<externalMetadataColumn refId="x1" name="CityName" /><externalMetadataColumn refId="x2" name="GrossAmount" /><externalMetadataColumn refId="x3" name="Code" />'), '', 'DW')}
${component('Out', 'Microsoft.FlatFileDestination', '', input(column('input', 'f1', 'Guess', 's3')), '', 'OutFile')}
</components></pipeline>`;

const task = (id: string, kind: string, data: string, more = '') =>
  `<DTS:Executable DTS:refId="Package\\${id}" DTS:ExecutableType="${kind}" DTS:ObjectName="${id}" ${more}><DTS:ObjectData>${data}</DTS:ObjectData></DTS:Executable>`;
export const sqlTask = (id: string, sql: string, more = '', attributes = '') =>
  task(
    id,
    'Microsoft.ExecuteSQLTask',
    `<SQLTask:SqlTaskData SQLTask:SqlStatementSource="${sql}" ${attributes} />`,
    more,
  );

export const packageOf = (tasks: string, more = '') => `<?xml version="1.0"?>
<DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:refId="Package" DTS:ExecutableType="Microsoft.Package" DTS:ObjectName="Nightly">
<DTS:ConnectionManagers>
<DTS:ConnectionManager DTS:refId="Package.ConnectionManagers[DW]" DTS:ObjectName="DW" DTS:CreationName="OLEDB"><DTS:ObjectData><DTS:ConnectionManager DTS:ConnectionString="Data Source=x;Provider=SQLNCLI11.1;" /></DTS:ObjectData></DTS:ConnectionManager>
<DTS:ConnectionManager DTS:refId="Package.ConnectionManagers[RatesFile]" DTS:ObjectName="RatesFile" DTS:CreationName="FLATFILE"><DTS:ObjectData><DTS:ConnectionManager DTS:ConnectionString="C:\\in\\rates.csv" /></DTS:ObjectData></DTS:ConnectionManager>
<DTS:ConnectionManager DTS:refId="Package.ConnectionManagers[OutFile]" DTS:ObjectName="OutFile" DTS:CreationName="FLATFILE"><DTS:ObjectData><DTS:ConnectionManager DTS:ConnectionString="C:\\out\\guess.csv" /></DTS:ObjectData></DTS:ConnectionManager>
</DTS:ConnectionManagers>
<DTS:Variables><DTS:Variable DTS:Namespace="User" DTS:ObjectName="Table"><DTS:VariableValue DTS:DataType="8">dbo.Log</DTS:VariableValue></DTS:Variable>
<DTS:Variable DTS:Namespace="User" DTS:ObjectName="Query"><DTS:VariableValue DTS:DataType="8">select a from dbo.FromVariable</DTS:VariableValue></DTS:Variable></DTS:Variables>
<DTS:Executables>
${tasks}
</DTS:Executables>${more}</DTS:Executable>`;

export const nightly = packageOf(
  `${sqlTask('Last', 'insert into dbo.Done select 1 from dbo.Sales where d = ?')}
${sqlTask('First', 'delete from dw.Sales')}
<DTS:Executable DTS:refId="Package\\Loop" DTS:ExecutableType="STOCK:FOREACHLOOP" DTS:ObjectName="Loop"><DTS:Executables>
${task('Load', 'Microsoft.Pipeline', flow)}
<DTS:Executable DTS:refId="Package\\Log" DTS:ExecutableType="Microsoft.ExecuteSQLTask" DTS:ObjectName="Log"><DTS:PropertyExpression DTS:Name="SqlStatementSource">"select b from " + @[User::Table] + " where n = " + (DT_WSTR, 10) @[User::Rows]</DTS:PropertyExpression><DTS:ObjectData><SQLTask:SqlTaskData SQLTask:SqlStatementSource="x" /></DTS:ObjectData></DTS:Executable>
</DTS:Executables></DTS:Executable>
${sqlTask('ByVariable', 'User::Query', '', 'SQLTask:SqlStmtSourceType="Variable"')}
${sqlTask('Off', 'delete from dbo.Never', 'DTS:Disabled="True"')}
${task('Program', 'Microsoft.ScriptTask', '')}`,
  `<DTS:PrecedenceConstraints><DTS:PrecedenceConstraint DTS:From="Package\\First" DTS:To="Package\\Loop" /><DTS:PrecedenceConstraint DTS:From="Package\\Loop" DTS:To="Package\\Last" /></DTS:PrecedenceConstraints>`,
);
