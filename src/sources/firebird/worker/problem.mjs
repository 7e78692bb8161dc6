/** What went wrong, as plain data that passes between threads. */
export class Problem extends Error {
  constructor(fields) {
    super(fields.message ?? fields.kind);
    this.fields = fields;
  }
}

/**
 * {kind: 'sql', code, message}: the server's answer, `code` as in Firebird's list of errors.
 * {kind: 'lost', message}: the connection is gone.
 * Others are made where they happen: 'unreachable', 'login-unfinished', 'digits', 'undecodable', 'type-moved'.
 */
export function asProblem(error) {
  if (error instanceof Problem) return error.fields;
  const message = error instanceof Error ? error.message.trim() : String(error);
  if (typeof error?.gdscode === 'number') return { kind: 'sql', code: error.gdscode, message };
  if (/connection is closed|connection closed|socket|ECONNRESET|EPIPE|ETIMEDOUT/i.test(message))
    return { kind: 'lost', message };
  return { kind: 'driver', message };
}
