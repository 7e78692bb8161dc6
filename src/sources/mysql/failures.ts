import { diagnose } from '../../diagnostics/index.ts';
import { failureOf } from '../server/failures.ts';
import type { MysqlSettings } from './settings.ts';

/** Error numbers that have a diagnostic of their own; the names are MySQL's and MariaDB's. */
const codes = {
  // ER_ACCESS_DENIED, _NO_PASSWORD, ER_HOST_NOT_PRIVILEGED, ER_HOST_IS_BLOCKED, ER_ACCOUNT_LOCKED (MySQL, MariaDB), ER_MUST_CHANGE_PASSWORD (_LOGIN), ER_NOT_SUPPORTED_AUTH_MODE
  login: [1045, 1698, 1130, 1129, 3118, 4151, 1820, 1862, 1251],
  // ER_DBACCESS_DENIED, ER_BAD_DB, ER_NO_DB
  database: [1044, 1049, 1046],
  // ER_TABLEACCESS_DENIED, ER_COLUMNACCESS_DENIED, ER_SPECIFIC_ACCESS_DENIED, ER_PROCACCESS_DENIED
  permission: [1142, 1143, 1227, 1370],
  // ER_CON_COUNT, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED
  connections: [1040, 1203, 1226],
  // ER_QUERY_INTERRUPTED, ER_STATEMENT_TIMEOUT (MariaDB), ER_QUERY_TIMEOUT (MySQL)
  cancelled: [1317, 1969, 3024],
  // ER_SERVER_SHUTDOWN, ER_NORMAL_SHUTDOWN, ER_NEW_ABORTING_CONNECTION, ER_CONNECTION_KILLED, ER_NET_*, CR_SERVER_LOST
  lost: [1053, 1077, 1152, 1184, 1927, 1158, 1159, 1160, 1161, 4031],
  // ER_TABLE_DEF_CHANGED
  rewritten: [1412],
} as const;

/** What an error of the client is for a user; other errors pass as they are. `relation` is null while connecting. */
export function mysqlFailure(
  source: string,
  settings: MysqlSettings,
  relation: string | null,
  error: unknown,
): unknown {
  const { user, database } = settings;
  const address = `${settings.host}:${settings.port}`;
  const system = 'mysql';
  const place = { source, relation: relation ?? '' };
  return failureOf(
    { system, source, address, user, database, relation },
    error,
    ({ code, message: problem }) => {
      const is = (list: readonly number[]) => list.includes(Number(code));
      if (is(codes.login))
        return diagnose('source-login-refused', { system, source, address, user, problem });
      if (is(codes.database))
        return diagnose('source-database-unavailable', { system, source, address, database, problem });
      if (is(codes.permission))
        return diagnose('source-permission-denied', { system, ...place, user, problem });
      if (is(codes.connections))
        return diagnose('source-connections-used-up', { source, address, user, problem });
      if (is(codes.cancelled)) return diagnose('source-query-cancelled', { ...place, address, problem });
      if (is(codes.lost)) return diagnose('source-connection-lost', { ...place, address, problem });
      if (is(codes.rewritten)) return diagnose('source-rewritten', { ...place, table: place.relation });
      return null;
    },
  );
}
