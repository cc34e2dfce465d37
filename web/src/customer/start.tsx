import { render } from 'preact'
import { startLanguage, t } from '../language/language.ts'
import { loadPageTexts } from '../language/page-language.ts'
import type { Spoken } from '../language/texts.ts'
import { announce } from '../ui/announce.tsx'
import { whenAtRest } from '../ui/later.ts'
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

/** The texts of refusals are not among those of the first view. */
const sayWhy = async (error: unknown) => {
  const [{ explain }] = await Promise.all([import('../language/failure.ts'), loadPageTexts()])
  announce(explain(error))
}

/** Also registers the service worker. */
const loadPush = () => import('./state/push.ts')

const beginSession = () =>
  startSession(
    (client) => {
      followAccount(client)
      followOrders(client)
      followInbox(client)
      followMenu(client)
      followShop(client)
      followRecommendations(client)
      whenAtRest(
        () =>
          void loadPush().then(
            ({ followPush }) => followPush(client),
            () => undefined,
          ),
      )
      resumeChanges(client, {
        onOrder: ({ id }) => go(`order/${id}`),
        onRefusal: ({ event }, error) => (event === 'order:place' ? go('basket') : sayWhy(error).catch(() => announce(t().failed))),
      })
    },
    (client) => {
      clearAccount()
      clearCheckout()
      forgetIntents()
      followMenu(client)
      followShop(client)
      whenAtRest(
        () =>
          void loadPush().then(
            ({ leavePush }) => leavePush(),
            () => undefined,
          ),
      )
    },
  )

/** Connects, and draws the page. */
export const start = (first: Spoken): void => {
  startLanguage(first)
  beginSession()
  const place = document.querySelector('#app')
  if (place) render(<App />, place)
}
