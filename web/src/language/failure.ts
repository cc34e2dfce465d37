import { RequestError } from '#client'
import { explainFaults, faultsOf } from './faults.ts'
import { t } from './language.ts'

const hasText = (reason: string | undefined): reason is keyof ReturnType<typeof t>['errors'] =>
  reason !== undefined && Object.hasOwn(t().errors, reason)

/** The text for an error that was thrown: ours where there is one for its reason, otherwise the gateway's message. */
export const explain = (error: unknown): string => {
  if (!(error instanceof RequestError)) return t().failed
  const { reason, code, message } = error.failure
  const faults = faultsOf(error)
  if (hasText(reason) && faults.length < 2) return t().errors[reason]
  const explained = explainFaults(faults)
  if (explained !== undefined) return explained
  return code === 'internal' || code === 'unavailable' ? t().failed : message
}
