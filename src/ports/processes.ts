/** The processes that this one can see. */
export interface Processes {
  /** Where process numbers mean the same: a machine since it was started, a container on it. What has the same name is the same place. */
  readonly place: string;
  /** Tells a running process from a later one of its number; null where none runs. */
  identify(process: number): string | null;
}
