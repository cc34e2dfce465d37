import { RequestError } from '#client'
import { t } from './language.ts'

const isKnown = (reason: string | undefined): reason is Exclude<keyof ReturnType<typeof t>['errors'], 'other'> =>
  reason !== undefined && reason !== 'other' && Object.hasOwn(t().errors, reason)

/** What to tell a person of what was thrown. What has no text here is in the gateway's own words. */
export const explain = (error: unknown): string => {
  if (!(error instanceof RequestError)) return t().errors.other
  const { reason, code, message } = error.failure
  if (isKnown(reason)) return t().errors[reason]
  return code === 'internal' || code === 'unavailable' ? t().errors.other : message
}
