import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { fileFailure, systemCode } from '../failure.ts';
import type { Store } from './client.ts';
import { locate } from './location.ts';

/** What the SDK's errors carry: S3's code as `name`, the answer's status, how often the request was made. */
interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

const ofServices = (error: unknown) => (error ?? {}) as ServiceError;

/** The answer's status; null where there was none. */
export function statusOf(error: unknown): number | null {
  return ofServices(error).$metadata?.httpStatusCode ?? null;
}

/** Whether the request may have been carried out more often than this answer tells of. */
export function wasRepeated(error: unknown): boolean {
  return (ofServices(error).$metadata?.attempts ?? 1) > 1;
}

export function isMissing(error: unknown): boolean {
  const { name } = ofServices(error);
  if (name === 'NoSuchBucket') return false;
  return name === 'NoSuchKey' || name === 'NotFound' || statusOf(error) === 404;
}

/** The DiagnosticError for what an object store answered, or did not, on trying to `action` (an infinitive) `path`. Never holds a credential. */
export function storageFailure(error: unknown, action: string, path: string, store: Store): Error {
  if (error instanceof DiagnosticError) return error;
  if (isLocal(error)) return fileFailure(error, action, path);
  return new DiagnosticError(diagnosticOf(error, action, path, store), 1, bareCause(error));
}

/** The SDK's errors hold whole requests, signatures among them. What is thrown on holds words alone. */
function bareCause(error: unknown): Error {
  const { name = 'Error', message = '' } = ofServices(error);
  return Object.assign(new Error(message), { name });
}

/** The local copies have failures of their own: a full disk, say. */
function isLocal(error: unknown): boolean {
  const { syscall } = error as { syscall?: unknown };
  const ofSockets = ['connect', 'getaddrinfo', 'read', 'write', 'shutdown', 'listen'];
  const path = (error as { path?: unknown }).path !== undefined || systemCode(error) === 'ENOSPC';
  return typeof syscall === 'string' && (path || !ofSockets.includes(syscall));
}

const wrongCredentials = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'NotSignedUp',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'TokenRefreshRequired',
]);

function diagnosticOf(error: unknown, action: string, path: string, store: Store): Diagnostic {
  const { name = '', message = '', Region, $response } = ofServices(error);
  const { bucket } = locate(path);
  const status = statusOf(error);
  const endpoint = store.name;
  const reason = (message === '' || message === 'UnknownError' ? name : message).split('\n')[0]!;
  if (isMissing(error)) return diagnose('file-missing', { path });
  if (name === 'NoSuchBucket') return diagnose('storage-bucket-missing', { bucket, endpoint });
  if (wrongCredentials.has(name)) return diagnose('storage-credentials', { endpoint, reason });
  if (/Region is missing/i.test(message)) return diagnose('storage-region-missing', { bucket });
  const right = Region ?? $response?.headers?.['x-amz-bucket-region'] ?? regionIn(message);
  if (status === 301 || name === 'PermanentRedirect' || (name === 'AuthorizationHeaderMalformed' && right)) {
    return diagnose('storage-region-wrong', { bucket, region: store.region, right: right ?? null });
  }
  if (name === 'RequestTimeTooSkewed') return diagnose('storage-clock', { endpoint, reason });
  if (status === 401 || status === 403 || name === 'AccessDenied') {
    return diagnose('storage-access-denied', { path, action, reason });
  }
  if (status === 503 || status === 429 || name === 'SlowDown') {
    return diagnose('storage-busy', { endpoint, path, action, reason });
  }
  if (status === null && isOfTheNetwork(error)) {
    return diagnose('storage-unreachable', { endpoint, reason: networkReason(error, reason) });
  }
  return diagnose('storage-failed', { path, action, status, reason });
}

/** S3 says the right one in its words alone, sometimes. */
function regionIn(message: string): string | undefined {
  return /expecting '([a-z0-9-]+)'/.exec(message)?.[1];
}

function isOfTheNetwork(error: unknown): boolean {
  const { name } = ofServices(error);
  return (
    systemCode(error) !== null || name === 'TimeoutError' || name === 'AggregateError' || name === 'Error'
  );
}

/** A host of several addresses fails with an error for each. */
function networkReason(error: unknown, reason: string): string {
  const { errors } = error as { errors?: readonly Error[] };
  return reason === '' || reason === 'AggregateError' ? (errors?.[0]?.message ?? 'no answer') : reason;
}
