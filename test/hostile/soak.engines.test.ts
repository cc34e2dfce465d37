import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { mintCustomers } from '../../src/accounts/mint.ts'
import { type Census, countable, takeCensus } from '../support/census.ts'
import { type Client, connectClient, Refused } from '../support/client.ts'
import { engineName } from '../support/engine.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { gauge, residentMemory } from '../support/metrics.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const minute = 60_000
const mebibyte = 1024 * 1024

/** The slope by least squares, in units of y per unit of x. */
const slope = (points: readonly (readonly [x: number, y: number])[]) => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point[0])), mean(points.map((point) => point[1]))]
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

describe(`a gateway whose customers come and go (${engineName})`, function () {
  this.timeout(timeLimit)

  let database: TestDatabase
  let gateway: GatewayProcess
  let productId: string
  const tokens: string[] = []

  before(async () => {
    database = await createTestDatabase()
    await database.database.query('update stock set on_hand = 1000000000')
    gateway = await startProcess({ DATABASE_URL: database.url, LOG_LEVEL: 'warn', ...countable })
    const [row] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
    productId = row?.id ?? ''
  })
  after(async () => {
    await gateway.kill('SIGKILL')
    await database.drop()
  })

  const newToken = async (): Promise<string> => {
    if (tokens.length === 0)
      for await (const minted of mintCustomers(database.database, 200)) tokens.push(...minted.map(({ token }) => token))
    return tokens.pop() ?? ''
  }

  const buy = async (client: Client<'/'>) => {
    const dice = Math.random()
    const request = placement(productId, { paymentMethod: dice < 0.5 ? 'cash' : 'card' })
    const { order } = await client.request('order:place', request)
    if (dice > 0.75) await confirm(gateway, order, dice > 0.9 ? 'failed' : 'succeeded')
    if (Math.random() < 0.5)
      await client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' }).catch((error: unknown) => {
        // the warehouse may have confirmed it meanwhile
        if (!(error instanceof Refused && error.failure.reason === 'cannot_cancel_order')) throw error
      })
    if (Math.random() < 0.3) await client.request('order:report', { format: 'pdf', orderId: order.id })
    await client.request('order:pending', {})
  }

  /** A customer connects, sends requests, and leaves by a clean close, by dropping the connection, or in the middle of a request. */
  const comeAndGo = async () => {
    const token = await newToken()
    const client = await connectClient(gateway.url, '/', { token })
    if (Math.random() < 0.7) await buy(client)
    else await client.request('menu:list', { limit: 5 })
    await client.raw('order:steal', {})
    const leaving = Math.random()
    if (leaving < 0.4) client.close()
    else if (leaving < 0.8) client.socket.io.engine.close()
    else if (leaving < 0.9) await client.request('account:sign_out', {})
    else {
      client.socket.emit('order:pending', {})
      client.close()
    }
    client.close()
  }

  const browse = async () => {
    const guest = await connectClient(gateway.url, '/guest')
    await guest.raw('account:sign_in', { login: `nobody-${randomUUID().slice(0, 8)}`, password: 'wrong password' })
    guest.close()
    await connectClient(gateway.url, '/', { token: randomUUID() }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error
    })
  }

  const work = async () => {
    const { token } = await makePerson(database.database, 'warehouse')
    const staff = await connectClient(gateway.url, '/staff', { token })
    const [next] = (await staff.request('queue:list', {})).orders
    if (next) await staff.raw('order:advance', { requestId: randomUUID(), orderId: next.id, to: 'confirmed' })
    staff.close()
  }

  let visits = 0
  const churn = async (forMs: number) => {
    const end = performance.now() + forMs
    const live = async (n: number) => {
      while (performance.now() < end) {
        visits += 1
        await (n === 0 && Math.random() < 0.2 ? work() : n === 1 && Math.random() < 0.2 ? browse() : comeAndGo())
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, n) => live(n)))
  }

  const everybodyHasLeft = () =>
    until(async () => {
      for (const namespace of ['/', '/staff', '/guest'])
        expect(await gauge(gateway, `customerbackend_connections{namespace="${namespace}"}`), namespace).to.equal(0)
      expect(await gauge(gateway, 'customerbackend_outbox_depth')).to.equal(0)
      for (const state of ['used', 'waiting'])
        expect(await gauge(gateway, `customerbackend_database_pool_connections{state="${state}"}`)).to.equal(0)
      return true
    }, 'all customers have left')

  it('keeps nothing in memory of customers who have left', async () => {
    const [warmUp, duration] = inShort([2000, 6000], [5 * minute, 30 * minute])
    await churn(warmUp)
    await everybodyHasLeft()
    const before = await takeCensus(gateway)

    const resident: [number, number][] = []
    const started = performance.now()
    const sampling = (async () => {
      for (; performance.now() < started + duration; await sleep(inShort(1000, 5000)))
        resident.push([(performance.now() - started) / minute, (await residentMemory(gateway)) / mebibyte])
    })()
    const warm = visits
    await churn(duration)
    await sampling
    await everybodyHasLeft()
    const count = visits - warm

    // tolerates the requests under way at the moment of counting; a leak would grow with the number of visits
    const slack = inShort(Math.max(40, count / 4), 60)
    let after: Census = before
    // some promises wait for a timer of twenty seconds; a process that counts all the time does little else
    const forgotten = async () => {
      await sleep(1000)
      after = await takeCensus(gateway)
      for (const kind of ['emitters', 'sets', 'maps', 'promises', 'timers'] as const)
        expect(after[kind] - before[kind], `${kind}: ${before[kind]} before, ${after[kind]} after`).to.be.lessThan(slack)
      return true
    }
    await until(forgotten, 'nothing of them is kept', 2 * minute)
    const perMinute = slope(resident)
    if (isLong) expect(perMinute, 'MiB a minute').to.be.lessThan(1)
    const kinds = (['emitters', 'sets', 'maps', 'promises', 'timers'] as const).map((kind) => `${kind} ${before[kind]} → ${after[kind]}`)
    recordResult(
      'Soak',
      `${Math.round(duration / minute)} min, ${count} visits`,
      `resident memory ${perMinute.toFixed(2)} MiB a minute after warm-up (${resident[0]?.[1].toFixed(0)} → ${resident.at(-1)?.[1].toFixed(0)} MiB); ${kinds.join(', ')}`,
    )
  })
})
