import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { noteStore } from './note-store.ts'

export const shopResume = forCallerInTransaction(contract.shopResume, async ({ transaction }) => {
  await noteStore(transaction, () => transaction.query('select pause_shop($1, $2, $3)', [false, null, null]))
  return {}
})
