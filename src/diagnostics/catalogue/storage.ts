import { entry } from '../entry.ts';

export interface OnPath {
  readonly path: string;
  readonly action: string;
  readonly reason: string;
}

/** Object stores. */
export const storageEntries = {
  'storage-path-invalid': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} is no address of an object store`,
    hint: () => 'Write s3://BUCKET/FOLDER, such as s3://care-lake/production.',
  }),
  'storage-endpoint-invalid': entry<{ problem: string }>({
    severity: 'error',
    summary: ({ problem }) => `The endpoint of the object store cannot be used: ${problem}`,
    hint: () =>
      'Write its address alone, such as https://minio.example.org:9000; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  }),
  'storage-unreachable': entry<{ endpoint: string; reason: string }>({
    severity: 'error',
    summary: ({ endpoint, reason }) => `The object store cannot be reached at ${endpoint}: ${reason}`,
    hint: () =>
      'Check `storage.endpoint` in project.yml (or AWS_ENDPOINT_URL), the network and the proxy; then run the command again: it goes on where it stopped.',
  }),
  'storage-credentials': entry<{ endpoint: string; reason: string }>({
    severity: 'error',
    summary: ({ endpoint }) => `No valid credentials for the object store at ${endpoint}`,
    detail: ({ reason }) => reason,
    hint: () =>
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (in the environment or in .env), or AWS_PROFILE, or give the machine a role: AWS's standard chain is followed.",
  }),
  'storage-bucket-missing': entry<{ bucket: string; endpoint: string }>({
    severity: 'error',
    summary: ({ bucket, endpoint }) => `There is no bucket ${bucket} at ${endpoint}`,
    hint: () => 'Check `lake` in project.yml; buckets are made by their owner, never by Lode.',
  }),
  'storage-region-missing': entry<{ bucket: string }>({
    severity: 'error',
    summary: ({ bucket }) => `The region of bucket ${bucket} is not known`,
    hint: () => 'Name it: `storage: {region: eu-west-3}` in project.yml, or AWS_REGION.',
  }),
  'storage-region-wrong': entry<{ bucket: string; region: string | null; right: string | null }>({
    severity: 'error',
    summary: ({ bucket, region, right }) =>
      `Bucket ${bucket} is not in region ${region ?? 'that was named'}${right === null ? '' : ` but in ${right}`}`,
    hint: ({ right }) =>
      `Write \`storage: {region: ${right ?? 'REGION'}}\` in project.yml, or set AWS_REGION.`,
  }),
  'storage-access-denied': entry<OnPath>({
    severity: 'error',
    summary: ({ path, action }) => `The object store does not allow this user to ${action} ${path}`,
    detail: ({ reason }) => reason,
    hint: () =>
      "Lode needs s3:ListBucket on the bucket and s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on the lake's objects.",
  }),
  'storage-clock': entry<{ endpoint: string; reason: string }>({
    severity: 'error',
    summary: ({ endpoint }) => `The clock of this machine differs too much from that of ${endpoint}`,
    detail: ({ reason }) => reason,
    hint: () => 'Let NTP set the clock (`timedatectl`): requests are signed with the time.',
  }),
  'storage-busy': entry<OnPath & { endpoint: string }>({
    severity: 'error',
    summary: ({ endpoint, path, action }) =>
      `The object store at ${endpoint} asks for fewer requests, and went on to: cannot ${action} ${path}`,
    detail: ({ reason }) => reason,
    hint: () => 'Run the command again later: it goes on where it stopped.',
  }),
  'storage-not-exclusive': entry<{ endpoint: string; bucket: string }>({
    severity: 'error',
    summary: ({ endpoint, bucket }) =>
      `The object store at ${endpoint} overwrites what it is asked to put only if it is absent (bucket ${bucket})`,
    detail: () =>
      'Who makes a version is decided by `If-None-Match: *` on a put. This store ignores it: of two writers both would believe that they had won, and rows would be lost.',
    hint: () =>
      'Use a store that honours conditional puts: Amazon S3, MinIO and Cloudflare R2 do in their present versions.',
  }),
  'storage-failed': entry<OnPath & { status: number | null }>({
    severity: 'error',
    summary: ({ path, action, reason, status }) =>
      `The object store could not ${action} ${path}: ${reason}${status === null ? '' : ` (status ${status})`}`,
    hint: () => 'Run the command again; if it fails again, ask whoever runs the store.',
  }),
} as const;
