import { type Logger, pino } from 'pino'

export type { Logger }

/** JSON lines on standard output. Log ids, never payloads, tokens, passwords or addresses. */
export const createLogger = (level: string): Logger => pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
