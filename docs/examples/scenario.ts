/** The scenario of the reference: it makes every request of the contract and receives every push. */
import { randomUUID } from 'node:crypto'
import type { Order, ShopEntry } from '../../src/contract/index.ts'
import { codeOf } from '../../test/support/authenticator.ts'
import { localTime } from '../../test/support/calendar.ts'
import { referenceOf } from '../../test/support/sandbox.ts'
import type { Actor, Stage } from './stage.ts'

const password = 'a soup on a rainy day'
const delivery = {
  address: 'Hlavná 1, Bratislava',
  location: { lat: 48.1449, lng: 17.1127 },
  contactName: 'Nora',
  phone: '+421 900 123 456',
}
const requestId = randomUUID
/** A day at the shop. */
const dayOf = (instant: number) => localTime(instant, 'Europe/Bratislava').date

type Customer = Actor<'/'>
type Colleague = Actor<'/staff'>
type Staff = Record<'warehouse' | 'kitchen' | 'courier' | 'manager', Colleague>

const signUp = async (stage: Stage) => {
  const guest = await stage.enter('guest', '/guest')
  const { token } = await guest.request('account:sign_up', {
    login: 'nora',
    email: 'nora@example.com',
    password,
    name: 'Nora Nováková',
    phone: '+421 900 123 456',
    timeZone: 'Europe/Bratislava',
  })
  await guest.refused('account:sign_up', { login: 'nora', email: 'nora@example.org', password, name: 'Another Nora' })
  const telephone = await guest.request('account:sign_in', { login: 'nora', password })
  await guest.refused('account:sign_in', { login: 'nora', password: 'a guess' })
  await guest.request('account:verify_email', { token: await stage.getMail('Nora gets the token that verifies her address') })
  await guest.refused('account:verify_email', { token: 'a guess' })
  await guest.request('shop:get', {})
  const { products } = await guest.request('menu:list', { search: 'soup', diets: ['vegetarian'], limit: 2 })
  const [soup] = products
  if (!soup) throw new Error('there is no soup')
  await guest.request('menu:get', { productId: soup.id })
  return { guest, soup, token, telephone: telephone.token }
}

const settings = async (nora: Customer) => {
  await nora.request('shop:get', {})
  await nora.request('account:get', {})
  await nora.request('account:update', {
    addresses: [
      { label: 'home', address: delivery.address, location: delivery.location },
      { label: 'work', address: 'Mlynské nivy 5, Bratislava' },
    ],
    preferredPaymentMethod: 'cash',
    dietaryRestrictions: ['peanuts'],
    notificationPreferences: { promotions: true },
    locale: 'en',
  })
  await nora.refused('account:update', { nickname: 'N' })
  await nora
    .showing('Another e-mail address, which counts once it is verified')
    .request('account:update', { email: 'nora@example.net', password })
  await nora.request('account:request_email_verification', {})
  await nora.request('address:search', { text: 'Hlavná 1' })
}

const hasStatus = (status: Order['status']) => (push: { data: { order: { status: string } } }) => push.data.order.status === status
const queued = (status: Order['status']) => (push: { order: { status: string } }) => push.order.status === status

const order = async (nora: Customer, soup: { id: string }) => {
  await nora.request('menu:get', { productId: soup.id })
  await nora.request('slot:list', { date: dayOf(Date.now() + 24 * 3_600_000), location: delivery.location })
  const items = [{ productId: soup.id, quantity: 2, note: 'Very hot, please.' }]
  const { total: expectedTotal } = await nora
    .showing('Two soups to an address')
    .request('order:quote', { items, delivery, paymentMethod: 'cash' })
  const placed = await nora.showing('Cash at the door').request('order:place', {
    requestId: requestId(),
    items,
    delivery,
    paymentMethod: 'cash',
    note: 'The bell is broken.',
    expectedTotal,
  })
  await nora.pushed('order:status_changed', hasStatus('placed'))
  await nora.request('order:get', { orderId: placed.order.id })
  await nora.request('order:pending', {})
  await nora.request('payment:get', { orderId: placed.order.id })
  await nora.request('account:read_order_messages', { orderId: placed.order.id })
  return placed.order
}

