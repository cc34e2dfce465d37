import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '../../errors.ts'

/** What the client is told of anything that was thrown. The unexpected is logged once, under the id that the client gets. */
export const createFailureMapper =
  (log: Logger) =>
  (error: unknown, event: string): AppError => {
    if (error instanceof AppError) return error
    const id = uuidv7()
    log.error({ err: error, id, event }, 'unexpected error')
    return new AppError('internal', { details: { id } })
  }
