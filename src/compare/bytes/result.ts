import { z } from 'zod';

const count = z.number().int().nonnegative();

const file = z.object({
  bytes: count,
  lines: count,
  encoding: z.enum(['ascii', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  byteOrderMark: z.boolean(),
  lineEnds: z.enum(['LF', 'CRLF', 'mixed', 'none']),
  lastLineEnds: z.boolean().describe('Whether a line end stands behind the last line.'),
});

export const byteKinds = [
  'byte order mark',
  'encoding',
  'line ends',
  'end of the file',
  'blanks at the end of lines',
  'order of the lines',
  'number of lines',
  'text',
] as const;
export type ByteKind = (typeof byteKinds)[number];

/** What two files are to each other, byte by byte. */
export const byteComparison = z.object({
  equal: z.boolean(),
  left: file,
  right: file,
  matchingLines: count.describe('Lines that are the same to the last byte, line by line from the beginning.'),
  kinds: z.array(z.enum(byteKinds)),
  sameText: z.boolean().describe('Whether only byte order marks, encodings and line ends differ.'),
  first: z
    .object({
      offset: count.describe('Bytes before it.'),
      line: count.describe('From 1.'),
      column: count.describe('In letters of the left line, from 1.'),
      left: z
        .string()
        .describe('Around it, with invisible letters written out; empty behind the end of the file.'),
      right: z.string(),
      marker: count.describe('Where in both texts it is, from 0.'),
      leftBytes: z.string().describe('From it on, in hexadecimal.'),
      rightBytes: z.string(),
    })
    .nullable(),
  firstText: z
    .object({ line: count, column: count, left: z.string(), right: z.string(), marker: count })
    .nullable()
    .describe('The first place where the text differs, if that is a later one.'),
});

export type ByteComparison = z.infer<typeof byteComparison>;
export type ByteFile = ByteComparison['left'];
