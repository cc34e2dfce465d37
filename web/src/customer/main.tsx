import { effect } from '@preact/signals'
import { render } from 'preact'
import { go } from '../ui/route.ts'
import { App } from './app.tsx'
import { followAccount, forgetAccount } from './state/account.ts'
import { followInbox } from './state/inbox.ts'
import { followMenu, followRecommendations } from './state/menu.ts'
import { followOrders } from './state/orders.ts'
import { forgetPlacing, resumePlacing } from './state/placing.ts'
import { startSession, token } from './state/session.ts'

startSession(
  (client) => {
    followAccount(client)
    followOrders(client)
    followInbox(client)
    followMenu(client)
    followRecommendations(client)
    resumePlacing(client, ({ id }) => go(`order/${id}`))
  },
  (client) => {
    forgetAccount()
    followMenu(client)
  },
)
effect(() => {
  if (token.value === undefined) forgetPlacing()
})

const place = document.querySelector('#app')
if (place) render(<App />, place)
