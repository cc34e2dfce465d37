import { render } from 'preact'
import { listed } from '../language/isolate.ts'
import { speakToStaff, startLanguage, t } from '../language/staff-language.ts'
import { preferredLocale } from '../language/texts.ts'
import { announce } from '../ui/announce.tsx'
import { followNotifications } from '../ui/notified.ts'
import { App } from './app.tsx'
import { followBrand } from './state/brand.ts'
import { followDishes } from './state/dishes.ts'
import { holdWhenChanged, watchTouches } from './state/hold.ts'
import { callOut } from './state/loud.ts'
import { acknowledge, compare, watchLateness } from './state/news.ts'
import { keepPlaces } from './state/places.ts'
import { push, pushRequests } from './state/push.ts'
import { followQueue, onStored, orders } from './state/queue.ts'
import { startSession } from './state/session.ts'
import { followSharing } from './state/sharing.ts'
import { isOwn } from './state/steps.ts'
import { keepTicks } from './state/ticks.ts'
import { keepAwake } from './state/wake-lock.ts'

followNotifications()
startLanguage(await speakToStaff(preferredLocale()), speakToStaff)
followDishes()
followBrand()
startSession((client) => {
  client.on('stock:low', ({ ingredient }) => announce(t().staff.stockLow(ingredient.name)))
  client.on('order:short', ({ orderId, ingredients, arrives }) => {
    const names = listed(ingredients.map(({ name }) => name))
    announce(t().staff.orderShort(orders.peek().get(orderId)?.number, names, arrives))
  })
  client.on('rating:low', ({ rating, comment }) => announce(t().staff.lowRating(rating, comment ?? '–')))
  void push.follow(pushRequests(client)).catch(() => undefined)
  const stop = followQueue(client)
  return () => {
    void push.forget().catch(() => undefined)
    stop()
    acknowledge()
  }
})
onStored((order, before) => {
  holdWhenChanged(order, before)
  compare(order, before, isOwn(order.id))
})
followSharing(() => announce(t().staff.noPosition))
watchTouches()
watchLateness()
callOut()
keepAwake()
keepPlaces()
keepTicks()
push.start()

const place = document.querySelector('#app')
if (place) render(<App />, place)
