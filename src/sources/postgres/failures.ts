import { diagnose } from '../../diagnostics/index.ts';
import { failureOf } from '../server/failures.ts';
import type { PostgresSettings } from './settings.ts';

/** What an error of the client is for a user; other errors pass as they are. `relation` is null while connecting. Codes: appendix A of PostgreSQL's manual. */
export function postgresFailure(
  source: string,
  settings: PostgresSettings,
  relation: string | null,
  error: unknown,
): unknown {
  const { user, database } = settings;
  const address = `${settings.host}:${settings.port}`;
  const system = 'postgres';
  const place = { source, relation: relation ?? '' };
  return failureOf(
    { system, source, address, user, database, relation },
    error,
    ({ code, message: problem }) => {
      switch (String(code)) {
        case '28P01':
        case '28000':
          return diagnose('source-login-refused', { system, source, address, user, problem });
        case '3D000':
        case '3F000':
          return diagnose('source-database-unavailable', { system, source, address, database, problem });
        case '53300':
          return diagnose('source-connections-used-up', { source, address, user, problem });
        case '42501':
          return relation === null
            ? diagnose('source-database-unavailable', { system, source, address, database, problem })
            : diagnose('source-permission-denied', { system, ...place, user, problem });
        // The server starts, stops or mends itself.
        case '57P03':
          return diagnose('source-unreachable', { source, address, problem });
        case '57014':
          return diagnose('source-query-cancelled', { ...place, address, problem });
        case '57P01':
        case '57P02':
        case '57P05':
        case '25P03':
        case '25P04':
        case '08000':
        case '08003':
        case '08006':
          return diagnose('source-connection-lost', { ...place, address, problem });
        case '22021':
        case '22P05':
          return diagnose('source-text-undecodable', {
            system,
            ...place,
            column: null,
            charset: settings.charset,
            problem: `The server says: ${problem}`,
          });
        default:
          return null;
      }
    },
  );
}
