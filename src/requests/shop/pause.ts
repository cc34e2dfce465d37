import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** A board whose clock is slow would show a pause that is over for the gateway. */
const refusePast = (until: string | undefined): void => {
  if (until === undefined || Date.parse(until) > Date.now()) return
  const message = 'must be in the future'
  throw new AppError('invalid_argument', {
    message: `until: ${message}`,
    details: contract.faultDetails([{ field: 'until', rule: 'other', message }]),
  })
}

export const shopPause = forCallerInTransaction(contract.shopPause, async ({ input, transaction }) => {
  refusePast(input.until)
  await transaction.query('select pause_shop($1, $2, $3)', [true, input.until ?? null, input.reason ?? null])
  return { paused: input }
})
