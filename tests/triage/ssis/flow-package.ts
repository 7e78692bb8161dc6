/** A data flow with one component of each kind that a mapping can say, and one that it cannot, in the form that the designer saves. */

const properties = (values: Record<string, string>) =>
  `<properties>${Object.entries(values)
    .map(
      ([name, value]) =>
        `<property name="${name}">${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</property>`,
    )
    .join('')}</properties>`;

export interface ColumnText {
  readonly name: string;
  readonly lineage?: string;
  readonly type?: string;
  readonly external?: string;
  readonly values?: Record<string, string>;
  readonly more?: string;
}

const columns = (side: 'input' | 'output', at: string, all: readonly ColumnText[]) =>
  `<${side}Columns>${all
    .map(
      ({ name, lineage, type = 'i4', external, values = {}, more = '' }) =>
        `<${side}Column refId="${at}.Columns[${name}]" ${side === 'input' ? `cachedName="${name}" cachedDataType="${type}"` : `name="${name}" dataType="${type}"`} lineageId="${lineage ?? `${at}.Columns[${name}]`}" ${external === undefined ? '' : `externalMetadataColumnId="${at}.X[${external}]"`} ${more}>${properties(values)}</${side}Column>`,
    )
    .join('')}</${side}Columns><externalMetadataColumns>${all
    .flatMap(({ external }) =>
      external === undefined
        ? []
        : [`<externalMetadataColumn refId="${at}.X[${external}]" name="${external}" />`],
    )
    .join('')}</externalMetadataColumns>`;

export const input = (component: string, name: string, all: readonly ColumnText[]) =>
  `<input refId="${component}.${name}" name="${name}">${columns('input', `${component}.${name}`, all)}</input>`;

export const output = (
  component: string,
  name: string,
  all: readonly ColumnText[],
  {
    from = '',
    more = '',
    values = {},
  }: { from?: string; more?: string; values?: Record<string, string> } = {},
) =>
  `<output refId="${component}.${name}" name="${name}" ${from === '' ? '' : `synchronousInputId="${component}.${from}"`} ${more}>${properties(values)}${columns('output', `${component}.${name}`, all)}</output>`;

export const component = (
  name: string,
  kind: string,
  values: Record<string, string>,
  inputs: readonly string[],
  outputs: readonly string[],
) =>
  `<component refId="${name}" componentClassID="Microsoft.${kind}" name="${name}">${properties(values)}<inputs>${inputs.join('')}</inputs><outputs>${outputs.join('')}</outputs></component>`;

/** `paths`: output → input, by `COMPONENT.NAME`. */
export const flow = (
  name: string,
  components: readonly string[],
  paths: readonly (readonly [string, string])[],
) =>
  `<DTS:Executable DTS:refId="Package\\${name}" DTS:ExecutableType="Microsoft.Pipeline" DTS:ObjectName="${name}"><DTS:ObjectData><pipeline><components>${components.join('\n')}</components><paths>${paths
    .map(([from, to]) => `<path startId="${from}" endId="${to}" />`)
    .join('')}</paths></pipeline></DTS:ObjectData></DTS:Executable>`;

export const packageOf = (...flows: readonly string[]) =>
  `<?xml version="1.0"?><DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:refId="Package" DTS:ExecutableType="Microsoft.Package" DTS:ObjectName="Sales"><DTS:Executables>${flows.join('\n')}</DTS:Executables></DTS:Executable>`;
