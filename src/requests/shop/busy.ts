import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { refusePast } from './in-future.ts'
import { noteStore } from './note-store.ts'

export const shopBusy = forCallerInTransaction(contract.shopBusy, async ({ input, transaction }) => {
  if (input.extraMinutes > 0) refusePast(input.until)
  const [made] = await noteStore(transaction, () =>
    transaction.query<{ busy: boolean }>('select make_busy($1, $2) as busy', [input.extraMinutes, input.until]),
  )
  return made?.busy ? { busy: input } : {}
})
