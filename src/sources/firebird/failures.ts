import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { FirebirdFailure, type FirebirdProblem } from './client.ts';
import type { FirebirdSettings } from './settings.ts';

/** Firebird's codes that have a diagnostic of their own (gds codes, isc_ names in its documentation). */
const codes = {
  login: [335544472, 335544421, 335545106],
  database: [335544344, 335544323, 335544831, 335544375, 335544379],
  permission: [335544352],
  lost: [335544721, 335544726, 335544727, 335544741, 335544856, 335544528, 335545130, 335544421],
  text: [335544565, 335544849],
} as const;

/** What an error of the client is for a user; other errors pass as they are. `relation` is null while connecting. */
export function failureOf(
  source: string,
  settings: FirebirdSettings,
  relation: string | null,
  error: unknown,
): unknown {
  if (!(error instanceof FirebirdFailure)) return error;
  return new DiagnosticError(diagnosticOf(source, settings, relation, error.problem), 1, error);
}

function diagnosticOf(
  source: string,
  settings: FirebirdSettings,
  relation: string | null,
  problem: FirebirdProblem,
): Diagnostic {
  const { user, database } = settings;
  const address = `${settings.host}:${settings.port}`;
  const place = { source, relation: relation ?? '' };
  const plainly = (message: string) => message.replaceAll(/\s+/g, ' ').trim();
  switch (problem.kind) {
    case 'sql': {
      const is = (list: readonly number[]) => list.includes(problem.code);
      const message = plainly(problem.message);
      if (relation === null && is(codes.login))
        return diagnose('source-login-refused', { source, address, user, problem: message });
      if (relation === null && is(codes.database))
        return diagnose('source-database-unavailable', { source, address, database, problem: message });
      if (is(codes.permission))
        return diagnose('source-permission-denied', { ...place, user, problem: message });
      if (is(codes.lost)) return diagnose('source-connection-lost', { ...place, address, problem: message });
      if (is(codes.text) || /transliterate|malformed string/i.test(message))
        return diagnose('source-text-undecodable', {
          ...place,
          column: null,
          charset: settings.charset,
          problem: `The server says: ${message}`,
        });
      return diagnose('source-read-failed', { ...place, address, problem: message });
    }
    case 'unreachable':
      return diagnose('source-unreachable', { source, address, problem: plainly(problem.message) });
    case 'login-unfinished':
      return diagnose('source-login-unfinished', {
        source,
        address,
        user,
        problem: plainly(problem.message),
      });
    case 'driver':
    case 'crashed':
      // An unknown user makes the driver throw where the server knows several ways to log in.
      return relation === null
        ? diagnose('source-login-unfinished', { source, address, user, problem: plainly(problem.message) })
        : diagnose('source-read-failed', { ...place, address, problem: plainly(problem.message) });
    case 'lost':
      return diagnose('source-connection-lost', { ...place, address, problem: plainly(problem.message) });
    case 'frozen':
      return diagnose('source-stalled', { ...place, address, seconds: problem.seconds });
    case 'digits': {
      const { column, digits, scale, value } = problem;
      const padded = value.replace('-', '').padStart(scale + 1, '0');
      const sign = value.startsWith('-') ? '-' : '';
      const written = scale === 0 ? value : `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
      return diagnose('source-value-too-wide', {
        ...place,
        column,
        type: `DECIMAL(${digits},${scale})`,
        value: written,
      });
    }
    case 'undecodable':
      return diagnose('source-text-undecodable', {
        ...place,
        column: problem.column,
        charset: problem.charset,
        problem: `A value begins with the bytes ${problem.bytes}.`,
      });
    case 'type-moved':
      return diagnose('source-read-failed', {
        ...place,
        address,
        problem: `Column ${problem.column} comes with another type than the metadata say.`,
      });
  }
}
