/**
 * The log: JSON lines on standard output. A line is dropped, and counted, when the reader of the log is too slow or the disk is full: the
 * process neither waits for it nor ends because of it.
 *
 * It writes to `process.stdout` and not to pino's own destination: that one ends the process on a full disk, keeps every unwritten line in
 * memory, and waits without end for a reader when the process exits.
 */
import { type Logger, pino } from 'pino'

export type { Logger }

const maxUnwrittenBytes = 1024 * 1024
const lastLinesMayTakeMs = 1000

let dropped = 0
let isListening = false

const onWritten = (error?: Error | null) => {
  if (error) dropped += 1
}

/** Without a listener an error of standard output ends the process. `onWritten` counts the line that caused it. */
const surviveErrors = () => {
  if (isListening) return
  isListening = true
  process.stdout.on('error', () => undefined)
}

const writeLine = (line: string): void => {
  surviveErrors()
  if (process.stdout.writableLength + line.length > maxUnwrittenBytes) dropped += 1
  else process.stdout.write(line, onWritten)
}

/** How many log lines this process has dropped. */
export const droppedLines = (): number => dropped

/** Resolves when all lines are written, or after a second. */
export const linesWritten = (): Promise<void> =>
  new Promise((resolve) => {
    surviveErrors()
    const timer = setTimeout(resolve, lastLinesMayTakeMs)
    process.stdout.write('', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const { err: serializeError } = pino.stdSerializers

/** What an error says. Not all that it carries: those of Redis have the command in them, and so its password, or an event. */
const withoutCargo = (error: unknown) => {
  if (!(error instanceof Error)) return error
  const { type, message, stack, code, constraint } = serializeError(error)
  // a failure that was foreseen says all in its message
  return { type, message, ...(error.name !== 'AppError' && { stack }), code, constraint }
}

/** JSON lines on standard output, each with the fields of `base`, and with those of `more` at that moment. Log ids, never payloads, tokens, passwords or addresses. */
export const createLogger = (level: string, base: Record<string, string | number> | null = null, more?: () => object): Logger => {
  const serializers = { err: withoutCargo }
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime, serializers, ...(more && { mixin: more }) }, { write: writeLine })
}
