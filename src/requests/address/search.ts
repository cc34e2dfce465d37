import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

/** The words of the customer go to the service of GEOCODER_URL, and nothing else of theirs. */
export const addressSearch = forCaller(contract.addressSearch, async ({ input, menu, geocoder, customers, caller, client }) => {
  const { store } = await menu.shop()
  const language = await customers.localeOf(caller.accountId)
  const { accountId } = caller
  return { places: await geocoder.search({ text: input.text, language, near: store.location, accountId, isGone: client.isGone }) }
})
