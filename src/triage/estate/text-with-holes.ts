/** A piece of a text: what is written there, or what only a run knows, by the words that give it. */
export type Piece = string | { readonly hole: string };

/** A text that a program puts together. */
export interface TextWithHoles {
  readonly pieces: readonly Piece[];
  /** Where it begins in its file. */
  readonly line: number;
}

/** As a person would write it down: holes between braces. */
export function shownText({ pieces }: Pick<TextWithHoles, 'pieces'>): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `{${piece.hole}}`)).join('');
}
