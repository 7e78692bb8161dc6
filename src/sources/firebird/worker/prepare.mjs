/** Prepares a statement. The connection has no character set, so its text goes out byte for byte; names are stored in UTF-8. */
export function prepare(transaction, sql) {
  return transaction.newStatementAsync(Buffer.from(sql, 'utf8').toString('latin1'));
}
