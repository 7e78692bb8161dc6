/** How a command ends; see docs/reference/exit-codes.md. */
export const exitCodes = {
  done: 0,
  error: 1,
  differences: 2,
  stopped: 3,
  conflict: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
