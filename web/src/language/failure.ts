import { RequestError } from '#client'
import { explainFailure } from './explain.ts'
import { explainFaults, faultsOf } from './faults.ts'
import { spoken, t } from './page-language.ts'

/** The text for an error that was thrown. */
export const explain = (error: unknown): string => {
  if (!(error instanceof RequestError)) return t().failed
  const faults = faultsOf(error)
  const ofFields = error.failure.reason === undefined || faults.length > 1 ? explainFaults(faults) : undefined
  return ofFields ?? explainFailure(error.failure, { ...t(), ...spoken.value?.staff })
}
