// Draws docs/images/terminal.svg from a real run of the worked example, with the binary in dist/. Build first: `npm run build`.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { terminalSvg } from './picture/terminal-svg.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const columns = 104;
const [{ runLode }, { systemHost }] = await Promise.all([
  import(new URL('../../dist/bin/run.js', import.meta.url).href),
  import(new URL('../../dist/bin/system-host.js', import.meta.url).href),
]);

const folder = await mkdtemp(join(tmpdir(), 'lode-picture-'));
let shown = '';

/** Runs a command line as at a terminal; what it prints is shown below a prompt, or not at all. */
async function lode(argv, visible = true, keep = (lines) => lines) {
  const { host, close } = systemHost();
  let output = '';
  const write = (text) => {
    output += text;
  };
  try {
    await runLode(argv, {
      ...host,
      folder,
      stdout: write,
      stderr: write,
      terminal: { interactive: false, columns, colours: true },
      gitRevision: async () => null,
    });
  } finally {
    close();
  }
  if (!visible) return;
  const words = argv.map((word) => (/[\s*]/.test(word) ? `"${word}"` : word)).join(' ');
  shown += `\u001b[32m$\u001b[39m \u001b[1mlode ${words}\u001b[22m\n${keep(output.trimEnd().split('\n')).join('\n')}\n\n`;
}

/** An edit in an editor, which the picture only mentions. */
async function edit(file, from, to, words) {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await writeFile(path, text.replace(from, to));
  if (words !== undefined) shown += `\u001b[2m# ${words}\u001b[22m\n`;
}

try {
  for (const part of ['project.yml', 'models', 'macros', 'seeds'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  await lode(['apply', '--yes', '--quiet'], false);
  const finance = 'models/gold/finance/finance_monthly.sql';
  await edit(finance, 'sum(amount) AS care_billed', 'sum(amont) AS care_billed', 'a slip in an edit …');
  await lode(['compile']);
  await edit(finance, 'sum(amont)', 'sum(amount)', '… corrected, and a column added to another model');
  await edit(
    'models/gold/care/care_home_kpis_daily.sql',
    'count(DISTINCT customer_key) AS residents',
    'count(DISTINCT customer_key) AS residents,\n  round(avg(duration), 1) AS mean_minutes',
  );
  await lode(['plan']);
  await lode(['apply', '--yes'], true, (lines) => lines.slice(lines.findIndex((line) => line.includes('✓'))));
  await lode(['query', 'SELECT date, mean_minutes FROM gold.care_home_kpis_daily ORDER BY ALL LIMIT 3']);
  await mkdir(join(root, 'docs/images'), { recursive: true });
  const title =
    'A terminal: lode compile finds a misspelt column, lode plan says what a change does, lode apply builds and commits it, lode query reads it.';
  await writeFile(join(root, 'docs/images/terminal.svg'), terminalSvg(shown, { columns, title }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
