import type { S3Client } from '@aws-sdk/client-s3';
import { type ObjectStoreSettings, usualTuning } from './settings.ts';

export type S3 = typeof import('@aws-sdk/client-s3');

/** A connection to an object store: the client, the commands it takes, and how it is to be used. */
export interface Store {
  readonly client: S3Client;
  readonly commands: S3;
  /** The address in messages. */
  readonly name: string;
  readonly region: string | null;
  readonly tuning: typeof usualTuning;
}

/** Makes the client; speaks to nobody yet. The SDK is loaded here, as that takes longer than most commands. */
export async function openStore(settings: ObjectStoreSettings): Promise<Store> {
  // Which versions of Node Lode runs on is its own affair, and a warning on every command helps nobody.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const commands = await import('@aws-sdk/client-s3');
  const { variables } = settings;
  const tuning = { ...usualTuning, ...settings.tuning };
  const endpoint = settings.endpoint ?? variables.AWS_ENDPOINT_URL_S3 ?? variables.AWS_ENDPOINT_URL ?? null;
  const named = settings.region ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? null;
  // Elsewhere than at AWS regions mean nothing, but signatures name one.
  const region = named ?? (endpoint === null ? null : 'us-east-1');
  const credentials = credentialsIn(variables);
  const client = new commands.S3Client({
    ...(endpoint === null ? {} : { endpoint }),
    ...(region === null ? {} : { region }),
    ...(credentials === null ? {} : { credentials }),
    ...(variables.AWS_PROFILE === undefined ? {} : { profile: variables.AWS_PROFILE }),
    forcePathStyle: settings.pathStyle ?? endpoint !== null,
    maxAttempts: tuning.attempts,
    // Other stores than AWS's stumble over checksums at the end of a body.
    ...(endpoint === null
      ? {}
      : { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
    requestHandler: {
      connectionTimeout: tuning.connectMilliseconds,
      socketTimeout: tuning.idleMilliseconds,
      // A whole bulk of small requests may wait for sockets: that is no reason for a warning on the console.
      socketAcquisitionWarningTimeout: 3_600_000,
    },
  });
  return { client, commands, name: endpoint ?? 'Amazon S3', region, tuning };
}

function credentialsIn(variables: ObjectStoreSettings['variables']) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (!accessKeyId || !secretAccessKey) return null;
  const { AWS_SESSION_TOKEN: sessionToken } = variables;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
