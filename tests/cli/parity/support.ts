import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CliResult, lode, queryRows } from '../../support/cli.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { applyShop, makeShop } from '../../support/shop.ts';

/** `gold.daily` of the shop, as an old job writes it. */
export const head = 'VILLE;JOUR;CA;NB';
export const rows = ['Ghent;01/01/2026;35,75;3', 'Ghent;02/01/2026;7,00;1', 'Liège;02/01/2026;0,00;1'];

/** The pair that most tests compare. */
export const daily = `daily:
    left: {side: "old/daily.csv", separator: ";", decimal: ",", date: "%d/%m/%Y"}
    right: gold.daily
    key: [VILLE, JOUR]
    map: {VILLE: city, JOUR: day, CA: turnover, NB: sales}`;

export interface Shop {
  readonly folder: string;
  /** Puts a file in place: lines with line ends behind each. */
  readonly put: (path: string, lines: readonly string[]) => Promise<void>;
  readonly pairs: (pairs: string, settings?: string) => Promise<void>;
  readonly text: (path: string) => Promise<string>;
  readonly parity: (...argv: string[]) => Promise<CliResult>;
  /** Of the ledger. */
  readonly ledger: (columns: string, where?: string) => Promise<Record<string, unknown>[]>;
  /** The verdicts of a night by pair, as `parity run` gives them. */
  readonly night: (night: string, ...argv: string[]) => Promise<readonly [number, Record<string, string>]>;
}

let built: Promise<string> | null = null;

/** A shop whose tables stand: built once, and copied for each test. */
export async function openShop(): Promise<Shop> {
  built ??= buildShop();
  const folder = await temporaryFolder();
  await cp(await built, folder, { recursive: true });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const parity = (...argv: string[]) => lode(folder, ['parity', ...argv]);
  return {
    folder,
    parity,
    put: (path, lines) => write(path, lines.map((line) => `${line}\n`).join('')),
    pairs: (pairs, settings = '') => write('parity.yml', `${settings}\npairs:\n  ${pairs}\n`),
    text: (path) => readFile(join(folder, path), 'utf8'),
    ledger: (columns, where = 'true') =>
      queryRows(
        folder,
        `SELECT ${columns} FROM lode.parity WHERE ${where} ORDER BY night, pair, attempt, recorded_at`,
      ),
    async night(night, ...argv) {
      const { code: exit, stdout } = await parity('run', '--night', night, '--json', ...argv);
      const { records = [] } = JSON.parse(stdout) as { records?: { pair: string; verdict: string }[] };
      return [exit, Object.fromEntries(records.map((record) => [record.pair, record.verdict]))];
    },
  };
}

async function buildShop(): Promise<string> {
  const folder = await makeShop();
  const { code, stderr } = await applyShop(folder);
  if (code !== 0) throw new Error(stderr);
  return folder;
}

/** Takes the shop away that was copied. */
export async function closeShops(copies: readonly string[]): Promise<void> {
  for (const folder of [...copies, ...(built === null ? [] : [await built])]) await removeFolder(folder);
  built = null;
}
