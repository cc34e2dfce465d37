/** Changes that the customer asks for. Each takes effect once, even if the connection, the gateway or the page goes away in between. */
import { computed, signal } from '@preact/signals'
import { type Client, RequestError } from '#client'
import type { Order } from '#contract'
import { removeOrdered } from './basket.ts'
import { endCheckout } from './checkout.ts'
import { type Change, deleteIntent, type Intent, intentsOf, storeIntent } from './intents.ts'
import { storeOrder } from './orders.ts'
import { sendOrder } from './send-order.ts'
import { customer, session } from './session.ts'

const underWay = signal<readonly Intent[]>([])
/** Why an order that an earlier page asked for was not placed. */
export const unplaced = signal<unknown>(undefined)
export const isPlacing = computed(() => underWay.value.some(({ event }) => event === 'order:place'))

/** Whether the error says that the change did not take effect. After any other error it may have. */
const isRefusal = (client: Client<'/'>, error: unknown) =>
  error instanceof RequestError && !error.failure.retryable && error.failure.code !== 'internal' && client.state().status !== 'ended'

const send = async (client: Client<'/'>, intent: Intent, wasSent: boolean): Promise<Order> => {
  if (intent.event === 'order:place') return sendOrder(client, intent, wasSent)
  return (await client.request(intent.event, intent.payload)).order
}

const perform = async (client: Client<'/'>, intent: Intent, wasSent: boolean): Promise<Order> => {
  underWay.value = [...underWay.value, intent]
  try {
    const order = await send(client, intent, wasSent)
    storeOrder(order)
    deleteIntent(intent)
    if (intent.event === 'order:place') removeOrdered(intent.payload)
    return order
  } catch (error) {
    if (isRefusal(client, error)) deleteIntent(intent)
    throw error
  } finally {
    underWay.value = underWay.value.filter((other) => other !== intent)
  }
}

/** Resolves with the order as it is after the change. */
export const change = (wanted: Change): Promise<Order> => {
  if (!session.value) throw new Error('the session is not ready')
  if (wanted.event === 'order:place') unplaced.value = undefined
  return perform(customer(), storeIntent({ ...wanted, accountId: session.value.account.id, at: Date.now() }), false)
}

interface Outcome {
  onOrder(order: Order): void
  onRefusal(intent: Intent, error: unknown): void
}

/** Repeats the changes that an earlier page left without an answer. */
export const resumeChanges = (client: Client<'/'>, { onOrder, onRefusal }: Outcome): void => {
  unplaced.value = undefined
  const again = (intent: Intent) =>
    perform(client, intent, true).then(
      (order) => {
        if (intent.event === 'order:place') endCheckout()
        onOrder(order)
      },
      (error: unknown) => {
        if (!isRefusal(client, error)) return
        if (intent.event === 'order:place') unplaced.value = error
        onRefusal(intent, error)
      },
    )
  const stop = client.on('state', (state) => {
    if (state.status !== 'ready' || !state.session) return
    stop()
    for (const intent of intentsOf(state.session.account.id)) void again(intent)
  })
}
