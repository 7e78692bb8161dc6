import { cell, table } from './markdown.mjs';

/**
 * The reference of one YAML form, from its JSON Schema. `prose` stands above the keys.
 * @param {{ title: string, prose: string, schema: object, example: string }} form
 */
export function formPage({ title, prose, schema: whole, example, sections = [] }) {
  const root = whole;
  const schema = resolve(whole, root);
  const lines = [`# ${title}`, '', prose, '', ...fence('yaml', example), ''];
  lines.push('## Keys', '', ...keys(schema, root), '');
  for (const [path, nested] of nestedForms(schema, root, '')) {
    lines.push(`### \`${path}\``, '', ...keys(nested, root), '');
  }
  for (const section of sections) {
    lines.push(`## ${section.heading}`, '', section.prose, '', ...keys(section.schema, section.schema), '');
    for (const [path, nested] of nestedForms(section.schema, section.schema, ''))
      lines.push(`### \`${path}\` of \`${section.name}\``, '', ...keys(nested, section.schema), '');
  }
  return lines.join('\n');
}

function fence(language, text) {
  return [`\`\`\`${language}`, ...text.trimEnd().split('\n'), '```'];
}

function keys(schema, root) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const resolved = resolve(value, root);
    const words = [
      resolved.description ?? '',
      required.has(key) ? 'Required.' : '',
      defaultOf(resolved),
    ].filter((each) => each !== '');
    return [`\`${key}\``, cell(typeWords(resolved, root)), cell(words.join(' '))];
  });
  const lines = table(['Key', 'Value', 'Meaning'], rows);
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false && rows.length > 0)
    lines.push('', 'Other keys are settings of the connector.');
  return lines;
}

/** What holds where the key is missing, as far as the form has it and its words do not say it. */
function defaultOf({ default: value, description = '' }) {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
  return isPlain && !description.includes('Default:') ? `Default: ${value}.` : '';
}

/** Mappings inside of the form that have keys of their own, with the path that leads to them. */
function nestedForms(schema, root, prefix) {
  const found = [];
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (!isRecursive(value, root)) collect(resolve(value, root), root, path, found);
  }
  return found;
}

function collect(schema, root, path, found) {
  for (const alternative of schema.anyOf ?? schema.oneOf ?? [])
    if (!isRecursive(alternative, root)) collect(resolve(alternative, root), root, path, found);
  if (schema.type === 'array' && schema.items)
    return collect(resolve(schema.items, root), root, `${path}[]`, found);
  if (schema.properties !== undefined) {
    found.push([path, schema]);
    found.push(...nestedForms(schema, root, path));
    return;
  }
  if (
    schema.type === 'object' &&
    typeof schema.additionalProperties === 'object' &&
    !isRecursive(schema.additionalProperties, root)
  )
    collect(resolve(schema.additionalProperties, root), root, `${path}.<name>`, found);
}

function typeWords(schema, root) {
  if (isRecursive(schema, root)) return 'any value';
  const resolved = resolve(schema, root);
  if (resolved.const !== undefined) return `\`${resolved.const}\``;
  if (resolved.enum !== undefined) return resolved.enum.map((choice) => `\`${choice}\``).join(', ');
  const alternatives = resolved.anyOf ?? resolved.oneOf;
  if (alternatives !== undefined)
    return [...new Set(alternatives.map((each) => typeWords(each, root)))].join(' or ');
  switch (resolved.type) {
    case 'array':
      return `list of ${typeWords(resolved.items ?? {}, root)}`;
    case 'object':
      return resolved.properties === undefined ? 'mapping by name' : 'mapping';
    case 'string':
      return 'text';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return '`true` or `false`';
    default:
      return Array.isArray(resolved.type) ? resolved.type.join(' or ') : (resolved.type ?? 'any value');
  }
}

/** Any JSON value is defined by itself; there is nothing to list below it. */
function isRecursive(schema, root) {
  return schema.$ref !== undefined && JSON.stringify(resolve(schema, root)).includes(`"${schema.$ref}"`);
}

function resolve(schema, root) {
  if (schema.$ref === undefined) return schema;
  const target = schema.$ref
    .replace(/^#\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '#');
  return target.reduce((value, part) => value[part], root);
}
