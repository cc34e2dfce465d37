import { expect } from 'chai'
import { upTo } from './support/feed.ts'
import { makePerson } from './support/gateway.ts'
import { anyDish } from './support/orders.ts'
import { createTestDatabase, findServer } from './support/postgres.ts'
import { startProcess } from './support/process.ts'
import { sendShopping } from './support/shopper.ts'

const quickMs = 3000
const recoveryMs = 5000

describe('PostgreSQL', () => {
  it('may end every connection under load: no process exits, failures are quick and retryable, and it goes on within five seconds', async function () {
    this.timeout(60_000)
    const { admin } = await findServer()
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url })
    const productId = (await anyDish(database)).id
    const people = await Promise.all(upTo(16).map(() => makePerson(database.database)))
    const crowd = await Promise.all(people.map(({ token }) => sendShopping(token, [gateway.url], productId)))

    let over = false
    const shopping = Promise.all(
      crowd.map(async (shopper) => {
        while (!over) await shopper.place()
      }),
    )
    const placed = () => crowd.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
    for (const _ of upTo(4)) {
      const before = placed()
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and application_name = 'customerbackend'",
        [new URL(database.url).pathname.slice(1)],
      )
      const ended = performance.now()
      while (placed() < before + crowd.length) {
        expect(performance.now() - ended, 'back within').to.be.lessThan(recoveryMs)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    over = true
    await shopping

    const refused = crowd.flatMap((shopper) => shopper.refused)
    for (const { error, ms } of refused) {
      expect(error.failure.retryable, error.message).to.equal(true)
      expect(ms).to.be.lessThan(quickMs)
    }
    const ids = crowd.flatMap(({ acknowledged }) => acknowledged.map(({ id }) => id))
    const [kept] = await database.database.query<{ orders: number; all: number }>(
      'select count(*) filter (where id = any ($1::uuid[])) as orders, count(*) as all from orders',
      [ids],
    )
    expect(kept).to.deep.equal({ orders: ids.length, all: ids.length })
    for (const shopper of crowd) {
      const whole = upTo(shopper.acknowledged.length)
      while (!whole.every((seq) => shopper.heard().has(seq))) await new Promise((resolve) => setTimeout(resolve, 5))
      shopper.leave()
    }
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
  })

  it('may refuse new connections: failures are quick and retryable, and it goes on within five seconds', async function () {
    this.timeout(60_000)
    const { admin } = await findServer()
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url })
    const name = new URL(database.url).pathname.slice(1)
    const shopper = await sendShopping((await makePerson(database.database)).token, [gateway.url], (await anyDish(database)).id)
    await shopper.place()
    await admin.query(`alter database ${name} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    const shopping = shopper.place()
    while (shopper.refused.length < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    await admin.query(`alter database ${name} allow_connections true`)
    const open = performance.now()
    await shopping
    expect(performance.now() - open).to.be.lessThan(recoveryMs)
    for (const { error, ms } of shopper.refused) {
      expect(error.failure, error.message).to.include({ code: 'unavailable', retryable: true })
      expect(ms).to.be.lessThan(quickMs)
    }
    shopper.leave()
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
  })
})
