/** How a CSV file is written; null: to be found out. */
export interface CsvSettings {
  readonly encoding: string | null;
  readonly separator: string | null;
  /** Empty: there are no quotes. */
  readonly quote: string | null;
  readonly header: boolean | null;
  /** `.` or `,`. */
  readonly decimal: '.' | ',' | null;
  /** Between groups of three digits. */
  readonly thousands: string | null;
  /** In strftime's words, e.g. `%d.%m.%Y`. */
  readonly date: string | null;
  readonly timestamp: string | null;
  /** Text that stands for NULL, beside an empty field without quotes. */
  readonly nullText: string | null;
  /** Types by column; what has one is not proposed. */
  readonly types: Readonly<Record<string, string>>;
}

export const unknownCsv: CsvSettings = {
  encoding: null,
  separator: null,
  quote: null,
  header: null,
  decimal: null,
  thousands: null,
  date: null,
  timestamp: null,
  nullText: null,
  types: {},
};
