/** The unexpected errors of the gateways in this process, by the id that the client gets, so that a failed test can say what went wrong. */
import { z } from 'zod'

const line = z.object({ msg: z.literal('unexpected error'), id: z.string(), err: z.object({ stack: z.string() }) })
const stacks = new Map<string, string>()

/** Remembers the error of a log line, if it is one. */
export const noteUnexpectedError = (text: string): void => {
  // most lines are not errors
  if (!text.includes('"unexpected error"')) return
  const { data } = line.safeParse(JSON.parse(text))
  if (data) stacks.set(data.id, data.err.stack)
}

/** The stack of the error that `details.id` of an `internal` error names. */
export const unexpectedErrorOf = (details: unknown): string | undefined => {
  const { data } = z.object({ id: z.string() }).safeParse(details)
  return data && stacks.get(data.id)
}
