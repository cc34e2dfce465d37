import * as contract from '../../contract/index.ts'
import { saveSettings } from '../../shop/edit/edit.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const shopSave = forCallerInTransaction(contract.shopSave, ({ input, transaction }) => saveSettings(transaction, input))
