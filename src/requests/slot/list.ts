import * as contract from '../../contract/index.ts'
import { slotsOn } from '../../orders/slots.ts'
import { forCaller } from '../kinds/handler.ts'

/** Answered from the node's copy of the shop. */
export const slotList = forCaller(contract.slotList, async ({ input, menu }) => ({ slots: slotsOn(await menu.shop(), input) }))
