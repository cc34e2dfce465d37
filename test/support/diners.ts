/** Customers who keep ordering, as people do: what failed is asked again under the same `requestId`. A manager confirms what comes. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, connect, RequestError } from '../../src/client/index.ts'
import type { Person } from './gateway.ts'
import { placement } from './orders.ts'

/** One request, from the first attempt to its answer or its failure. */
export interface Asked {
  endedAt: number
  tookMs: number
  failedWith?: string
}

export const createDiners = (url: string, productId: string) => {
  const asked: Asked[] = []
  let isOver = false

  const ask = async <Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> => {
    const began = performance.now()
    const note = (failedWith?: string) =>
      asked.push({ endedAt: performance.now(), tookMs: performance.now() - began, ...(failedWith !== undefined && { failedWith }) })
    try {
      const answer = await work()
      note()
      return answer
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      note(error.failure.reason ?? error.failure.code)
      await sleep(1000)
      return undefined
    }
  }

  const order = async (client: Client<'/'>, placed: string[]) => {
    const request = placement(productId)
    let answer: Awaited<ReturnType<typeof placing>> | undefined
    const placing = () => client.request('order:place', request)
    while (answer === undefined) answer = await ask(placing)
    placed.push(answer.order.id)
    const { id: orderId } = answer.order
    await ask(() => client.request('order:get', { orderId }))
    await sleep(300 + Math.random() * 300)
  }

  const dine = ({ id, token }: Person) => {
    const client = connect({ url, namespace: '/', token })
    const seqs: number[] = []
    const placed: string[] = []
    for (const event of ['order:status_changed', 'order:eta_changed', 'payment:status_changed', 'notification:created'] as const)
      client.on(event, ({ seq }) => seqs.push(seq))
    const dining = (async () => {
      while (!isOver) await order(client, placed)
    })()
    return { id, seqs, placed, dining, close: () => client.close() }
  }

  const manage = ({ token }: Person) => {
    const staff = connect({ url, namespace: '/staff', token })
    const waiting = new Set<string>()
    staff.on('queue:changed', ({ order }) => order.status === 'placed' && waiting.add(order.id))
    const managing = (async () => {
      while (!isOver) {
        const [orderId] = waiting
        if (orderId !== undefined) {
          await ask(() => staff.request('order:advance', { requestId: randomUUID(), orderId, to: 'confirmed' }))
          waiting.delete(orderId)
        }
        await sleep(50)
      }
    })()
    return { managing, close: () => staff.close() }
  }

  return {
    /** Every request so far. */
    asked,
    dine,
    manage,
    end: () => {
      isOver = true
    },
  }
}
