/** `changes`: the work writes to the table, so that each round gets a copy. */
export const cases = [
  { name: 'open-log', title: 'open 100,000 files in 1,000 commits', changes: false },
  { name: 'open-checkpoint', title: 'the same from a checkpoint', changes: false },
  { name: 'open-million', title: 'open 1,000,000 files from a checkpoint', changes: false },
  { name: 'skip', title: 'scan with a predicate that skips 99% of 1,000 files', changes: false },
  { name: 'merge', title: 'MERGE of 100,000 rows into 10 million', changes: true },
  { name: 'checkpoint', title: 'checkpoint of 300,000 adds', changes: true },
  { name: 'commits', title: '1,000 small commits one after another', changes: true },
];
