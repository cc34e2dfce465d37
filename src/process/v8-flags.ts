import { setFlagsFromString } from 'node:v8'

/**
 * Makes V8 collect young objects on the main thread only. Its helper threads compete for the CPU with other workers (`WEB_CONCURRENCY`)
 * and with the database, and the event loop waits for them. Measured: 10 % less CPU for each order.
 */
export const disableParallelScavenge = (): void => setFlagsFromString('--no-parallel-scavenge')
