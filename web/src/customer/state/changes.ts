/** What the customer changes: each happens once, whatever becomes of the connection, the gateway or the page meanwhile. */
import { computed, signal } from '@preact/signals'
import { type Client, RequestError } from '#client'
import type { Order } from '#contract'
import { takeOut } from './basket.ts'
import { forget, type Intent, intend, intentsOf, type Wish } from './intents.ts'
import { keep } from './orders.ts'
import { customer, session } from './session.ts'

/** An order that was wanted longer ago is not placed any more without asking the customer again. */
const wantedForMs = 15 * 60_000

const underWay = signal<readonly Intent[]>([])
/** Why an order that an earlier page asked for is not placed. */
export const unplaced = signal<unknown>(undefined)
export const isPlacing = computed(() => underWay.value.some(({ event }) => event === 'order:place'))

/** In contrast to being in the dark about what became of it. */
const isRefusal = (client: Client<'/'>, error: unknown) =>
  error instanceof RequestError && !error.failure.retryable && error.failure.code !== 'internal' && client.state().status !== 'ended'

const send = (client: Client<'/'>, { event, payload, at }: Intent) => {
  const isOrder = event === 'order:place' || event === 'order:reorder'
  const isLate = Date.now() - at > wantedForMs
  return isOrder && isLate ? client.request('order:get', { requestId: payload.requestId }) : client.request(event, payload)
}

const ask = async (client: Client<'/'>, intent: Intent) => {
  underWay.value = [...underWay.value, intent]
  try {
    const answer = await send(client, intent)
    keep(answer.order)
    if (forget(intent) && intent.event === 'order:place') takeOut(intent.payload.items)
    return answer
  } catch (error) {
    if (isRefusal(client, error)) forget(intent)
    throw error
  } finally {
    underWay.value = underWay.value.filter((other) => other !== intent)
  }
}

export const change = (wish: Wish) => {
  if (!session.value) throw new Error('nobody is known yet')
  if (wish.event === 'order:place') unplaced.value = undefined
  return ask(customer(), intend({ ...wish, accountId: session.value.account.id, at: Date.now() }))
}

interface Outcome {
  onOrder(order: Order): void
  onRefusal(intent: Intent, error: unknown): void
}

/** Asks again for what an earlier page has left without an answer. */
export const settle = (client: Client<'/'>, { onOrder, onRefusal }: Outcome): void => {
  unplaced.value = undefined
  const again = (intent: Intent) =>
    ask(client, intent).then(
      ({ order }) => onOrder(order),
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
