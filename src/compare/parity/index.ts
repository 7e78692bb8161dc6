/**
 * The parallel run: which pairs of tables are to be the same every night, what was found on each, and whether that is enough to switch. In: parity.yml, the records of a ledger, the night. Out: requests
 * for comparisons, histories, the state of the gate. Reads no clock: a night is given.
 */
export { type Judged, judgeDifferences, type UsedAcceptance } from './acceptance.ts';
export { addAcceptance } from './add-acceptance.ts';
export { type Calendar, type DaysOff, isExpected, nextExpected } from './calendar.ts';
export {
  type ParityGateDocument,
  type ParityStatus,
  parityGateDocument,
  parityRunDocument,
  parityStatus,
} from './documents.ts';
export { type AcceptanceForm, acceptanceForm, pairName, parityForm } from './form.ts';
export { type Gate, type GateOfPair, gateOf } from './gate.ts';
export {
  historiesOf,
  type NightMark,
  type NightOfPair,
  nightsOf,
  noHistory,
  type PairHistory,
  type Streak,
  streakOf,
} from './history.ts';
export { loadParity, type Pair, type Parity, requestForNight } from './load-parity.ts';
export {
  addDays,
  daysBetween,
  endOfNight,
  isNight,
  type Night,
  nightOf,
  nightText,
  type Weekday,
  weekdayOf,
} from './night.ts';
export { fillNight } from './placeholders.ts';
export {
  byAttempt,
  type ParityRecord,
  type ParityVerdict,
  parityRecord,
  parityVerdicts,
  type RecordedSide,
} from './record.ts';
export { gateDocument, statusOf } from './status.ts';
