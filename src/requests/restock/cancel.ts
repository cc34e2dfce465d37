import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { changeStock } from '../stock/once.ts'

/** Cancels the rest of a request to the store. */
export const restockCancel = forCaller(contract.restockCancel, ({ input, database, caller: { accountId } }) =>
  changeStock(database, { request: contract.restockCancel, input, accountId, name: 'cancel_restock_once', args: [input.restockId] }),
)
