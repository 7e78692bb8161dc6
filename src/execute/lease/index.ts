/**
 * Leases: who is at work on an environment. In: a lake, what time passes and which processes run. Out: a lease that renews itself until it is released, or
 * `environment-held` (exit 4). Advice that spares work: nothing that is right depends on it, the intent alone decides who commits.
 */
export { holderOf, type LeasePorts } from './observe-lease.ts';
export { type HeldLease, type LeaseRequest, takeLease, waitForRelease } from './take-lease.ts';
