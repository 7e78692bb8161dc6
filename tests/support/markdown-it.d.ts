// biome-ignore-all lint/style/noDefaultExport: so the package exports it.
/** As much of markdown-it, which comes without types, as tests use. */
declare module 'markdown-it' {
  export interface Token {
    readonly type: string;
    readonly tag: string;
    readonly info: string;
    readonly content: string;
    readonly children: readonly Token[] | null;
  }
  export default class MarkdownIt {
    constructor(options: { readonly html?: boolean; readonly linkify?: boolean });
    readonly linkify: { set(options: { readonly fuzzyLink: boolean }): void };
    parse(text: string, environment: object): Token[];
  }
}