const deliver = async (stage: Stage, nora: Customer, { warehouse, kitchen, courier }: Staff, { id: orderId, total }: Order) => {
  const step = { orderId }
  const { url } = await nora.request('order:share', { requestId: requestId(), ...step })
  const token = url.split('/').at(-1)
  const friend = await stage.enter('friend', '/track', { token })
  await friend.pushed('order:tracked')
  await warehouse.pushed('queue:changed', queued('placed'))
  await warehouse.request('queue:list', {})
  await courier.refused('order:advance', { requestId: requestId(), ...step, to: 'delivered' })
  await warehouse.showing('The warehouse starts to pick').request('order:advance', { requestId: requestId(), ...step, to: 'confirmed' })
  await warehouse.request('order:undo', { requestId: requestId(), ...step })
  await warehouse.refused('order:undo', { requestId: requestId(), ...step })
  await warehouse.request('order:advance', { requestId: requestId(), ...step, to: 'confirmed' })
  await nora.pushed('order:status_changed', hasStatus('confirmed'))
  await nora.pushed('notification:created')
  await kitchen.request('order:get', step)
  await kitchen
    .showing('The kitchen starts to cook, with a note for the staff')
    .request('order:advance', { requestId: requestId(), ...step, to: 'in_preparation', note: 'The soup pot is being washed.' })
  await kitchen.showing('Ten minutes more').request('order:delay', { requestId: requestId(), ...step, minutes: 10 })
  await nora.pushed('order:eta_changed', ({ data: { cause } }) => cause === 'kitchen')
  await courier.request('order:assign', { requestId: requestId(), ...step })
  await kitchen.request('order:advance', { requestId: requestId(), ...step, to: 'ready_for_pickup' })
  await kitchen.refused('order:delay', { requestId: requestId(), ...step, minutes: 10 })
  await nora.pushed('order:eta_changed', ({ data: { cause } }) => cause === 'pickup')
  await courier.request('order:advance', { requestId: requestId(), ...step, to: 'in_transit' })
  await courier.request('courier:locate', {
    location: { lat: 48.1445, lng: 17.1109 },
    heading: 65,
    speed: 4.2,
  })
  await nora.pushed('courier:location_changed')
  await friend.pushed('order:status_changed', ({ status }) => status === 'in_transit')
  await friend.pushed('order:eta_changed')
  await friend.pushed('courier:location_changed')
  await nora.request('order:unshare', { requestId: requestId(), ...step })
  await friend.pushed('session:ended')
  await stage.turnedAway('friend', '/track', { token })
  await courier.request('courier:set_phone', { phone: '+421 900 654 321' })
  await courier.showing('No answer at the door').request('order:wait_at_door', { requestId: requestId(), ...step })
  await courier.refused('payment:collect', { requestId: requestId(), ...step, amount: { amount: 100, currency: 'EUR' } })
  await courier.request('payment:collect', { requestId: requestId(), ...step, amount: total })
  await nora.pushed('payment:status_changed')
  await courier.showing('The courier hands the order over').request('order:advance', { requestId: requestId(), ...step, to: 'delivered' })
  await nora.pushed('order:status_changed', hasStatus('delivered'))
}

/** The kitchen is out of something. */
const substitute = async (nora: Customer, { warehouse, kitchen }: Staff, soup: { id: string }) => {
  const { products } = await nora.request('menu:list', { search: 'lemonade', limit: 1 })
  const { products: desserts } = await nora.request('menu:list', { search: 'tiramisu', limit: 1 })
  const [drink, dessert] = [products[0]?.id ?? '', desserts[0]?.id ?? '']
  const items = [soup.id, drink].map((productId) => ({ productId, quantity: 2 }))
  const { order } = await nora.request('order:place', { requestId: requestId(), items, delivery, paymentMethod: 'cash' })
  const about = { orderId: order.id, reason: 'We are sorry: the last lemons are gone.' }
  await warehouse.request('order:advance', { requestId: requestId(), orderId: order.id, to: 'confirmed' })
  await kitchen
    .showing('One portion is taken out')
    .request('order:amend', { requestId: requestId(), ...about, lines: [{ line: 0, quantity: 1 }] })
  await kitchen.showing('Something else is offered').request('order:amend', {
    requestId: requestId(),
    ...about,
    lines: [{ line: 1, quantity: 2, substitute: { productId: dessert, quantity: 2 } }],
  })
  await nora.pushed('notification:created', ({ data: { notification } }) => notification.title.includes('out of'))
  await nora.request('order:answer_substitution', { requestId: requestId(), orderId: order.id, accept: true })
  await nora.refused('order:answer_substitution', { requestId: requestId(), orderId: order.id, accept: false })
  const all = order.items.map(({ line }) => ({ line, quantity: 1 }))
  await kitchen.refused('order:amend', { requestId: requestId(), ...about, lines: all })
  await kitchen
    .showing('The kitchen gives the order up')
    .request('order:advance', { requestId: requestId(), orderId: order.id, to: 'rejected', reason: 'Our oven has broken down.' })
}

