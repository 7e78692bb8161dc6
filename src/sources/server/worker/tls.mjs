import { readFileSync } from 'node:fs';
import { Problem } from './problem.mjs';

/**
 * Node's options for `ssl` {mode, ca, cert, key}: null where the mode is disable. `prefer` and `require` encrypt and believe any certificate, `verify-ca` one that is signed by
 * somebody known, `verify-full` only one of the host.
 */
export function tlsOptions({ mode, ca, cert, key }) {
  if (mode === 'disable') return null;
  const verified = mode === 'verify-ca' || mode === 'verify-full';
  return {
    rejectUnauthorized: verified,
    ...(ca === null ? {} : { ca: textOf(ca) }),
    ...(cert === null ? {} : { cert: textOf(cert) }),
    ...(key === null ? {} : { key: textOf(key) }),
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Problem({ kind: 'tls', message: `The file ${path} cannot be read: ${error.message}` });
  }
}

/** Whether an error says that no encrypted connection came about. */
export function isTlsFailure(error) {
  const code = String(error?.code ?? '');
  return (
    /^(ERR_SSL|ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|EPROTO|ERR_OSSL)/.test(code) ||
    /does not support (SSL|secure) connection|establishing an SSL connection|certificate/i.test(
      error?.message ?? '',
    )
  );
}
