import { Command } from 'commander';
import { addHelp } from '../command-help.ts';
import { addAuditCommands } from './audit.ts';
import { addBeginCommands } from './begin.ts';
import type { Chosen } from './chosen.ts';
import { addCompareCommand } from './compare.ts';
import { addDeliverCommands } from './deliver.ts';
import { addDeltaCommands } from './delta.ts';
import { addEditCommands } from './edit.ts';
import { addEnvironmentCommands } from './environments.ts';
import { addExportCommand } from './export.ts';
import { addKeepCommands } from './keep.ts';
import { addLegacyCommands } from './legacy.ts';
import { addMappingCommands } from './mapping.ts';
import { addParityCommands } from './parity.ts';
import { addReadCommands } from './read.ts';
import { addSourceCommands } from './sources.ts';
import { addTranslateCommand } from './translate.ts';
import { addTriageCommand } from './triage.ts';
import { addUsageCommands } from './usage.ts';

/** All commands with their options and help. `chosen` is told which one the user meant. */
export function defineProgram(chosen: Chosen): Command {
  const program = new Command('lode')
    .description(
      'Turns a folder of SQL models into a lake of Delta tables, and proves what each change will do before it does it.',
    )
    .usage('[options] <command>\n       lode --version')
    .option('--project <dir>', 'the project’s folder (default: the working folder)')
    .option('--target <name>', 'which connections the sources use (default: default_target of project.yml)')
    .option('--json', 'print one JSON document instead of text')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('--quiet', 'errors only')
    .option('--verbose', 'say more, with stack traces of internal errors')
    .showSuggestionAfterError(true);

  // In the order of `lode --help`, whose groups they are.
  addBeginCommands(program, chosen);
  addEditCommands(program, chosen);
  addDeliverCommands(program, chosen);
  addAuditCommands(program, chosen);
  addEnvironmentCommands(program, chosen);
  addKeepCommands(program, chosen);
  addReadCommands(program, chosen);
  addCompareCommand(program, chosen);
  addExportCommand(program, chosen);
  addParityCommands(program, chosen);
  addUsageCommands(program, chosen);
  addSourceCommands(program, chosen);
  addDeltaCommands(program, chosen);
  addTriageCommand(program, chosen);
  addLegacyCommands(program, chosen);
  addMappingCommands(program, chosen);
  addTranslateCommand(program, chosen);

  addHelp(program);
  return program;
}
