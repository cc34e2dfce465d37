import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { Failure } from '../../contract/index.ts'
import { type Language, languageOf, textsIn } from '../../errors/languages.ts'
import { AppError } from '../../errors.ts'
import type { Tracing } from '../../tracing/tracing.ts'

/** Logs what is unexpected, with what is said `about` the request, and returns the error object in the language of the client. */
export type ToFailure = (error: unknown, about: () => object, language: Language | undefined) => Failure

/**
 * Turns anything thrown into the error for the client. An unexpected error is logged once, with the id that the client gets, its stack and
 * the ids of the request. `shopLanguage` stands in for a language without texts, and English for that. `here` is its trace, if there is one.
 */
export const createFailureMapper = (log: Logger, shopLanguage: () => string, here: Tracing['here'] = () => undefined): ToFailure => {
  const expected = (error: unknown, about: () => object): AppError => {
    if (error instanceof AppError) return error
    const id = uuidv7()
    log.error({ ...about(), err: error, id }, 'unexpected error')
    const traceId = here()?.traceId
    return new AppError('internal', { details: { id, ...(traceId !== undefined && { traceId }) } })
  }
  return (error, about, language) => expected(error, about).toFailure(textsIn(language ?? languageOf([shopLanguage()]) ?? 'en'))
}
