import type { UnitTestResult } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { renderTestDifference } from './unit-test-text.ts';

/** Results in the form that CI servers read: a suite for each model, a case for each test. `plain`: a style without colours. */
export function junitXml(results: readonly UnitTestResult[], plain: Style): string {
  const suites = new Map<string, UnitTestResult[]>();
  for (const result of results)
    suites.set(result.test.model, [...(suites.get(result.test.model) ?? []), result]);
  const lines = [...suites].flatMap(([model, of]) => [
    `  <testsuite name="${escaped(model)}" ${counts(of)}>`,
    ...of.flatMap((result) => testCase(result, plain)),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lode test" ${counts(results)}>`,
    ...lines,
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(results: readonly UnitTestResult[]): string {
  const of = (status: UnitTestResult['status']) => results.filter((each) => each.status === status).length;
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  return `tests="${results.length}" failures="${of('failed')}" errors="${of('error')}" time="${seconds.toFixed(3)}"`;
}

function testCase(result: UnitTestResult, plain: Style): string[] {
  const { test, seconds, problem } = result;
  const head = `    <testcase classname="${escaped(test.model)}" name="${escaped(test.name)}" file="${escaped(test.file.path)}" line="${test.span.line}" time="${seconds.toFixed(3)}"`;
  if (result.status === 'passed') return [`${head}/>`];
  const [element, message, text] =
    problem === null
      ? ['failure', 'other rows came out than were expected', renderTestDifference(result, 200, plain)]
      : ['error', problem.summary, [problem.detail, problem.hint].filter(Boolean).join('\n')];
  return [
    `${head}>`,
    `      <${element} message="${escaped(message!)}">${escaped(text!)}</${element}>`,
    '    </testcase>',
  ];
}

/** Letters that XML cannot hold at all, not even written as numbers, become `�`. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
