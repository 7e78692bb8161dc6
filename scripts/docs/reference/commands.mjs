import { cell, table } from './markdown.mjs';

/**
 * The reference of the command line, from commander's definitions.
 * @param {import('commander').Command} program
 */
export function commandsPage(program) {
  const commands = leaves(program);
  return [
    '# Commands',
    '',
    program.description(),
    '',
    'Results go to stdout, words for people to stderr. Exit codes are on [a page of their own](exit-codes.md).',
    '',
    ...table(
      ['Command', 'Does'],
      commands.map((command) => [
        `[\`lode ${path(command)}\`](#${anchor(command)})`,
        cell(command.description()),
      ]),
    ),
    '',
    '## Options of every command',
    '',
    ...options(program),
    '',
    ...commands.flatMap(section),
  ].join('\n');
}

/** Commands that do something, in the order of the help. */
function leaves(command) {
  return command.commands
    .filter((each) => each.name() !== 'help' && !each._hidden)
    .flatMap((each) => (each.commands.length > 0 ? leaves(each) : [each]));
}

function section(command) {
  const parts = [
    `## lode ${path(command)}`,
    '',
    sentence(command.description()),
    '',
    '```text',
    `lode ${path(command)}${usage(command)}`,
    '```',
    '',
  ];
  const described = command.registeredArguments.filter((argument) => argument.description !== '');
  if (described.length > 0) {
    const rows = described.map((argument) => [`\`${argumentForm(argument)}\``, cell(argument.description)]);
    parts.push(...table(['Argument', 'Meaning'], rows), '');
  }
  if (visibleOptions(command).length > 0) parts.push(...options(command), '');
  const examples = helpAfter(command);
  if (examples.length > 0) parts.push('```sh', ...examples, '```', '');
  return parts;
}

function options(command) {
  const rows = visibleOptions(command).map((option) => {
    const facts = [sentence(option.description)];
    if (option.argChoices)
      facts.push(`One of ${option.argChoices.map((choice) => `\`${choice}\``).join(', ')}.`);
    const standard = option.defaultValue;
    if (
      standard !== undefined &&
      standard !== false &&
      // A list or a map that grows with each option: it begins empty.
      typeof standard !== 'object' &&
      !option.negate
    )
      facts.push(`Default: \`${standard}\`.`);
    return [`\`${option.flags}\``, cell(facts.join(' '))];
  });
  return table(['Option', 'Meaning'], rows);
}

function visibleOptions(command) {
  return command.options.filter((option) => !option.hidden);
}

/** The lines below "Examples:" of a command's help. */
function helpAfter(command) {
  let written = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({ writeOut: (text) => (written += text) });
  command.outputHelp();
  command.configureOutput({ writeOut });
  const lines = written.split('\n');
  const start = lines.findIndex((line) => line.startsWith('Examples:'));
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .map((line) => line.trim().replace(/ {2,}(?=\S)/, '  # '));
}

function usage(command) {
  const hasOptions = visibleOptions(command).length > 0 ? ' [options]' : '';
  return hasOptions + command.registeredArguments.map((argument) => ` ${argumentForm(argument)}`).join('');
}

function argumentForm(argument) {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

function path(command) {
  const parent = command.parent;
  return parent === null || parent.parent === null ? command.name() : `${path(parent)} ${command.name()}`;
}

function anchor(command) {
  return `lode-${path(command).replaceAll(' ', '-')}`;
}

function sentence(text) {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(first) ? first : `${first}.`;
}
