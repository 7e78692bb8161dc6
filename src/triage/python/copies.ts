import {
  argument,
  asFrame,
  type Call,
  memoryFile,
  sourcesIn,
  textsOf,
  valuesOf,
  writeToMemory,
} from './call.ts';
import { columnNames, openFrame } from './frame.ts';
import { joinTexts } from './join-text.ts';
import { type Arguments, eachOption, plainTexts, slash, textOf, unknown, type Value } from './value.ts';

/** A method that moves rows as a whole: into a table, or between a file and an object of a store. Null: the method is none of these. */
export function copyTable(call: Call, name: string, args: Arguments): Value | null {
  const table = (position: number, word: string, columns: readonly string[] | null) =>
    textsOf(call, args, position, word).map((each) => call.recorder.writeTable(call.at, name, each, columns));
  switch (name) {
    case 'insert_rows':
      call.recorder.flow(
        table(0, 'table', plainTexts(argument(args, 2, 'target_fields'))),
        sourcesIn([argument(args, 1, 'rows') ?? unknown]),
      );
      return unknown;
    case 'copy_from':
    case 'bulk_load': {
      const isHook = name === 'bulk_load';
      const from = argument(args, isHook ? 1 : 0, isHook ? 'tmp_file' : 'file');
      if (from === undefined || (!isHook && args.positional.length + args.named.size < 2)) return null;
      const sources =
        from.kind === 'text' ? [call.recorder.readFile(call.at, name, from, null)] : sourcesIn([from]);
      call.recorder.flow(table(isHook ? 0 : 1, 'table', plainTexts(args.named.get('columns'))), sources);
      return unknown;
    }
    case 'load_table_from_dataframe': {
      const frame = asFrame(argument(args, 0, 'dataframe'));
      call.recorder.flow(table(1, 'destination', frame === null ? null : columnNames(frame)), frame ?? []);
      return unknown;
    }
    default:
      return storeObject(call, name, args);
  }
}

/** Where a bucket, a key and a file of one’s own stand among the arguments, by their names, of what moves objects of a store. */
const moves: Readonly<Record<string, readonly (string | null)[]>> = {
  get_object: ['Bucket', 'Key'],
  put_object: ['Bucket', 'Key'],
  download_file: ['Bucket', 'Key', 'Filename'],
  download_fileobj: ['Bucket', 'Key', 'Fileobj'],
  upload_file: ['Filename', 'Bucket', 'Key'],
  upload_fileobj: ['Fileobj', 'Bucket', 'Key'],
};

/** Objects of a store: files with an address. */
function storeObject(call: Call, name: string, args: Arguments): Value | null {
  const order = moves[name];
  if (order === undefined) return null;
  const given = (word: string) => argument(args, order.indexOf(word), word);
  const words = (word: string) => call.words.get(args.named.has(word) ? word : order.indexOf(word)) ?? word;
  const [bucket, key] = [given('Bucket'), given('Key')];
  if (bucket === undefined || key === undefined) return null;
  const address = joinTexts(
    [
      { value: textOf('s3://', call.at.line), name: '' },
      { value: bucket, name: words('Bucket') },
      { value: slash(call.at.line), name: '' },
      { value: key, name: words('Key') },
    ],
    call.at.line,
  );
  const addresses = eachOption(address).filter((each) => each.kind === 'text');
  if (/^get|^download/.test(name)) {
    const sources = addresses.map((each) => call.recorder.readFile(call.at, name, each, null));
    for (const local of name === 'download_file' ? textsOf(call, args, 2, 'Filename') : [])
      call.recorder.flow([call.recorder.writeFile(call.at, name, local, null)], sources);
    if (name === 'download_fileobj') writeToMemory(given('Fileobj'), openFrame(sources));
    return { kind: 'dict', entries: [[textOf('Body', call.at.line), memoryFile([openFrame(sources)])]] };
  }
  const keys = addresses.map((each) => call.recorder.writeFile(call.at, name, each, null));
  const local = given('Filename');
  const sources =
    local === undefined
      ? sourcesIn(valuesOf(args))
      : textsOf(call, args, 0, 'Filename').map((each) => call.recorder.readFile(call.at, name, each, null));
  call.recorder.flow(keys, sources);
  return unknown;
}
