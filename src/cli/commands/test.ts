import { resolve } from 'node:path';
import { hasErrors } from '../../diagnostics/index.ts';
import { measureCoverage, runUnitTests, stepsOf, type UnitTestResult } from '../../execute/index.ts';
import { loadUnitTests } from '../../project/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, openProject, ProjectError } from '../open-project.ts';
import { requireSecrets, secretLookup } from '../secrets.ts';
import { selectModels } from '../select-models.ts';
import { placedCoverage } from '../test-coverage.ts';
import { stepsOfTests } from '../test-steps.ts';
import { renderCoverage } from '../views/coverage-text.ts';
import { renderDiagnostic } from '../views/diagnostics.ts';
import { junitXml } from '../views/junit-xml.ts';
import { makeStyle } from '../views/style.ts';
import { renderTestDifference } from '../views/unit-test-text.ts';
import { duration } from '../views/units.ts';
import type { Context } from './context.ts';

export interface TestOptions {
  readonly select: string | null;
  readonly exclude: string | null;
  /** The file that gets the results as JUnit XML. */
  readonly junit: string | null;
  /** Whether to say what no test exercises. */
  readonly coverage: boolean;
}

/** `lode test`: runs the unit tests of the project, without a lake or a source. */
export async function testCommand(
  { host, options, console }: Context,
  request: TestOptions,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const { compiled, warnings } = await compileWhole(host, open);
  console.diagnostics(warnings, open.fileText);
  const loaded = loadUnitTests(
    open.project.unitTests,
    compiled.models.map((model) => model.name),
    Object.keys(open.project.variables),
  );
  if (hasErrors(loaded.diagnostics)) throw new ProjectError(loaded.diagnostics, open.fileText);
  const selected = selectModels(compiled, request);
  const tests = loaded.value.filter((test) => selected === null || selected.has(test.model.toLowerCase()));
  requireSecrets(
    open,
    compiled.models
      .filter(({ name }) => tests.some(({ model }) => model.toLowerCase() === name.toLowerCase()))
      .map(({ definition }) => definition),
  );
  const started = host.clock.now();
  const database = await host.engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    // A few rows are no work to share.
    threads: 1,
    memoryLimit: null,
    secretOf: secretLookup(open),
    timeZone: open.project.timeZone,
  });
  try {
    const steps = await stepsOfTests(host, open, compiled, tests);
    const results = await runUnitTests(database, steps, tests, host.clock.now);
    const models = stepsOf(compiled, open.folder).filter(
      (step) => step.definition.seed === null && (selected === null || selected.has(step.key)),
    );
    const coverage = request.coverage
      ? placedCoverage(compiled, await measureCoverage(database, models, steps, tests))
      : null;
    if (options.json)
      console.document({
        formatVersion: '1.0',
        tests: results.map(documentOf),
        ...(coverage === null ? {} : { coverage }),
      });
    if (request.junit !== null)
      await host.files.replace(resolve(host.folder, request.junit), junitXml(results, makeStyle(false)));
    for (const result of results) {
      const sign = result.status === 'passed' ? console.style.green('✓') : console.style.red('✗');
      console.say(`  ${sign} ${result.test.model}  ${result.test.name}`);
      if (result.difference !== null) console.say(renderTestDifference(result, console.width, console.style));
      if (result.problem !== null)
        console.say(renderDiagnostic(result.problem, open.fileText, console.style));
    }
    if (coverage !== null) console.say(renderCoverage(coverage, console.style));
    if (results.length === 0) {
      console.say('There is nothing to run: unit tests are YAML files in tests/unit/, see docs/how-to.');
      return exitCodes.done;
    }
    const failed = results.filter((result) => result.status !== 'passed').length;
    const count = `${results.length - failed} of ${results.length} unit test${results.length === 1 ? '' : 's'} passed`;
    const seconds = duration((host.clock.now() - started) / 1000);
    console.say(
      `${failed === 0 ? console.style.green('✓') : console.style.red('✗')} ${count}, in ${seconds}.`,
    );
    return failed === 0 ? exitCodes.done : exitCodes.stopped;
  } finally {
    await database.close();
  }
}

function documentOf({ test, status, columns, difference, problem, seconds }: UnitTestResult) {
  const { name, model, span } = test;
  return { name, model, place: span, status, columns, difference, diagnostic: problem, seconds };
}
