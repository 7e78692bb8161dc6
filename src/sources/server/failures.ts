import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { DriverFailure, type DriverProblem } from './problem.ts';
import { scaledText } from './units.ts';

/** What a failure's words name. */
export interface FailurePlace {
  readonly system: 'firebird' | 'postgres' | 'mysql';
  readonly source: string;
  readonly address: string;
  readonly user: string;
  readonly database: string;
  /** null while connecting. */
  readonly relation: string | null;
}

export type SqlProblem = Extract<DriverProblem, { readonly kind: 'sql' }>;

/** What an error of the client is for a user; other errors pass as they are. `ofServer` knows the server's own codes; null where it has no words of its own for one. */
export function failureOf(
  place: FailurePlace,
  error: unknown,
  ofServer: (problem: SqlProblem) => Diagnostic | null,
): unknown {
  if (!(error instanceof DriverFailure)) return error;
  const { problem } = error;
  const own = problem.kind === 'sql' ? ofServer({ ...problem, message: plainly(problem.message) }) : null;
  return new DiagnosticError(own ?? diagnosticOf(place, problem), 1, error);
}

function plainly(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}

function diagnosticOf(place: FailurePlace, problem: DriverProblem): Diagnostic {
  const { system, source, address, user } = place;
  const relation = { source, relation: place.relation ?? '' };
  switch (problem.kind) {
    case 'sql':
      return diagnose('source-read-failed', { ...relation, address, problem: plainly(problem.message) });
    case 'unreachable':
      return diagnose('source-unreachable', { source, address, problem: plainly(problem.message) });
    case 'tls':
      return diagnose('source-tls-failed', { source, address, problem: plainly(problem.message) });
    case 'login-unfinished':
      return diagnose('source-login-unfinished', {
        system,
        source,
        address,
        user,
        problem: plainly(problem.message),
      });
    case 'driver':
    case 'crashed':
      // An unknown user makes Firebird's driver throw where the server knows several ways to log in.
      return place.relation === null
        ? diagnose('source-login-unfinished', {
            system,
            source,
            address,
            user,
            problem: plainly(problem.message),
          })
        : diagnose('source-read-failed', { ...relation, address, problem: plainly(problem.message) });
    case 'lost':
      return diagnose('source-connection-lost', { ...relation, address, problem: plainly(problem.message) });
    case 'frozen':
      return diagnose('source-stalled', { ...relation, address, seconds: problem.seconds });
    case 'digits': {
      const { column, digits, scale, value, shown = scale } = problem;
      return diagnose('source-value-too-wide', {
        system,
        ...relation,
        column,
        type: `DECIMAL(${digits},${scale})`,
        value: scaledText(BigInt(value), shown),
      });
    }
    case 'out-of-range': {
      const { column, type, value } = problem;
      return diagnose('source-value-out-of-range', { ...relation, column, type, value });
    }
    case 'undecodable':
      return diagnose('source-text-undecodable', {
        system,
        ...relation,
        column: problem.column,
        charset: problem.charset,
        problem: `A value begins with the bytes ${problem.bytes}.`,
      });
    case 'rewritten':
      return diagnose('source-rewritten', { ...relation, table: problem.table });
    case 'type-moved':
      return diagnose('source-read-failed', {
        ...relation,
        address,
        problem: `Column ${problem.column} comes with another type than the metadata say.`,
      });
  }
}
