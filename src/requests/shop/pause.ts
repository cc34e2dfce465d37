import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { refusePast } from './in-future.ts'
import { noteStore } from './note-store.ts'

export const shopPause = forCallerInTransaction(contract.shopPause, async ({ input, transaction }) => {
  refusePast(input.until)
  await noteStore(transaction, () => transaction.query('select pause_shop($1, $2, $3)', [true, input.until ?? null, input.reason ?? null]))
  return { paused: input }
})
