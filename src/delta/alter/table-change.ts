/** One change of a table's schema or properties. `column` is a path: names of nested fields one after another. */
export type TableChange =
  | { readonly kind: 'set-properties'; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: 'unset-properties'; readonly names: readonly string[] }
  | {
      readonly kind: 'add-column';
      readonly column: readonly string[];
      /** DuckDB's name of the type. */
      readonly type: string;
      readonly comment?: string;
    }
  | { readonly kind: 'rename-column'; readonly column: readonly string[]; readonly name: string }
  | { readonly kind: 'drop-column'; readonly column: readonly string[] }
  /** Every column of the table, in the order wanted. */
  | { readonly kind: 'reorder-columns'; readonly columns: readonly string[] }
  /** Only to a type that holds every value of the old one. */
  | { readonly kind: 'widen-column'; readonly column: readonly string[]; readonly type: string }
  | { readonly kind: 'comment'; readonly column: readonly string[]; readonly comment: string | null }
  | { readonly kind: 'set-not-null' | 'drop-not-null'; readonly column: readonly string[] }
  | { readonly kind: 'add-constraint'; readonly name: string; readonly expression: string }
  | { readonly kind: 'drop-constraint'; readonly name: string };
