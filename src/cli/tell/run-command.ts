import { spawn } from 'node:child_process';

export interface CommandRequest {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  readonly timeoutMilliseconds: number;
}

const keptCharacters = 2000;
const graceMilliseconds = 1000;

/**
 * Runs a program without a shell, `input` on its standard input. Gives null, or in words why it did not end well, with the end of what it wrote. When its time is over, it is
 * ended with all that it started. Never rejects.
 */
export function runCommand(request: CommandRequest): Promise<string | null> {
  const [program, ...parameters] = request.argv;
  return new Promise((resolve) => {
    const child = spawn(program!, parameters, {
      cwd: request.folder,
      env: { ...request.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what it starts can be ended with it.
      detached: true,
    });
    let output = '';
    let late = false;
    const keep = (text: Buffer) => {
      output = (output + text.toString()).slice(-keptCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // It need not read what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(request.input);
    const end = (signal: NodeJS.Signals) => {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        // It is gone by now.
      }
    };
    const timers = [
      setTimeout(() => {
        late = true;
        end('SIGTERM');
        timers.push(setTimeout(() => end('SIGKILL'), graceMilliseconds));
      }, request.timeoutMilliseconds),
    ];
    const done = (problem: string | null) => {
      for (const timer of timers) clearTimeout(timer);
      // What it left running may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
      const words = output.trim();
      resolve(problem === null ? null : words === '' ? problem : `${problem}:\n${words}`);
    };
    child.on('error', (error) => done(`it could not be started (${error.message})`));
    child.on('exit', (code, signal) => {
      if (late) done(`it did not end within ${request.timeoutMilliseconds / 1000} s`);
      else if (code === 0) done(null);
      else done(code === null ? `it was ended by ${signal}` : `it ended with ${code}`);
    });
  });
}
