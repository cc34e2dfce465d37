import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const cardOpenForm = forCaller(contract.cardOpenForm, ({ input, payments, caller }) =>
  payments.cards.openForm(caller.accountId, input.orderId),
)
