/**
 * What went wrong, as plain data that passes between threads: {kind: 'sql', code, message} the server's answer, {kind: 'lost', message} the connection is gone, and what
 * problem.ts lists besides.
 */
export class Problem extends Error {
  constructor(fields) {
    super(fields.message ?? fields.kind);
    this.fields = fields;
  }
}

/** Errors of the socket, by the words that drivers and Node have for them. */
export function isLost(message) {
  return /connection is closed|connection closed|connection lost|connection terminated|server was lost|socket|ECONNRESET|EPIPE|ETIMEDOUT/i.test(
    message,
  );
}
