import { spawnSync } from 'node:child_process';
import type { FirebirdDatabase } from '../../../support/firebird.ts';
import type { MariadbDatabase } from '../../../support/mariadb.ts';
import type { PostgresDatabase } from '../../../support/postgres.ts';
import { rows } from './tables.ts';

/** What a server gives for each expression: its values over the rows, as text; null where the server gives an error. */
export type Ask = (expressions: readonly string[]) => readonly (readonly string[] | null)[];

/** The query of an expression. The number of the row comes first, so that its line is known. */
export function queryOf(expression: string): string {
  return `SELECT k, ${expression} AS v FROM t ORDER BY k`;
}

interface Client {
  readonly command: string;
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly opening: string;
  /** A statement that prints this text on a line of its own. */
  readonly mark: (text: string) => string;
}

/** Runs a client program for all expressions; it goes on after an error. An expression with a quote that stays open swallows what follows: then what follows is asked again. */
function asking({ command, options, environment, opening, mark }: Client): Ask {
  return (expressions) => {
    const found = expressions.map((): string[] => []);
    for (let from = 0; from < expressions.length; ) {
      const script = [opening];
      for (let at = from; at < expressions.length; at++)
        script.push(`${mark(`@@${at}`)}\n${queryOf(expressions[at]!)};`);
      const { stdout } = spawnSync(command, [...options], {
        input: [...script, ''].join('\n'),
        encoding: 'utf8',
        env: { ...process.env, ...environment },
        maxBuffer: 1 << 28,
      });
      let at = -1;
      for (const line of stdout.split('\n')) {
        const marked = /^\s*@@(\d+)\s*$/.exec(line);
        const value = /^\s*\d+[|\t ](.*)$/.exec(line);
        if (marked !== null) at = Number(marked[1]);
        else if (value !== null) found[at]?.push(value[1]!);
      }
      if (at < from) throw new Error(`${command} says nothing of ${queryOf(expressions[from]!)}`);
      from = at + 1;
    }
    return found.map((values) => (values.length === rows.length ? values : null));
  };
}

export function askPostgres({ name, server }: PostgresDatabase): Ask {
  return asking({
    command: 'psql',
    options: `-h 127.0.0.1 -p ${server.port} -U postgres -d ${name} -X -q -A -t -P null=∅`.split(' '),
    environment: { PGPASSWORD: 'lode', PGCLIENTENCODING: 'UTF8' },
    opening: "set timezone = 'UTC';",
    mark: (text) => `\\echo ${text}`,
  });
}

export function askMariadb({ name, server }: MariadbDatabase): Ask {
  return asking({
    command: 'mariadb',
    options: [
      ...'--no-defaults --force --default-character-set=utf8mb4 --batch --skip-column-names --raw'.split(' '),
      ...`-h127.0.0.1 -P${server.port} -uroot ${name}`.split(' '),
    ],
    environment: { MYSQL_PWD: 'lode' },
    opening: "set time_zone = '+00:00';",
    mark: (text) => `select '${text}';`,
  });
}

export function askFirebird({ path, server }: FirebirdDatabase): Ask {
  return asking({
    command: 'isql-fb',
    options: ['-q', '-ch', 'UTF8', `127.0.0.1/${server.port}:${path}`],
    environment: { ISC_USER: 'SYSDBA', ISC_PASSWORD: 'masterkey' },
    opening: 'set heading off;',
    mark: (text) => `select '${text}' from rdb$database;`,
  });
}
