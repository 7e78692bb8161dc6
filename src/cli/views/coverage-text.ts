import type { PlacedCoverage } from '../test-coverage.ts';
import type { Style } from './style.ts';

/** What no test exercises, model by model: columns that none compares, branches that none takes. */
export function renderCoverage(coverage: readonly PlacedCoverage[], style: Style): string {
  const lines: string[] = [];
  const sum = { columns: 0, compared: 0, branches: 0, taken: 0 };
  for (const { model, tests, columns, branches } of coverage) {
    const told = branches.filter(({ isTaken }) => isTaken !== null);
    const taken = told.filter(({ isTaken }) => isTaken === true);
    const compared = columns.filter(({ isCompared }) => isCompared);
    sum.columns += columns.length;
    sum.compared += compared.length;
    sum.branches += told.length;
    sum.taken += taken.length;
    const isWhole = compared.length === columns.length && taken.length === told.length;
    const head = `  ${isWhole ? style.green('✓') : style.yellow('○')} ${model}`;
    if (tests === 0) {
      lines.push(`${head}  ${style.dim('no test')}`);
      continue;
    }
    lines.push(
      `${head}  ${style.dim(`columns ${compared.length} of ${columns.length}, branches ${taken.length} of ${told.length}`)}`,
    );
    const missing = columns.filter(({ isCompared }) => !isCompared).map(({ name }) => name);
    if (missing.length > 0) lines.push(`      not compared: ${missing.join(', ')}`);
    for (const { what, place, isTaken } of branches)
      if (isTaken === false)
        lines.push(
          `      not taken: ${shorten(what)}${place === null ? '' : style.dim(`  ${place.file}:${place.line}:${place.column}`)}`,
        );
  }
  const share = (part: number, whole: number) =>
    whole === 0 ? '' : ` (${Math.floor((100 * part) / whole)} %)`;
  const told = coverage.filter(({ tests }) => tests > 0).length;
  lines.push(
    `${told} of ${coverage.length} models have a test; ${sum.compared} of ${sum.columns} columns are compared${share(sum.compared, sum.columns)}, ${sum.taken} of ${sum.branches} branches taken${share(sum.taken, sum.branches)}.`,
  );
  return lines.join('\n');
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length <= 70 ? text : `${letters.slice(0, 69).join('')}…`;
}
