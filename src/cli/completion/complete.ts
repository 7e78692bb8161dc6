import type { Argument, Command, Option } from 'commander';

/** What a shell may put at the cursor. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell's own completion of paths is to be used. */
  readonly files: boolean;
}

export interface Candidate {
  /** The whole word. */
  readonly value: string;
  readonly description: string;
}

/** Names of a project, each list asked for only when it is needed. */
export interface Names {
  readonly models: () => Promise<readonly string[]>;
  readonly environments: () => Promise<readonly string[]>;
  readonly targets: () => Promise<readonly string[]>;
  readonly sources: () => Promise<readonly string[]>;
  /** Of parity.yml. */
  readonly pairs: () => Promise<readonly string[]>;
}

const nothing: Completion = { candidates: [], files: false };
const paths: Completion = { candidates: [], files: true };

/**
 * Completes the last of `words` (what is behind `lode`, up to the cursor) from the definition of the commands and the names of the project. Shells filter
 * by prefix once more, so that candidates that do not fit do no harm.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  names: Names,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const place = walk(program, words.slice(0, -1));
  if (place.option !== null) return ofOption(place.option, current, names);
  if (current.startsWith('-')) return { candidates: options(place, words), files: false };
  const { command } = place;
  const commands = visibleCommands(command);
  if (commands.length > 0 && place.positional === 0)
    return {
      candidates: commands.map((each) => ({ value: each.name(), description: each.description() })),
      files: false,
    };
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[place.positional] ?? (last?.variadic ? last : undefined);
  return argument === undefined ? nothing : ofArgument(argument, current, names);
}

interface Place {
  readonly command: Command;
  /** The command and those that it stands under. */
  readonly path: readonly Command[];
  /** Arguments of the command so far. */
  readonly positional: number;
  /** The option whose value stands at the cursor. */
  readonly option: Option | null;
}

function walk(program: Command, words: readonly string[]): Place {
  const path = [program];
  let positional = 0;
  let option: Option | null = null;
  for (const word of words) {
    if (option !== null) {
      option = null;
      continue;
    }
    const command = path.at(-1)!;
    if (word.startsWith('-')) {
      const found = knownOptions(path).find((each) => each.long === word || each.short === word);
      option = found !== undefined && (found.required || found.optional) ? found : null;
      continue;
    }
    const sub = positional === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (sub === undefined) positional++;
    else path.push(sub);
  }
  return { command: path.at(-1)!, path, positional, option };
}

function knownOptions(path: readonly Command[]): Option[] {
  return path.flatMap((command) => [...command.options]);
}

function options({ path }: Place, words: readonly string[]): Candidate[] {
  const given = new Set(words.slice(0, -1));
  const known = knownOptions([...path].reverse()).filter((option) => !option.hidden && option.long != null);
  const help = { value: '--help', description: 'what the command does, with examples' };
  return [...known.map((option) => ({ value: option.long!, description: option.description })), help].filter(
    (each) => !given.has(each.value),
  );
}

function visibleCommands(command: Command): Command[] {
  return command.commands.filter((each) => !each.name().startsWith('_'));
}

function ofOption(option: Option, current: string, names: Names): Promise<Completion> {
  return ofName(option.attributeName(), option.argChoices, current, names);
}

function ofArgument(argument: Argument, current: string, names: Names): Promise<Completion> {
  return ofName(argument.name(), argument.argChoices, current, names);
}

/** What an option's or argument's value is, by its name. */
async function ofName(
  name: string,
  choices: readonly string[] | undefined,
  current: string,
  names: Names,
): Promise<Completion> {
  if (choices !== undefined) return words(choices);
  switch (name) {
    case 'model':
    case 'relation':
    case 'discardExternal':
      return words(await names.models());
    case 'select':
    case 'exclude':
      return words(selectors(current, await names.models()));
    case 'env':
    case 'environment':
      return words(await names.environments());
    case 'target':
      return words(await names.targets());
    case 'pair':
      return words(await names.pairs());
    case 'source':
      return words(await names.sources());
    case 'project':
    case 'dir':
    case 'folder':
    case 'path':
    case 'file':
    case 'files':
    case 'out':
    case 'fromParquet':
    case 'events':
    case 'left':
    case 'right':
    case 'against':
      return paths;
    default:
      return nothing;
  }
}

function words(values: readonly string[]): Completion {
  return { candidates: values.map((value) => ({ value, description: '' })), files: false };
}

const methods = ['tag:', 'path:', 'kind:', 'state:modified'];

/** A selector is completed at its last term; what stands before it is kept, operators included. */
function selectors(current: string, models: readonly string[]): string[] {
  const [, before = '', operator = ''] = /^([\s\S]*[ ,])?(\d*\+|@)?[^ ,]*$/.exec(current) ?? [];
  const terms = models.map((model) => `${before}${operator}${model}`);
  return operator === '' ? [...terms, ...methods.map((method) => `${before}${method}`)] : terms;
}
