import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  chooseRows,
  defineForShow,
  listEnvironments,
  readCommitted,
  runUnitTests,
  stepsOf,
  unitTestRows,
} from '../../execute/index.ts';
import { loadUnitTests, type UnitTest } from '../../project/index.ts';
import { volatileNow } from '../../quality/index.ts';
import { nearNames, spanOf } from '../../text/index.ts';
import { openReadingDatabase, openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { maskInputs } from '../mask-inputs.ts';
import { compileWhole, environmentOf, openProject, targetOf } from '../open-project.ts';
import { personalColumns } from '../personal-columns.ts';
import { queryFailure } from '../query-failure.ts';
import { readThrough } from '../read-through.ts';
import { secretLookup } from '../secrets.ts';
import { unitTestYaml } from '../views/unit-test-yaml.ts';
import type { Context } from './context.ts';

export interface GenerateOptions {
  readonly model: string;
  readonly environment: string | null;
  /** Rows of the result. */
  readonly rows: number;
  readonly where: string | null;
  readonly name: string | null;
  /** The file that gets the test; null: the model's below tests/unit. */
  readonly out: string | null;
}

/** Of each input at most so many rows are looked at. */
const mostLookedAt = 1_000_000;

/** `lode test --generate MODEL`: writes a unit test from real rows of an environment, as few as give some rows of the model's result; personal data is masked. */
export async function testGenerateCommand(context: Context, request: GenerateOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { compiled } = await compileWhole(host, open);
  const all = stepsOf(compiled, open.folder);
  const steps = new Map(all.map((step) => [step.key, step]));
  const step = steps.get(request.model.toLowerCase());
  if (step === undefined || step.definition.seed !== null) {
    const near = nearNames(
      request.model,
      compiled.models.map(({ name }) => name),
    );
    throw new DiagnosticError(diagnose('model-unknown', { model: request.model, near }));
  }
  const environment = environmentOf(open, request.environment);
  const manifest = await readCommitted(open.lake, environment);
  if (manifest === null) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const refuse = (problem: string, hint: string): never => {
    throw new DiagnosticError(diagnose('unit-test-not-generated', { model: step.name, problem, hint }));
  };
  const sources = openTarget(host, open, targetOf(open, options.target));
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  const through = readThrough(host, open, session, sources, compiled.sources, console.say);
  try {
    await defineForShow(open.lake, session, manifest, all, step, mostLookedAt + 1, through.options);
    const { rows, where } = request;
    const chosen = await chooseRows(session, step, { rows, where, most: mostLookedAt });
    if (chosen.results === 0)
      refuse(
        `No row of it in ${environment} ${where === null ? 'was found' : 'meets the condition'}.`,
        'Choose another condition with --where, or build the model first.',
      );
    const key = open.variables.LODE_MASK_KEY ?? randomBytes(32).toString('hex');
    const masked = maskInputs(chosen.inputs, personalColumns(compiled), key);

    const path =
      request.out === null
        ? `tests/unit/${step.name.slice(step.name.indexOf('.') + 1)}.yml`
        : relative(open.folder, resolve(host.folder, request.out));
    const before = open.project.unitTests.find((file) => file.path === path)?.text ?? '';
    const taken = new Set([...before.matchAll(/^ {2}([^\s:#]+):/gm)].map(([, name]) => name));
    const test: UnitTest = {
      name: request.name ?? freeName(`rows_of_${environment}`, taken),
      model: step.name,
      cte: null,
      description: null,
      variables: {},
      now: volatileNow(step.definition.volatileFunctions)
        ? `${new Date(host.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}+00`
        : null,
      interval: null,
      given: masked.inputs.map((input) => ({
        kind: 'rows',
        relation: input.relation,
        columns: input.columns.map(({ name }) => name),
        rows: input.rows.map((row) =>
          Object.fromEntries(input.columns.map(({ name }, index) => [name, (row[index] ?? null) as never])),
        ),
        span: spanOf({ path, text: '' }, 0, 0),
      })),
      expected: { kind: 'rows', columns: [], rows: [] },
      subset: false,
      ordered: false,
      file: { path, text: '' },
      span: spanOf({ path, text: '' }, 0, 0),
    };
    const testing = await host.engine.open({
      allowedFolders: [],
      temporaryFolder: null,
      threads: 1,
      memoryLimit: null,
      secretOf: secretLookup(open),
      timeZone: open.project.timeZone,
    });
    try {
      const found = await unitTestRows(testing, steps, test);
      const text = unitTestYaml({
        name: test.name,
        model: step.name,
        description: descriptionOf(environment, masked.columns.length > 0, chosen.isExact),
        now: test.now,
        given: masked.inputs,
        expected: { columns: step.columns, rows: found.rows },
      });
      const whole = before === '' ? `tests:\n${text}` : `${before.trimEnd()}\n\n${text}`;
      const file = { path, text: whole };
      const loaded = loadUnitTests(
        [file],
        compiled.models.map(({ name }) => name),
        Object.keys(open.project.variables),
      );
      const written = loaded.value.filter((each) => each.name === test.name);
      if (loaded.diagnostics.length > 0 || written.length !== 1 || taken.has(test.name))
        refuse(
          `It cannot be added to ${path}: ${loaded.diagnostics[0]?.summary ?? `a test named \`${test.name}\` is there`}.`,
          'Name another file with --out, or another name with --name.',
        );
      const [result] = await runUnitTests(testing, () => steps, written, host.clock.now);
      if (result?.status !== 'passed')
        refuse(
          `Run again on the same rows, it gives other ones. ${result?.problem?.detail ?? ''}`.trim(),
          'The model is not the same each time: test it by hand, without the columns that differ.',
        );
      await host.files.replace(`${open.folder}/${path}`, whole);
      const counts = masked.inputs.map(({ relation, rows: given }) => ({ relation, rows: given.length }));
      if (options.json)
        console.document({
          formatVersion: '1.0',
          file: path,
          name: test.name,
          model: step.name,
          given: counts,
          expected: found.rows.length,
          masked: masked.columns,
          leftOut: masked.leftOut,
        });
      for (const { relation, rows: count } of counts)
        console.say(`  ${relation}  ${count} row${count === 1 ? '' : 's'}`);
      if (masked.columns.length > 0) console.say(`  masked: ${masked.columns.join(', ')}`);
      if (masked.leftOut.length > 0)
        console.say(`  left out, since they cannot be masked: ${masked.leftOut.join(', ')}`);
      for (const { relation, isCut } of chosen.inputs)
        if (isCut)
          console.say(`  Of ${relation} only ${mostLookedAt.toLocaleString('en')} rows were looked at.`);
      console.say(
        `${console.style.green('✓')} ${path}: \`${test.name}\` expects ${found.rows.length} row${found.rows.length === 1 ? '' : 's'}, and passes.`,
      );
      return exitCodes.done;
    } finally {
      await testing.close();
    }
  } catch (error) {
    throw queryFailure(
      error,
      all.map(({ name }) => name),
      null,
    );
  } finally {
    await through.close();
    session.close();
    await database.close();
    await sources.close();
  }
}

function freeName(name: string, taken: ReadonlySet<string | undefined>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
}

function descriptionOf(environment: string, isMasked: boolean, isExact: boolean): string {
  const from = `Made from rows of ${environment}${isMasked ? ', personal data masked' : ''}.`;
  return isExact ? from : `${from} Sums and the like are those of fewer rows.`;
}
