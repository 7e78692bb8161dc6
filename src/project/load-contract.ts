import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../text/index.ts';
import { type ContractColumn, type ContractRelation, evolveAll, type SchemaPolicy } from './contract.ts';
import { type ContractForm, contractForm } from './forms/contract-form.ts';
import { keySpanOf } from './forms/place.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

/** The relations of one `*.source.yml`. */
export function loadContract(file: SourceFile): Outcome<readonly ContractRelation[]> {
  const { value: node, diagnostics } = readYaml(file);
  if (node === null) return { value: [], diagnostics };
  const checked = checkForm(contractForm, node, file, 'the contract');
  const found = [...diagnostics, ...checked.diagnostics];
  if (checked.value === null) return { value: [], diagnostics: found };
  const form = checked.value;
  const ofSource = joinPolicies(evolveAll, form.policy);
  const relations = Object.entries(form.relations).map(([sourceName, relation]): ContractRelation => {
    const path = ['relations', sourceName, 'columns'];
    return {
      name: `${form.source}.${relation.as ?? sourceName}`,
      source: form.source,
      sourceName,
      description: relation.description ?? null,
      key: relation.key ?? [],
      columns: columnsOf(file, yamlAt(node, path), relation.columns, found),
      policy: joinPolicies(ofSource, relation.policy),
      csv: relation.csv ?? null,
      file,
      span: keySpanOf(file, yamlAt(node, ['relations']), sourceName),
    };
  });
  for (const relation of relations) {
    if (relation.columns.length === 0)
      found.push(
        diagnose('contract-without-columns', { relation: relation.name }, { subject: relation.span }),
      );
    const names = relation.columns.map((column) => column.sourceName);
    for (const column of relation.key.filter((each) => !names.includes(each)))
      found.push(
        diagnose(
          'contract-key-unknown',
          { relation: relation.name, column, near: nearNames(column, names) },
          { subject: relation.span },
        ),
      );
  }
  return { value: relations, diagnostics: found };
}

/** One word speaks of everything that can change; what nothing is said of stays as it is. */
function joinPolicies(given: SchemaPolicy, said: ContractForm['policy']): SchemaPolicy {
  if (said === undefined) return given;
  if (typeof said === 'string') return { tables: said, columns: said, types: said };
  return {
    tables: said.tables ?? given.tables,
    columns: said.columns ?? given.columns,
    types: said.types ?? given.types,
  };
}

function columnsOf(
  file: SourceFile,
  node: YamlNode | undefined,
  columns: ContractForm['relations'][string]['columns'],
  diagnostics: Diagnostic[],
): ContractColumn[] {
  const byName = new Map<string, ContractColumn>();
  for (const [sourceName, column] of Object.entries(columns)) {
    const value: ContractColumn = {
      name: column.as ?? sourceName,
      sourceName,
      type: column.type,
      nullable: column.nullable ?? true,
      description: column.description ?? null,
      pii: column.pii ?? null,
      tags: column.tags ?? [],
      format: column.format ?? null,
      policy: column.policy ?? null,
      span: keySpanOf(file, node, sourceName),
    };
    const first = byName.get(value.name.toLowerCase());
    if (first === undefined) byName.set(value.name.toLowerCase(), value);
    else
      diagnostics.push(
        diagnose(
          'duplicate-source-name',
          { name: value.name, first: first.name },
          { subject: value.span, related: [{ message: 'the other', span: first.span }] },
        ),
      );
  }
  return [...byName.values()];
}
