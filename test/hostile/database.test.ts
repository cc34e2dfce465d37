import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { connectClient } from '../support/client.ts'
import { cuts, type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { refusal } from '../support/refusal.ts'
import { rejection } from '../support/rejection.ts'
import { patienceMs, until } from '../support/until.ts'

describe('a database whose connection is cut', function () {
  this.timeout(timeLimit)

  let direct: TestDatabase
  let gateway: TestGateway
  let proxy: DatabaseProxy
  let productId: string
  const log: string[] = []
  const { warn } = console

  before(async () => {
    direct = await createTestDatabase()
    proxy = await startDatabaseProxy(direct.url)
    gateway = await startTestGateway({ on: { url: proxy.url }, log: (line) => log.push(line) })
    productId = (await anyDish(gateway)).id
    // Sequelize prints every failed commit to the terminal
    console.warn = () => undefined
  })
  after(async () => {
    console.warn = warn
    await gateway.stop()
    proxy.stop()
    await direct.drop()
  })

  it('around a commit places exactly one order for a request that is repeated with the same requestId', async () => {
    const count = inShort(30, 1000)
    const outcomes: Record<string, { times: number; refused: number }> = Object.fromEntries(
      cuts.map((cut) => [cut, { times: 0, refused: 0 }]),
    )
    const customer = await arrive(gateway)
    for (let n = 0; n < count; n += 1) {
      const cut = cuts[Math.floor(Math.random() * cuts.length)] ?? 'during'
      const request = placement(productId)
      proxy.arm(cut)
      for (let attempt = 0; ; attempt += 1) {
        const answer = await customer.client.raw('order:place', request)
        proxy.disarm()
        const tally = outcomes[cut]
        if (attempt === 0 && tally) {
          tally.times += 1
          tally.refused += answer.ok ? 0 : 1
        }
        if (answer.ok) break
        expect(answer.error, cut).to.include({ code: 'unavailable', reason: 'database_unavailable', retryable: true })
      }
    }
    const [orders] = await direct.database.query<{ orders: number; told: number; seq: number }>(
      `select (select count(*) from orders where account_id = $1) as orders,
         (select count(*) from feed_events where account_id = $1) as told, (select seq from feed_heads where account_id = $1) as seq`,
      [customer.id],
    )
    expect(orders).to.deep.equal({ orders: count, told: count, seq: count })
    await until(() => {
      const heard = customer.client.heard.flatMap(({ payload }) => (payload as { seq?: number }).seq ?? [])
      return expect(new Set(heard).size).to.equal(count)
    }, 'what was committed and not told is swept')
    expect(log.filter((line) => line.includes('unexpected error'))).to.deep.equal([])
    expect(outcomes.before?.refused).to.equal(outcomes.before?.times)
    const tallies = Object.entries(outcomes).map(([cut, { times, refused }]) => `${cut} ${times} (${refused} told of it)`)
    recordResult(
      'The database connection cut around a commit',
      `${proxy.cuts()} cuts: ${tallies.join(', ')}`,
      `${count} orders for ${count} requestIds`,
    )
    customer.client.close()
  })
})

describe('a node whose database stops answering', () => {
  let direct: TestDatabase
  let proxy: DatabaseProxy
  let frozen: TestGateway
  let healthy: TestGateway
  let productId: string

  before(async () => {
    direct = await createTestDatabase()
    proxy = await startDatabaseProxy(direct.url)
    healthy = await startTestGateway({ on: { url: direct.url } })
    frozen = await startTestGateway({ on: { url: proxy.url } })
    productId = (await anyDish(healthy)).id
  })
  after(async () => {
    await frozen.stop()
    await healthy.stop()
    proxy.stop()
    await direct.drop()
  })

  const timed = async <Answer>(ask: Promise<Answer>) => {
    const asked = performance.now()
    const answer = await ask
    return { answer, ms: performance.now() - asked }
  }

  it('answers database_unavailable after two seconds, then immediately, and works as soon as the database answers', async () => {
    const { client } = await arrive(frozen)
    await client.request('order:place', placement(productId))
    proxy.silence()
    const first = await timed(Promise.all([client.raw('order:place', placement(productId)), client.raw('order:pending', {})]))
    for (const answer of first.answer)
      expect(answer).to.deep.include({ ok: false }).and.nested.include({ 'error.reason': 'database_unavailable' })
    expect(first.ms).to.be.within(800, inShort(patienceMs, 3000))
    for (let n = 0; n < 5; n += 1) {
      const later = await timed(client.raw('order:place', placement(productId)))
      expect(later.answer).to.nested.include({ ok: false, 'error.reason': 'database_unavailable' })
      expect(later.ms).to.be.lessThan(inShort(patienceMs, 300))
    }
    proxy.speak()
    await until(() => client.request('order:place', placement(productId)), 'orders are placed again', inShort(patienceMs, 5000))
    client.close()
  })

  it('does not keep a lock that another node needs when it stops in the middle of a change', async () => {
    const { client: kitchen } = await connectNewStaff(frozen, 'kitchen')
    const { client: warehouse } = await connectNewStaff(healthy, 'warehouse')
    const { client } = await arrive(healthy)
    const { order } = await client.request('order:place', placement(productId))
    const confirm = { requestId: randomUUID(), orderId: order.id, to: 'confirmed' } as const
    await warehouse.request('order:advance', confirm)
    // its statement arrives, and no bytes after it
    proxy.silence('change_order')
    const cook = { requestId: randomUUID(), orderId: order.id, to: 'in_preparation' } as const
    const told = kitchen.raw('order:advance', cook)
    await sleep(200)
    const placed = await timed(client.request('order:place', placement(productId)))
    expect(placed.ms, 'an order that needs the same stock and the same customer').to.be.lessThan(inShort(patienceMs, 1500))
    expect(await told).to.nested.include({ 'error.reason': 'database_unavailable' })
    proxy.speak()
    await until(() => kitchen.request('order:advance', cook), 'the node works again')
    for (const one of [kitchen, warehouse, client]) one.close()
  })

  it('loses the locks of its open transaction after two seconds', async () => {
    const hold = healthy.database.transact(async (transaction) => {
      await transaction.query('select 1 from feed_heads for no key update')
      await sleep(4000)
      await transaction.query('select 1')
    })
    expect(await rejection(hold)).to.include({ reason: 'database_unavailable' })
  })
})

describe('a customer whose feed head is locked', () => {
  it('receives a retryable error, and delays no other customer of the batch', async () => {
    const gateway = await startTestGateway()
    const productId = (await anyDish(gateway)).id
    const [held, other] = [await arrive(gateway), await arrive(gateway)]
    const holder = new pg.Client({ connectionString: gateway.databaseUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select from feed_heads where account_id = $1 for update', [held.id])
    const request = placement(productId)
    const waits = held.client.raw('order:place', request)
    for (let n = 0; n < 5; n += 1) {
      const asked = performance.now()
      await other.client.request('order:place', placement(productId))
      expect(performance.now() - asked).to.be.lessThan(inShort(patienceMs, 1000))
    }
    expect(await waits).to.nested.include({ ok: false, 'error.code': 'aborted', 'error.retryable': true })
    await holder.query('rollback')
    await holder.end()
    expect((await held.client.request('order:place', request)).order.requestId).to.equal(request.requestId)
    for (const { client } of [held, other]) client.close()
    await gateway.stop()
  })
})

describe('a database that cannot save', () => {
  let gateway: TestGateway
  let productId: string
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
    customer = await arrive(gateway)
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })

  const place = () => customer.client.request('order:place', placement(productId))

  /** Runs as the operator of the database, who may write even while it is read-only. */
  const asOperator = async (sql: string) => {
    const client = new pg.Client({ connectionString: gateway.databaseUrl, options: '-c default_transaction_read_only=off' })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  const setReadOnly = (readOnly: boolean) =>
    asOperator(`alter database ${new URL(gateway.databaseUrl).pathname.slice(1)} set default_transaction_read_only = ${readOnly}`)
  /** Ends the sessions, as a failover does, and waits until they have ended. */
  const endSessions = () =>
    asOperator(
      'select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )

  it('because it is read-only: writes are refused with the reason, reads are answered, and writes work again as soon as it is writable', async () => {
    const { order } = await place()
    await setReadOnly(true)
    await endSessions()
    const told = async () => {
      const failure = await refusal(place())
      return expect(failure).to.include({ code: 'unavailable', reason: 'cannot_save', retryable: true })
    }
    await until(told, 'the request is refused with cannot_save')
    expect((await customer.client.request('order:get', { orderId: order.id })).order.id).to.equal(order.id)
    expect((await fetch(`${gateway.url}/healthz`)).status).to.equal(200)
    await setReadOnly(false)
    await until(place, 'orders are placed again')
    // every read-only session has been replaced
    for (let n = 0; n < 20; n += 1) await Promise.all(Array.from({ length: 8 }, place))
  })

  it('because its disk is full: writes are refused with the reason, and work again when there is space', async () => {
    const noRoom = `create function no_room() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`
    // a session of the pool that began when the database was read-only is replaced when it is used
    await until(() => gateway.database.query(noRoom), 'the pool has a session that can write')
    await until(
      () => gateway.database.query('create or replace trigger no_room before insert on orders execute function no_room()'),
      'another one can, too',
    )
    expect(await refusal(place())).to.include({ code: 'unavailable', reason: 'cannot_save', retryable: true })
    await customer.client.request('order:pending', {})
    await until(() => gateway.database.query('drop trigger if exists no_room on orders'), 'there is space')
    expect((await place()).order.status).to.equal('placed')
  })
})

/** A small separate file system. Undefined if this process may not mount one. */
const smallFileSystem = async (megabytes: number) => {
  const path = await mkdtemp(join(tmpdir(), 'customerbackend-full-'))
  await chmod(path, 0o755)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status === 0
  const remove = async () => {
    if (mounted) spawnSync('umount', ['--lazy', path])
    await rm(path, { recursive: true, force: true })
  }
  if (mounted) return { path, remove }
  await remove()
  return undefined
}

/** Uses up all the free space. */
const fill = async (path: string) => {
  const file = await open(path, 'w')
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) await file.write(block)
  } catch {
    await file.close()
  }
}

if (isLong) {
  describe('with a disk that is really full', () => {
    it('no process exits, writes are refused with a retryable error, and work again when there is space', async function () {
      this.timeout(300_000)
      const disk = await smallFileSystem(220)
      if (!disk) {
        recordResult('A full disk under the embedded PostgreSQL', '0', 'not measured: this process may not mount a file system')
        return
      }
      const gateway = await startProcess({ DATA_DIR: disk.path, DEMO: '1', LOG_LEVEL: 'error' })
      const guest = await connectClient(gateway.url, '/guest')
      const { token } = await guest.request('account:sign_in', { login: 'demo', password: 'demo-password' })
      const client = await connectClient(gateway.url, '/', { token })
      const [dish] = (await client.request('menu:list', { limit: 1 })).products
      const place = () => client.raw('order:place', placement(dish?.id ?? ''))
      expect((await place()).ok).to.equal(true)
      await fill(join(disk.path, 'ballast'))
      const reasons = new Map<string, number>()
      let placed = 0
      // until the space that PostgreSQL has reserved is used up, and then a while longer
      for (let failed = 0; failed < 200; ) {
        const answer = await place()
        if (answer.ok) placed += 1
        else {
          failed += 1
          expect(answer.error).to.include({ code: 'unavailable', retryable: true })
          const reason = answer.error.reason ?? answer.error.code
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        }
      }
      expect(gateway.child.exitCode).to.equal(null)
      await rm(join(disk.path, 'ballast'))
      await until(async () => expect(await place()).to.include({ ok: true }), 'orders are placed again', 120_000)
      recordResult(
        'A full disk under the embedded PostgreSQL',
        `${placed} orders until it was full`,
        `${[...reasons].map(([reason, times]) => `${times} × ${reason}`).join(', ')}; works again without a restart`,
      )
      client.close()
      guest.close()
      await gateway.kill('SIGTERM')
      await disk.remove()
    })
  })
}
