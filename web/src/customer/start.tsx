import { render } from 'preact'
import { explain } from '../language/failure.ts'
import { startLanguage } from '../language/language.ts'
import type { Spoken } from '../language/texts.ts'
import { announce } from '../ui/announce.tsx'
import { go } from '../ui/route.ts'
import { App } from './app.tsx'
import { clearAccount, followAccount } from './state/account.ts'
import { resumeChanges } from './state/changes.ts'
import { clearCheckout } from './state/checkout.ts'
import { followInbox } from './state/inbox.ts'
import { forgetIntents } from './state/intents.ts'
import { followMenu, followRecommendations } from './state/menu.ts'
import { followOrders } from './state/orders.ts'
import { startSession } from './state/session.ts'
import { followShop } from './state/shop.ts'

const beginSession = () =>
  startSession(
    (client) => {
      followAccount(client)
      followOrders(client)
      followInbox(client)
      followMenu(client)
      followShop(client)
      followRecommendations(client)
      resumeChanges(client, {
        onOrder: ({ id }) => go(`order/${id}`),
        onRefusal: ({ event }, error) => (event === 'order:place' ? go('basket') : announce(explain(error))),
      })
    },
    (client) => {
      clearAccount()
      clearCheckout()
      forgetIntents()
      followMenu(client)
      followShop(client)
    },
  )

/** Connects, and draws the page. */
export const start = (first: Spoken): void => {
  startLanguage(first)
  beginSession()
  const place = document.querySelector('#app')
  if (place) render(<App />, place)
}
