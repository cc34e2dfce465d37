import { RequestError } from '#client'
import { explainFailure } from './explain.ts'
import { t } from './language.ts'

/** The text for an error that was thrown. */
export const explain = (error: unknown): string => (error instanceof RequestError ? explainFailure(error.failure, t()) : t().failed)
