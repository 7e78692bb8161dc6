/** How the text sets things apart; the command line gives colours, tests nothing. */
export interface ComparisonStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const plain: ComparisonStyle = { bold: (text) => text, dim: (text) => text };
