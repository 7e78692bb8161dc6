import { createInterface } from 'node:readline/promises';

/**
 * Asks a yes-or-no question on the terminal; anything but a yes is a no, the end of input too. The prompt takes Ctrl-C from the process: `interrupt` is told, and the question is
 * left without an answer.
 */
export async function ask(question: string, interrupt: () => void): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  let interrupted = false;
  lines.once('SIGINT', () => {
    interrupted = true;
    lines.close();
  });
  const closed = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
  const answered = lines.question(`${question} [y/N] `);
  // Closing it rejects the question.
  answered.catch(() => {});
  const answer = await Promise.race([answered.catch(() => null), closed]);
  lines.close();
  if (answer === null) process.stderr.write('\n');
  if (!interrupted) return /^\s*y(es)?\s*$/i.test(answer ?? '');
  interrupt();
  return new Promise(() => {});
}