const afterwards = async (nora: Customer, manager: Colleague, { id: orderId }: Order) => {
  await nora.request('order:rate', { requestId: requestId(), orderId, rating: 2, courierRating: 5, comment: 'It was cold.' })
  await manager.pushed('rating:low')
  await manager.request('rating:list', { below: 3 })
  await manager.request('shop:statistics', { timeZone: 'Europe/Bratislava' })
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString())
  await manager.request('promise:report', { from: from ?? '', to: to ?? '' })
  await manager.request('order:get', { orderId })
  await manager.request('order:explain', { orderId })
  await nora.refused('order:cancel', { requestId: requestId(), orderId, reason: 'too_slow' })
  const { favorites } = await nora.request('favorite:save', { requestId: requestId(), name: 'Rainy day', orderId })
  await nora.pushed('account:changed', ({ data: { changed } }) => changed.includes('favorites'))
  await nora.request('favorite:list', {})
  const { order: again } = await nora.request('order:reorder', { requestId: requestId(), favoriteId: favorites[0]?.id ?? '' })
  await nora
    .showing('An order that is not paid yet')
    .request('order:cancel', { requestId: requestId(), orderId: again.id, reason: 'changed_my_mind' })
  await nora.request('favorite:remove', { requestId: requestId(), favoriteId: favorites[0]?.id ?? '' })
  await nora.request('order:list', { status: ['delivered'], limit: 10 })
  await nora.request('order:statistics', { bucket: 'day' })
  await nora.request('order:report', { format: 'pdf', orderId })
  await nora.request('recommendation:list', { limit: 1 })
  const { notifications } = await nora.request('notification:list', { unreadOnly: true, limit: 2 })
  await nora.request('notification:read', { ids: notifications.map(({ id }) => id) })
  await nora.pushed('notification:read')
  await nora.request('feed:replay', { after: 2, limit: 2 })
}

