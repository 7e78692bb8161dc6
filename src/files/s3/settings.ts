/** How an object store is reached. Secrets are among `variables` at most: nothing here is ever printed. */
export interface ObjectStoreSettings {
  /** An address such as `https://minio.example.org:9000`; null: AWS's own, by region. */
  readonly endpoint: string | null;
  /** null: what AWS's variables and profile say. */
  readonly region: string | null;
  /** Whether the bucket stands in the path rather than in the host's name; null: where an endpoint is named. */
  readonly pathStyle: boolean | null;
  /** Environment variables; credentials come from AWS's own names among them, else from AWS's standard chain (profile, web identity, container, machine). */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** An absolute folder on a local disk: what the engine reads and writes lies there, and what may be read again is kept. */
  readonly cacheFolder: string;
  /** How much is kept for later commands, in bytes. */
  readonly cacheBytes: number;
  /** Sizes and times that tests make smaller. */
  readonly tuning?: Partial<ObjectStoreTuning>;
}

export interface ObjectStoreTuning {
  /** Bytes of one request's body, and of one part of a larger upload. S3 wants 5 MiB at least. */
  readonly partSize: number;
  /** Bytes; a larger object is copied in parts of this size. One request copies 5 GiB at most, and a store that really moves the bytes takes its time. */
  readonly copySize: number;
  /** How often a request is tried. */
  readonly attempts: number;
  /** For how long nothing may happen on a connection. */
  readonly idleMilliseconds: number;
  readonly connectMilliseconds: number;
}

export const usualTuning: ObjectStoreTuning = {
  partSize: 16 * 1024 * 1024,
  copySize: 512 * 1024 * 1024,
  attempts: 5,
  idleMilliseconds: 60_000,
  connectMilliseconds: 5_000,
};
