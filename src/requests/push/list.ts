import * as contract from '../../contract/index.ts'
import { listSubscriptions } from '../../push/subscriptions.ts'
import { forCaller } from '../kinds/handler.ts'

export const pushList = forCaller(contract.pushList, ({ database, caller }) => listSubscriptions(database, caller))
