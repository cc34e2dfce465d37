import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '../../errors.ts'

/**
 * Turns anything thrown into the error for the client. An unexpected error is logged once, with the id that the client gets, its stack and
 * the ids of the request.
 */
export const createFailureMapper =
  (log: Logger) =>
  (error: unknown, about: object): AppError => {
    if (error instanceof AppError) return error
    const id = uuidv7()
    log.error({ ...about, err: error, id }, 'unexpected error')
    return new AppError('internal', { details: { id } })
  }
