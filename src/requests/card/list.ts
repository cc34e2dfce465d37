import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const cardList = forCaller(contract.cardList, async ({ payments, caller }) => ({
  cards: await payments.cards.list(caller.accountId),
}))