/** A browser subscribes and ends its subscription; nothing happens meanwhile that it would be sent. */
const beNotified = async (nora: Customer, manager: Colleague) => {
  const keys = {
    p256dh: 'BKDuBZEK-9gx7Thg1-ttBHqSpKIozT8_uEiEV9yEYCMwNltUt8qnTFUE72v7CJcU56l17gFqiUdvriUzVplk444',
    auth: 'MYOYHSuNySMespbHYr3B8Q',
  }
  await nora.request('push:key', {})
  await nora.request('push:subscribe', { endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB-nora', keys })
  await nora.refused('push:subscribe', { endpoint: 'https://example.com/push', keys })
  await nora.request('push:list', {})
  await nora.request('push:unsubscribe', {})
  await manager.request('push:key', {})
  await manager.request('push:subscribe', { endpoint: 'https://fcm.googleapis.com/fcm/send/board:APA91b', keys })
  await manager.request('push:list', {})
  await manager.request('push:unsubscribe', {})
}

const choose = async (nora: Customer) => {
  const { products } = await nora.request('menu:list', { search: 'prosciutto', limit: 1 })
  const [pizza] = products
  const [large, extra] = pizza?.options.flatMap(({ choices }) => choices.slice(0, 1)) ?? []
  if (!pizza || !large || !extra) throw new Error('there is no pizza with options')
  const content = (choices: string[]) => ({
    items: [{ productId: pizza.id, quantity: 1, choices }],
    delivery,
    paymentMethod: 'cash' as const,
  })
  await nora.request('order:quote', content([large.id, extra.id]))
  await nora.refused('order:quote', content([requestId()]))
}

/** A client that shows a card form asks for what belongs to it. */
const keepCard = async (nora: Customer, { id: orderId }: Order) => {
  await nora.request('card:open_form', { orderId })
  await nora.showing('The customer has ticked "remember this card"').request('card:remember', { orderId, remember: true })
  await nora.request('card:list', {})
  await nora.request('card:forget', { requestId: requestId() })
  await nora.refused('card:remember', { orderId: requestId(), remember: true })
}

const pay = async (stage: Stage, nora: Customer, soup: { id: string }) => {
  const items = [{ productId: soup.id, quantity: 1 }]
  const placed = await nora
    .showing('A QR code, paid in advance')
    .request('order:place', { requestId: requestId(), items, delivery, paymentMethod: 'qr' })
  const retried = await nora.request('payment:retry', { requestId: requestId(), orderId: placed.order.id, method: 'card' })
  await keepCard(nora, retried.order)
  await stage.pay('nora', referenceOf(retried.order))
  await nora.pushed('payment:status_changed', ({ data }) => data.method === 'card' && data.status === 'succeeded')
  await nora.refused('payment:retry', { requestId: requestId(), orderId: placed.order.id, method: 'cash' })
  await nora
    .showing('A paid order: the money is refunded')
    .request('order:cancel', { requestId: requestId(), orderId: placed.order.id, reason: 'ordered_by_mistake' })
  return placed.order
}

/** A manager gives a part of the price back. */
const refund = async (nora: Customer, manager: Colleague, { id: orderId, total }: Order) => {
  const line = { line: 0, quantity: 1 }
  const asked = { orderId, reason: 'The soup was cold. We are sorry.' }
  await manager.showing('A portion is refunded').request('order:refund', { requestId: requestId(), ...asked, lines: [line] })
  await nora.pushed('order:adjusted')
  await manager.refused('order:refund', { requestId: requestId(), ...asked, amount: total })
  await nora.showing('A credit note').request('order:report', { format: 'pdf', orderId, adjustment: 1 })
}

/** What only a person can settle. */
const settleMoney = async (stage: Stage, nora: Customer, manager: Colleague, { id: orderId }: Order) => {
  await nora.pushed('payment:status_changed', ({ data }) => data.orderId === orderId && data.status === 'refunded')
  await stage.happen('the refund comes back', orderId)
  const { refundId } = await manager.pushed('refund:failed')
  await manager.request('refund:list', { unsettled: true })
  await manager.request('refund:settle', { requestId: requestId(), refundId })
  await manager.refused('refund:settle', { requestId: requestId(), refundId })
  await stage.happen('the customer disputes the payment', orderId)
  await manager.pushed('payment:disputed')
  await manager.request('dispute:list', {})
  await manager.request('payment:unmatched', {})
  const today = dayOf(Date.now())
  await manager.request('message:failing', {})
  await manager.request('books:report', { from: today, to: today, format: 'csv' })
}

/** A courier ends the shift with one order not picked up and one on the road, which the manager brings; the cash is handed over. */
const endShift = async (nora: Customer, staff: Staff, soup: { id: string }) => {
  const { warehouse, kitchen, courier, manager } = staff
  const items = [{ productId: soup.id, quantity: 1 }]
  const cook = async () => {
    const { order: placed } = await nora.request('order:place', { requestId: requestId(), items, delivery, paymentMethod: 'cash' })
    const step = { orderId: placed.id }
    await warehouse.request('order:advance', { requestId: requestId(), ...step, to: 'confirmed' })
    await kitchen.request('order:advance', { requestId: requestId(), ...step, to: 'in_preparation' })
    await kitchen.request('order:advance', { requestId: requestId(), ...step, to: 'ready_for_pickup' })
    return placed
  }
  const { courier: me } = await courier.request('courier:start_shift', { requestId: requestId() })
  const [out, waiting] = [await cook(), await cook()]
  await courier.request('order:assign', { requestId: requestId(), orderId: waiting.id })
  await courier.request('order:unassign', { requestId: requestId(), orderId: waiting.id })
  await manager
    .showing('The manager gives the order to a courier')
    .request('order:assign', { requestId: requestId(), orderId: waiting.id, courierId: me.id })
  await courier.request('order:advance', { requestId: requestId(), orderId: out.id, to: 'in_transit' })
  await courier.request('courier:end_shift', { requestId: requestId() })
  await courier.pushed('session:ended')
  await manager.refused('courier:end_shift', { requestId: requestId(), courierId: me.id })
  await manager.pushed('order:stranded')
  await manager.pushed('courier:changed')
  await manager.showing('The manager brings the order').request('order:unassign', { requestId: requestId(), orderId: out.id })
  await manager.request('payment:collect', { requestId: requestId(), orderId: out.id, amount: out.total })
  await manager.request('order:advance', { requestId: requestId(), orderId: out.id, to: 'delivered' })
  await manager.request('order:advance', { requestId: requestId(), orderId: waiting.id, to: 'in_transit' })
  await manager.request('order:advance', {
    requestId: requestId(),
    orderId: waiting.id,
    to: 'returned',
    reason: 'We could not find the address.',
  })
  const { couriers } = await manager.request('courier:list', {})
  const cash = couriers.find(({ id }) => id === me.id)?.cash ?? out.total
  const handover = { accountId: me.id, amount: { ...cash, amount: cash.amount + 500 } }
  await manager.refused('cash:hand_over', { requestId: requestId(), ...handover })
  await manager.request('cash:hand_over', { requestId: requestId(), accountId: me.id, amount: cash })
  await manager.request('cash:report', { from: inDays(-1), to: inDays(1), by: 'shift' })
}

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString()

/** Orders that wait too long, or for too much. */
const forget = async (stage: Stage, nora: Customer, manager: Colleague, soup: { id: string }) => {
  const place = async (at?: string) => {
    const items = [{ productId: soup.id, quantity: 1 }]
    const content = { items, delivery: { ...delivery, ...(at !== undefined && { at }) }, paymentMethod: 'cash' as const }
    return (await nora.request('order:place', { requestId: requestId(), ...content })).order.id
  }
  const forgotten = await place()
  await stage.happen('nobody confirms the order for six minutes', forgotten)
  await manager.pushed('order:overdue')
  await nora.request('order:cancel', { requestId: requestId(), orderId: forgotten, reason: 'too_slow' })
  const ahead = await place(inDays(3))
  await stage.happen('the day of the order comes, and an ingredient is short', ahead)
  await manager.pushed('order:short')
  await manager.request('order:advance', { requestId: requestId(), orderId: ahead, to: 'rejected' })
}

const save = async (nora: Customer, soup: { id: string }) => {
  const items = [{ productId: soup.id, quantity: 8 }]
  const content = { items, delivery, paymentMethod: 'cash' as const, tip: { amount: 200, currency: 'EUR' } }
  const first = { requestId: requestId(), ...content, promotionCode: 'VITAJTE' }
  await nora.showing('This code is for a first order').refused('order:place', first)
  const { total: expectedTotal } = await nora
    .showing('A promotion code and a tip')
    .request('order:quote', { ...content, promotionCode: 'obed5' })
  const { order } = await nora.request('order:place', { requestId: requestId(), ...content, promotionCode: 'OBED5', expectedTotal })
  await nora.request('order:cancel', { requestId: requestId(), orderId: order.id, reason: 'other' })
}

/** An order for tomorrow, which the warehouse wants to pick today. */
const orderAhead = async (nora: Customer, warehouse: Colleague, soup: { id: string }) => {
  const at = new Date(Date.now() + 24 * 3_600_000).toISOString()
  const { order: ahead } = await nora.showing('An order for tomorrow').request('order:place', {
    requestId: requestId(),
    items: [{ productId: soup.id, quantity: 1 }],
    delivery: { ...delivery, at },
    paymentMethod: 'cash',
  })
  await warehouse.showing('The orders that wait for their time').request('queue:list', { scheduled: true })
  await warehouse.refused('order:advance', { requestId: requestId(), orderId: ahead.id, to: 'confirmed' })
  await nora.request('order:cancel', { requestId: requestId(), orderId: ahead.id, reason: 'changed_my_mind' })
}

/** Too little is counted of an ingredient that orders need: the store is asked, until it turns out that the count was wrong. */
const restock = async (warehouse: Colleague) => {
  const { stock } = await warehouse.request('stock:list', { limit: 100 })
  const needed = stock.find(({ reserved, restockMinutes }) => reserved > 0 && restockMinutes !== undefined)
  if (!needed) throw new Error('no order needs what the store has')
  const { id: ingredientId } = needed.ingredient
  await warehouse.request('stock:adjust', { requestId: requestId(), ingredientId, onHand: 0, reason: 'count' })
  const { restocks } = await warehouse.request('restock:list', {})
  const restockId = restocks.find(({ ingredient: { id } }) => id === ingredientId)?.id ?? ''
  await warehouse.request('stock:adjust', { requestId: requestId(), ingredientId, onHand: needed.onHand, reason: 'correction' })
  await warehouse.request('restock:cancel', { requestId: requestId(), restockId })
  await warehouse.refused('restock:cancel', { requestId: requestId(), restockId })
}

const soldOutChoice = async (nora: Customer, kitchen: Actor<'/staff'>) => {
  const { products } = await nora.request('menu:list', { search: 'espresso', limit: 1 })
  const [espresso] = products
  const choice = espresso?.options[0]?.choices[0]
  if (!espresso || !choice) throw new Error('the espresso has no choice')
  const { id: productId } = espresso
  await kitchen.showing('One choice is sold out').request('menu:set_availability', { productId, choiceId: choice.id, available: false })
  await nora.refused('order:place', {
    requestId: requestId(),
    items: [{ productId, quantity: 1, choices: [choice.id] }],
    delivery,
    paymentMethod: 'cash',
  })
  await kitchen.request('menu:set_availability', { productId, choiceId: choice.id, available: true })
}

const shortages = async (guest: Actor<'/guest'>, nora: Customer, { warehouse, kitchen, manager }: Staff) => {
  const { products } = await nora.request('menu:list', { search: 'duck leg', limit: 1 })
  const [duck] = products
  if (!duck) throw new Error('there is no duck')
  await kitchen.showing('A dish is sold out').request('menu:set_availability', { productId: duck.id, available: false })
  await guest.pushed('menu:availability_changed')
  await nora.refused('order:place', {
    requestId: requestId(),
    items: [{ productId: duck.id, quantity: 1 }],
    delivery,
    paymentMethod: 'cash',
  })
  await kitchen.showing('It is available again').request('menu:set_availability', { productId: duck.id, available: true })
  await nora.pushed('menu:availability_changed', ({ available }) => available)
  await soldOutChoice(nora, kitchen)
  await nora.refused('order:place', {
    requestId: requestId(),
    items: [{ productId: duck.id, quantity: 50 }],
    delivery,
    paymentMethod: 'cash',
  })
  await nora.showing('More than is in the warehouse: the store delivers the rest').request('order:place', {
    requestId: requestId(),
    items: [{ productId: duck.id, quantity: 23 }],
    delivery,
    paymentMethod: 'cash',
  })
  const { ingredient } = await warehouse.pushed('stock:low')
  await warehouse.request('stock:receive', { requestId: requestId(), ingredientId: ingredient.id, quantity: 40 })
  await warehouse.request('stock:list', { search: 'duck' })
  await warehouse.request('pick:list', {})
  const { id: ingredientId } = ingredient
  await warehouse.request('stock:adjust', { requestId: requestId(), ingredientId, onHand: 38, reason: 'waste', note: 'Two fell down.' })
  await restock(warehouse)
  await manager.request('notification:broadcast', {
    requestId: requestId(),
    title: 'The last ducks',
    body: 'Until Sunday only.',
    audience: { diets: ['vegan'] },
  })
}

const firstOf = ({ entries: [first] }: { entries: ShopEntry[] }): ShopEntry => {
  if (!first) throw new Error('the shop has no such entries')
  return first
}

const changeMenu = async (guest: Actor<'/guest'>, nora: Customer, { kitchen, manager }: Staff) => {
  const menu = [guest.pushed('menu:changed'), nora.pushed('menu:changed'), kitchen.pushed('menu:changed')]
  const { entry, etag } = firstOf(await manager.request('shop:export', { section: 'products', limit: 1 }))
  const wrong = { ...entry, price: '8.505', prepMinutes: -1 }
  await manager.showing('Every field at fault').refused('product:save', { requestId: requestId(), entry: wrong, etag })
  await manager.request('product:save', { requestId: requestId(), entry: { ...entry, price: '8.90' }, etag })
  const late = { requestId: requestId(), entry: { ...entry, price: '9.10' }, etag }
  await manager.showing('Another manager changed it first').refused('product:save', late)
  await Promise.all(menu)
  const settings = [guest.pushed('shop:changed'), nora.pushed('shop:changed'), kitchen.pushed('shop:changed')]
  const shop = firstOf(await manager.request('shop:export', { section: 'shop' }))
  // as many diets as an example shows: so playing it again changes the same
  const renamed = { ...shop.entry, name: 'The long kitchen', diets: ['vegetarian', 'vegan', 'pescatarian'] }
  await manager.request('shop:save', { requestId: requestId(), entry: renamed, etag: shop.etag })
  await Promise.all(settings)
}

const addDish = async (manager: Colleague) => {
  const save = <Entry extends { code: string }>(entry: Entry) => ({ requestId: requestId(), entry })
  await manager.request('category:save', save({ code: 'specials', name: { en: 'Specials', sk: 'Špeciality' } }))
  await manager.request('category:move', { requestId: requestId(), code: 'specials', before: 'soups' })
  await manager.request('ingredient:save', save({ code: 'truffle', name: { en: 'truffle', sk: 'hľuzovka' }, unit: 'g' }))
  const dish = {
    code: 'truffle-soup',
    category: 'specials',
    name: 'Truffle soup',
    price: '14.50',
    prepMinutes: 12,
    recipe: { truffle: 10 },
  }
  await manager.request('product:save', save(dish))
  await manager.request('promotion:save', save({ code: 'truffles', promotionCode: 'TRUFFLE', name: 'Truffle week', percent: 10 }))
  await manager.request('product:move', { requestId: requestId(), code: 'espresso', before: 'cappuccino' })
  await manager.showing('A dish needs it').refused('category:retire', { requestId: requestId(), code: 'specials' })
  await manager.request('promotion:retire', { requestId: requestId(), code: 'truffles' })
  await manager.request('product:retire', { requestId: requestId(), code: 'truffle-soup' })
  await manager.request('ingredient:retire', { requestId: requestId(), code: 'truffle' })
  await manager.request('category:retire', { requestId: requestId(), code: 'specials' })
}

const pause = async (nora: Customer, manager: Colleague, soup: { id: string }) => {
  const content = { items: [{ productId: soup.id, quantity: 1 }], delivery, paymentMethod: 'cash' as const }
  await manager.request('shop:pause', { reason: 'The oven is broken.' })
  // the node's copy of the shop knows of the pause now
  await nora.refused('order:place', { requestId: requestId(), ...content })
  await manager.request('shop:get', {})
  await manager.request('shop:resume', {})
  await manager.request('shop:busy', { extraMinutes: 15, until: new Date(Date.now() + 3_600_000).toISOString() })
  await manager.request('shop:busy', { extraMinutes: 0, until: new Date().toISOString() })
}

const block = async (nora: Customer, manager: Colleague, soup: { id: string }) => {
  const content = { items: [{ productId: soup.id, quantity: 1 }], delivery, paymentMethod: 'cash' as const }
  const { customers } = await manager.request('customer:find', { text: 'Nora' })
  const accountId = customers[0]?.id ?? ''
  await manager.request('customer:block', { requestId: requestId(), accountId, reason: 'Did not open the door three times.' })
  await nora.showing('An obstacle: the customer is blocked').request('order:quote', content)
  await nora.refused('order:place', { requestId: requestId(), ...content })
  await manager.request('customer:unblock', { requestId: requestId(), accountId })
  await manager.request('audit:list', { limit: 3 })
  await manager.showing('As a file').request('audit:list', { format: 'csv', limit: 1 })
}

const manageStaff = async (stage: Stage, guest: Actor<'/guest'>, manager: Colleague) => {
  const sam = { login: 'sam', role: 'kitchen' as const, name: 'Sam Novák', password }
  const { staff } = await manager.request('staff:create', { requestId: requestId(), ...sam })
  const about = { staffId: staff.id }
  await manager.request('staff:update', { requestId: requestId(), ...about, role: 'warehouse', locale: 'sk' })
  const first = await guest.showing('A member of the staff').request('account:sign_in', { login: 'sam', password })
  const atWork = await stage.enter('sam', '/staff', { token: first.token })
  await atWork.request('staff:get', {})
  await atWork.request('staff:set_locale', { locale: 'en' })
  await atWork.request('staff:change_password', { current: password, next: 'another soup, a rainy day' })
  const { secret } = await atWork.request('staff:enrol_second_factor', { password: 'another soup, a rainy day' })
  await atWork.refused('staff:confirm_second_factor', { code: '123456' })
  await atWork.request('staff:confirm_second_factor', { code: codeOf(secret) })
  const again = { login: 'sam', password: 'another soup, a rainy day' }
  await guest.showing('Without the code of the second factor').refused('account:sign_in', again)
  await guest.showing('With the code of the second factor').request('account:sign_in', { ...again, code: codeOf(secret, 1) })
  const { sessions } = await manager.request('staff:sessions', about)
  await manager.request('staff:end_sessions', { requestId: requestId(), ...about, sessionId: sessions[0]?.id ?? '' })
  await manager.request('staff:disable', { requestId: requestId(), ...about })
  await atWork.pushed('session:ended')
  await manager.request('staff:enable', { requestId: requestId(), ...about })
  await manager.request('staff:list', {})
}

const leave = async (stage: Stage, nora: Customer, guest: Actor<'/guest'>, { telephone, token }: { telephone: string; token: string }) => {
  const other = await stage.enter('telephone', '/', { token: telephone })
  const { sessions } = await nora.request('account:sessions', {})
  await nora.request('account:revoke_session', { sessionId: sessions.find(({ current }) => !current)?.id ?? '' })
  await other.pushed('session:ended')
  await nora.request('account:export', {})
  await nora.request('account:change_password', { current: password, next: 'another soup, a sunny day' })
  await nora.request('account:sign_out', {})
  await nora.pushed('session:ended')
  await stage.turnedAway('nora', '/', { token })
  await guest.request('account:request_password_reset', { email: 'nora@example.com' })
  const reset = { token: await stage.getMail('Nora gets the token that resets her password'), password: 'a third soup, a grey day' }
  await guest.request('account:reset_password', reset)
  await guest.showing('A link works once').refused('account:reset_password', reset)
  const max = await guest.request('account:sign_up', {
    requestId: requestId(),
    login: 'max',
    email: 'max@example.com',
    password,
    name: 'Max',
  })
  const leaving = await stage.enter('max', '/', { token: max.token })
  await leaving.request('account:delete', { password })
}

const stop = async (stage: Stage, guest: Actor<'/guest'>, { courier, manager }: Staff) => {
  await courier.request('account:sign_out', {})
  await courier.pushed('session:ended')
  const ida = await guest.request('account:sign_up', { login: 'ida', email: 'ida@example.com', password, name: 'Ida' })
  const last = await stage.enter('ida', '/', { token: ida.token })
  const { products } = await last.request('menu:list', { limit: 1 })
  const items = [{ productId: products[0]?.id ?? '', quantity: 1 }]
  const { order: shared } = await last.request('order:place', { requestId: requestId(), items, delivery, paymentMethod: 'cash' })
  const { url } = await last.request('order:share', { requestId: requestId(), orderId: shared.id })
  const friend = await stage.enter('friend', '/track', { token: url.split('/').at(-1) })
  const told = [
    guest.pushed('server:draining'),
    last.pushed('server:draining'),
    manager.pushed('server:draining'),
    friend.pushed('server:draining'),
  ]
  await stage.gateway.stop()
  await Promise.all(told)
}

/** Plays every role, from signing up to deleting the account. The gateway stops at the end. */
export const play = async (stage: Stage): Promise<void> => {
  const { guest, soup, token, telephone } = await signUp(stage)
  const nora = await stage.enter('nora', '/', { token })
  await nora.pushed('session:ready')
  const staff = {
    warehouse: await stage.staff('warehouse'),
    kitchen: await stage.staff('kitchen'),
    courier: await stage.staff('courier'),
    manager: await stage.staff('manager'),
  }
  await staff.manager.pushed('session:ready')
  await settings(nora)
  const placed = await order(nora, soup)
  await deliver(stage, nora, staff, placed)
  await afterwards(nora, staff.manager, placed)
  await refund(nora, staff.manager, placed)
  await manageStaff(stage, guest, staff.manager)
  await endShift(nora, staff, soup)
  staff.courier = await stage.staff('courier')
  await save(nora, soup)
  await orderAhead(nora, staff.warehouse, soup)
  await choose(nora)
  await beNotified(nora, staff.manager)
  const paid = await pay(stage, nora, soup)
  await settleMoney(stage, nora, staff.manager, paid)
  await substitute(nora, staff, soup)
  await forget(stage, nora, staff.manager, soup)
  await shortages(guest, nora, staff)
  await changeMenu(guest, nora, staff)
  await addDish(staff.manager)
  await pause(nora, staff.manager, soup)
  await block(nora, staff.manager, soup)
  await leave(stage, nora, guest, { telephone, token })
  await stop(stage, guest, staff)
}
