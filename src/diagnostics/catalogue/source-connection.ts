import { entry } from '../entry.ts';
import type { SourceSystem } from './source.ts';

/** What goes wrong between Lode and the server of a source. */
export const sourceConnectionEntries = {
  'source-unreachable': entry<{ source: string; address: string; problem: string }>({
    severity: 'error',
    summary: ({ source, address }) => `The server of source \`${source}\` cannot be reached: ${address}`,
    detail: ({ problem }) => problem,
    hint: () =>
      'Check host and port in project.yml, that the server runs, and that no firewall stands between.',
  }),
  'source-login-refused': entry<{
    system: SourceSystem;
    source: string;
    address: string;
    user: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, address, user }) =>
      `The server of source \`${source}\` does not let user \`${user}\` in: ${address}`,
    detail: ({ problem }) => problem,
    hint: ({ system }) =>
      ({
        firebird:
          'Check user and password. If they are right, set the password once more on the server: the driver cannot log in users whose salt begins with zeros, one in about ten, and a new password gives a new salt.',
        postgres:
          'Check user and password, and that pg_hba.conf of the server lets this user in from here, with or without TLS.',
        mysql:
          'Check user and password, and that the user may come from this host (the part behind @ of its name).',
      })[system],
  }),
  'source-login-unfinished': entry<{
    system: SourceSystem;
    source: string;
    address: string;
    user: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, address, user }) =>
      `The login of user \`${user}\` to source \`${source}\` was not finished: ${address}`,
    detail: ({ problem }) => `The server accepts connections. What happened: ${problem}`,
    hint: ({ system }) =>
      system !== 'firebird'
        ? 'See whether the server hangs, and whether what listens at that port is such a server at all.'
        : 'Check user and password first: where AuthServer in firebird.conf names several plugins, a wrong one ends like this. With one plugin (Srp256 or Srp) the server says plainly what is wrong. A server that hangs looks the same.',
  }),
  'source-database-unavailable': entry<{
    system: SourceSystem;
    source: string;
    address: string;
    database: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, address, database }) =>
      `The database of source \`${source}\` cannot be opened: ${database} on ${address}`,
    detail: ({ problem }) => problem,
    hint: ({ system }) =>
      ({
        firebird:
          "Check `database` in project.yml: a path as the server sees it, or an alias of its databases.conf; and that the server's user may read the file.",
        postgres:
          'Check `database` and `schema` in project.yml, and that the user may connect to the database.',
        mysql: 'Check `database` in project.yml, and that the user has a right to something in it.',
      })[system],
  }),
  'source-permission-denied': entry<{
    system: SourceSystem;
    source: string;
    relation: string;
    user: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ source, relation, user }) => `User \`${user}\` may not read \`${source}.${relation}\`.`,
    detail: ({ problem }) => problem,
    hint: ({ system, relation, user }) =>
      ({
        firebird: `On the server: GRANT SELECT ON "${relation}" TO USER "${user}". A role has to be named by \`role\` in project.yml.`,
        postgres: `On the server: GRANT SELECT ON "${relation}" TO "${user}", and USAGE on its schema.`,
        mysql: `On the server: GRANT SELECT ON the database, or on \`${relation}\` of it, TO '${user}'.`,
      })[system],
  }),
  'source-tls-failed': entry<{ source: string; address: string; problem: string }>({
    severity: 'error',
    summary: ({ source, address }) =>
      `No encrypted connection to source \`${source}\` comes about: ${address}`,
    detail: ({ problem }) => problem,
    hint: () =>
      '`ssl` of the source in project.yml says how much is asked for, `ssl_ca` names the file with the certificate of who signed the server’s.',
  }),
  'source-connections-used-up': entry<{ source: string; address: string; user: string; problem: string }>({
    severity: 'error',
    summary: ({ source, address, user }) =>
      `The server of source \`${source}\` has no connection left for user \`${user}\`: ${address}`,
    detail: ({ problem }) => problem,
    hint: () => 'Run the command again when others have ended, or let an administrator raise the limit.',
  }),
  'source-query-cancelled': entry<{ source: string; relation: string; address: string; problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `The server of source \`${source}\` cancelled the query${relation === '' ? '' : ` that reads \`${relation}\``}.`,
    detail: ({ address, problem }) => `${address}: ${problem}`,
    hint: () =>
      'Nothing of it was loaded. If the server ends queries that take long, raise `statement_timeout` of the source in project.yml, or the limit of the user.',
  }),
  'source-connection-lost': entry<{ source: string; relation: string; address: string; problem: string }>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `The connection to source \`${source}\` was lost${relation === '' ? '' : ` while \`${relation}\` was being read`}.`,
    detail: ({ address, problem }) => `${address}: ${problem}`,
    hint: () => 'Nothing of it was loaded. Run the command again when the server is there.',
  }),
  'source-stalled': entry<{ source: string; relation: string; address: string; seconds: number }>({
    severity: 'error',
    summary: ({ source, relation }) =>
      `The server of source \`${source}\` stopped answering${relation === '' ? '' : ` while \`${relation}\` was being read`}.`,
    detail: ({ address, seconds }) =>
      `${address} sent nothing for ${seconds} seconds and did not answer a second connection either.`,
    hint: () => 'Nothing of it was loaded. See whether the server is frozen or the network is gone.',
  }),
} as const;
