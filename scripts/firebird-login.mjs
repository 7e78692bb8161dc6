// Whether the driver can log in: node-firebird misreads what the server says about one user in ten, depending on the chance in the password's salt. Setting the password again gives another salt.
//   node firebird-login.mjs PORT DATABASE USER PASSWORD
import { createRequire } from 'node:module';

const [port, database, user, password] = process.argv.slice(2);
const firebird = createRequire(import.meta.url)('node-firebird');
const late = setTimeout(() => process.exit(1), 10_000);
process.on('uncaughtException', () => process.exit(1));
firebird.attach({ host: '127.0.0.1', port: Number(port), database, user, password }, (error, connection) => {
  clearTimeout(late);
  if (error) process.exit(1);
  connection.detach(() => process.exit(0));
});
