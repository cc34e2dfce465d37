import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'

/** A board whose clock is slow would show what is over for the gateway. */
export const refusePast = (until: string | undefined): void => {
  if (until === undefined || Date.parse(until) > Date.now()) return
  const message = 'must be in the future'
  throw new AppError('invalid_argument', {
    message: `until: ${message}`,
    details: contract.faultDetails([{ field: 'until', rule: 'other', message }]),
  })
}
