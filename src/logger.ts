import { type Logger, pino } from 'pino'
import { writeLine } from './log-output.ts'

export type { Logger }

const { err: serializeError } = pino.stdSerializers

/** What an error says. Not all that it carries: those of Redis have the command in them, and so its password, or an event. */
const withoutCargo = (error: unknown) => {
  if (!(error instanceof Error)) return error
  const { type, message, stack, code, constraint } = serializeError(error)
  return { type, message, stack, code, constraint }
}

/** JSON lines on standard output. Log ids, never payloads, tokens, passwords or addresses. */
export const createLogger = (level: string): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: withoutCargo } }, { write: writeLine })
