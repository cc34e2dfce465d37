import { render } from 'preact'
import { t } from '../language/language.ts'
import { announce } from '../ui/announce.tsx'
import { App } from './app.tsx'
import { followDishes } from './state/dishes.ts'
import { followQueue } from './state/queue.ts'
import { startSession } from './state/session.ts'

followDishes()
startSession((client) => {
  followQueue(client)
  client.on('stock:low', ({ ingredient }) => announce(t().staff.stockLow(ingredient.name)))
  client.on('rating:low', ({ rating, comment }) => announce(t().staff.lowRating(rating, comment ?? '–')))
})

const place = document.querySelector('#app')
if (place) render(<App />, place)
