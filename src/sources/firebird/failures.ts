import { diagnose } from '../../diagnostics/index.ts';
import { failureOf } from '../server/failures.ts';
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
export function firebirdFailure(
  source: string,
  settings: FirebirdSettings,
  relation: string | null,
  error: unknown,
): unknown {
  const { user, database } = settings;
  const address = `${settings.host}:${settings.port}`;
  const system = 'firebird';
  const place = { source, relation: relation ?? '' };
  return failureOf({ system, source, address, user, database, relation }, error, ({ code, message }) => {
    const is = (list: readonly number[]) => list.includes(Number(code));
    if (relation === null && is(codes.login))
      return diagnose('source-login-refused', { system, source, address, user, problem: message });
    if (relation === null && is(codes.database))
      return diagnose('source-database-unavailable', { system, source, address, database, problem: message });
    if (is(codes.permission))
      return diagnose('source-permission-denied', { system, ...place, user, problem: message });
    if (is(codes.lost)) return diagnose('source-connection-lost', { ...place, address, problem: message });
    if (is(codes.text) || /transliterate|malformed string/i.test(message))
      return diagnose('source-text-undecodable', {
        system,
        ...place,
        column: null,
        charset: settings.charset,
        problem: `The server says: ${message}`,
      });
    return null;
  });
}
