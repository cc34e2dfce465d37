import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const pushKey = forCaller(contract.pushKey, async ({ push }) => (push.key === undefined ? {} : { key: push.key }))
