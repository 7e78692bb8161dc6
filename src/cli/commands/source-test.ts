import { checkConnector } from '../../sources/index.ts';
import { targetConnector } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject, targetOf } from '../open-project.ts';
import type { Context } from './context.ts';
import { connectionOf } from './source-contract.ts';

/** `lode source test`: holds a source's connector to what Lode expects of every one. Nothing is written; exit code 1 where something is wrong. */
export async function sourceTestCommand(
  { host, options, console }: Context,
  source: string,
  relations: readonly string[],
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const { name } = connectionOf(open, target, source);
  const { connector, settings, known } = await targetConnector(host, open, target, name);
  const checks = await checkConnector(connector, {
    source: name,
    settings,
    known,
    ...(relations.length > 0 ? { relations } : {}),
  });
  const wrong = checks.filter(({ problem }) => problem !== null).length;
  if (options.json)
    console.document({
      formatVersion: '1.0',
      source: name,
      type: connector.type,
      passed: wrong === 0,
      checks,
    });
  const { style } = console;
  for (const check of checks) {
    const sign = check.problem === null ? style.green('✓') : style.red('✗');
    if (check.problem !== null || options.verbose) console.say(`  ${sign} ${check.name}`);
    if (check.problem !== null) console.say(`      ${check.problem}`);
  }
  console.say(
    wrong === 0
      ? `${style.green('✓')} ${name} is read as Lode expects: ${checks.length} checks.`
      : `${style.red('✗')} ${wrong} of ${checks.length} checks of ${name} failed.`,
  );
  return wrong === 0 ? exitCodes.done : exitCodes.error;
}
