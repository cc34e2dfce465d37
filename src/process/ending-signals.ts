/** The signals that ask a process to end. */
export const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
