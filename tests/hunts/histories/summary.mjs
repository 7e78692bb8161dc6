// What a hunt through histories found, as text.

/** Of the results of one project: what was not judged, the verdicts, and those of `breaking` and `unknown` which may be false alarms. */
export function summary(results) {
  const judged = results.filter(({ outcome }) => outcome === 'judged' || outcome === 'wrong');
  const skipped = results.filter(({ outcome }) => outcome === 'skipped');
  const alarms = judged.filter(({ verdict }) => verdict === 'breaking' || verdict === 'unknown');
  const suspects = alarms.filter((result) => kindOf(result) === 'never differed');
  const wrong = results.filter(({ outcome }) => outcome === 'wrong');
  return [
    ...table(
      'Not judged',
      count(skipped, ({ why }) => why.split(':')[0]),
    ),
    ...table('', count(skipped, ({ why }) => why).slice(0, 25)),
    `Same SQL after rendering: ${results.filter(({ outcome }) => outcome === 'same text').length}`,
    ...table(`Verdicts of ${judged.length}`, count(judged, verdictOf)),
    ...table('Rules', count(alarms, ({ rules }) => rules.join(' + ')).slice(0, 20)),
    ...table(`Breaking or unknown: ${alarms.length}. Over random rows`, count(alarms, kindOf)),
    'May be false alarms',
    ...suspects.map(({ commit, path, messages }) => `  ${commit} ${path}: ${messages[0]}`),
    `Called equal, and not: ${wrong.length}`,
    ...wrong.map(({ commit, path }) => `  ${commit} ${path}`),
  ].join('\n');
}

function verdictOf({ verdict, rules }) {
  return rules.includes('equal-by-proof') ? `${verdict}, equal by proof` : verdict;
}

/** An alarm that names a column as gone, renamed or of another type is right whatever the rows. */
export function kindOf({ scope, tried }) {
  const { removed, renamed, retyped } = scope.columns;
  if (removed.length + renamed.length + retyped.length > 0)
    return 'a column is gone, renamed or of another type';
  if (tried === undefined) return 'another rule than rows and values';
  if (tried.ran === 0) return 'did not run';
  if (tried.differed > 0) return 'differ';
  return tried.rows === 0 ? 'never gave a row' : 'never differed';
}

function count(items, keyOf) {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1]);
}

function table(title, rows) {
  return [
    ...(title === '' ? [] : [title]),
    ...rows.map(([name, number]) => `  ${String(number).padStart(5)}  ${name}`),
  ];
}
