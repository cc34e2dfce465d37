/** Sends an order until the gateway has answered it, at the total that the customer saw. */
import { type Client, RequestError } from '#client'
import type { Money, Order, RequestPayload } from '#contract'

/** An older order is not placed without asking the customer again. */
const validForMs = 15 * 60_000

interface Wanted {
  payload: RequestPayload<'/', 'order:place'>
  /** The total that the customer saw. An order without one is looked up only. */
  total?: Money | undefined
  at: number
}

/** A reason that this page gives itself. */
const tooOld = () =>
  new RequestError({ code: 'failed_precondition', reason: 'order_too_old', message: 'The order was not placed.', retryable: false })

const isReason = (error: unknown, reason: string) => error instanceof RequestError && error.failure.reason === reason

/** Aborts when the connection is lost: what was true before may have changed when it is back. */
const untilLost = (client: Client<'/'>) => {
  const lost = new AbortController()
  const stop = client.on('state', ({ status }) => {
    if (status !== 'ready') lost.abort()
  })
  return { signal: lost.signal, stop }
}

const find = async (client: Client<'/'>, requestId: string, signal: AbortSignal): Promise<Order> =>
  (await client.request('order:get', { requestId }, { signal })).order

const findIfPlaced = (client: Client<'/'>, requestId: string, signal: AbortSignal) =>
  find(client, requestId, signal).catch((error: unknown) => {
    if (isReason(error, 'order_not_found')) return undefined
    throw error
  })

const place = async (client: Client<'/'>, { payload, total: expectedTotal }: Wanted, signal: AbortSignal): Promise<Order> => {
  try {
    return (await client.request('order:place', { ...payload, expectedTotal }, { signal })).order
  } catch (error) {
    // another tab has ordered this basket, with another address or payment
    if (isReason(error, 'request_id_reused')) return find(client, payload.requestId, signal)
    throw error
  }
}

/** `wasSent`: an earlier page may have placed it already. */
export const sendOrder = async (client: Client<'/'>, wanted: Wanted, wasSent: boolean): Promise<Order> => {
  const { requestId } = wanted.payload
  for (let mayBePlaced = wasSent; ; mayBePlaced = true) {
    const { signal, stop } = untilLost(client)
    try {
      const placed = mayBePlaced ? await findIfPlaced(client, requestId, signal) : undefined
      if (placed) return placed
      if (wanted.total === undefined || Date.now() - wanted.at > validForMs) throw tooOld()
      return await place(client, wanted, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      stop()
    }
  }
}
