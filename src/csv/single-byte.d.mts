export declare function singleByteLetters(encoding: string): readonly (string | null)[];
