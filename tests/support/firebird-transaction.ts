import { spawn } from 'node:child_process';
import type { FirebirdDatabase } from './firebird.ts';

/** A transaction of another user of the database, which stays open. */
export interface OpenTransaction {
  /** Runs statements, and waits until the server has done them. */
  run(sql: string): Promise<void>;
  /** Ends the transaction, and the connection. */
  end(how: 'commit' | 'rollback'): Promise<void>;
}

/** Opens a connection with a transaction that has already a number. */
export async function openTransaction({ server, path }: FirebirdDatabase): Promise<OpenTransaction> {
  const process_ = spawn('isql-fb', ['-q', '-ch', 'UTF8', `127.0.0.1/${server.port}:${path}`], {
    env: { ...process.env, ISC_USER: 'SYSDBA', ISC_PASSWORD: 'masterkey' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let heard: (() => void) | null = null;
  for (const stream of [process_.stdout, process_.stderr])
    stream.on('data', (text: Buffer) => {
      said += text.toString();
      heard?.();
    });
  let marks = 0;
  const run = async (sql: string) => {
    marks += 1;
    const mark = `mark ${marks} is reached`;
    process_.stdin.write(`${sql}\nselect 'mark ${marks} is ' || 'reached' from rdb$database;\n`);
    while (!said.includes(mark))
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    if (/Statement failed/.test(said)) throw new Error(said);
  };
  await run('set autoddl off;');
  return {
    run,
    async end(how) {
      const ended = new Promise((resolve) => process_.on('close', resolve));
      process_.stdin.end(`${how};\nquit;\n`);
      await ended;
      if (/Statement failed/.test(said)) throw new Error(said);
    },
  };
}
