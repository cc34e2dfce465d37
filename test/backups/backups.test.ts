/** A shop is backed up while people order, lives on, and is restored: by the commands of the operator, with clients that were connected before. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import pg from 'pg'
import { pino as logger } from 'pino'
import { migrate } from '../../src/database/migrate.ts'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger, type Logger } from '../../src/logger.ts'
import { openShopOf } from '../../src/shop/open-shop.ts'
import { createServer, hasDebianPostgres } from '../support/debian-postgres.ts'
import { connectCustomer, connectGuest, makePerson, openSession } from '../support/gateway.ts'
import { inShort, isLong, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { connectToDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'
import { startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

const silent = createLogger('silent')

interface Place {
  env: Record<string, string>
  /** The database that the gateway uses now. `log` gets what a start of the embedded one has to say. */
  open(log?: Logger): Promise<TestDatabase>
  /** What a restore with a running gateway is refused with. */
  inUse: RegExp
  remove(): Promise<void>
}

const embedded = async (): Promise<Place> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'customerbackend-backup-'))
  await chmod(dataDir, 0o755)
  return {
    env: { DATA_DIR: dataDir },
    async open(log = silent) {
      const { url, stop } = await startEmbedded({ dataDir, log, share: true })
      const { drop, ...database } = connectToDatabase(url)
      return { ...database, drop: () => drop().then(stop) }
    },
    inUse: /is in use by the gateway with pid \d+/,
    remove: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const server = async (): Promise<Place> => {
  const debian = await createServer()
  debian.start()
  return {
    env: { DATABASE_URL: debian.url.replace('postgres@', 'postgres:secret@') },
    open: async () => connectToDatabase(debian.url),
    inUse: /sessions of gateways or of their programs are connected/,
    async remove() {
      debian.stop()
      await debian.remove()
    },
  }
}

const places: [string, () => Promise<Place>][] = [
  ['the embedded PostgreSQL', embedded],
  ...(isLong && hasDebianPostgres ? [["Debian's PostgreSQL", server] satisfies [string, () => Promise<Place>]] : []),
]

for (const [name, make] of places)
  describe(`a backup and a restore of ${name}`, () => {
    let place: Place
    let folder: string
    let stripe: Awaited<ReturnType<typeof startStripe>>
    let gateway: GatewayProcess

    const begin = (args: readonly string[], env: Record<string, string> = {}) =>
      spawn(process.execPath, ['dist/customerbackend.js', ...args], {
        cwd: root,
        env: { PATH: process.env.PATH, ...place.env, ...stripe.env(stripe.url), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    const run = async (...args: string[]) => {
      const child = begin(args)
      const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
      return { said, complained, code }
    }
    const start = () => startProcess({ ...place.env, ...stripe.env(stripe.url) })

    before(async function () {
      this.timeout(timeLimit)
      place = await make()
      folder = await mkdtemp(join(tmpdir(), 'customerbackend-backup-'))
      stripe = await startStripe()
      const { url, database, drop } = await place.open()
      await migrate(url)
      await openShopOf(database)
      await database.query("update store set limits = '{}'")
      await drop()
      gateway = await start()
    })
    after(async () => {
      await gateway.kill('SIGKILL')
      stripe.stop()
      await (await place.open()).drop()
      await place.remove()
      await rm(folder, { recursive: true })
    })

    it('loses what came after the backup, and nothing else: who left stays gone, money is found, and clients are told', async function () {
      this.timeout(timeLimit)
      const file = join(folder, 'shop.backup')
      const { database, drop } = await place.open()
      const productId = (await anyDish({ database })).id
      const order = async (token: string, method: 'cash' | 'card' = 'cash') => {
        const client = await connectCustomer(gateway, token)
        const placed = await client.request('order:place', placement(productId, { paymentMethod: method }))
        client.close()
        return placed.order
      }
      const [anna, carla] = [await makePerson(database), await makePerson(database)]
      const stolen = await openSession(database, carla)
      const guest = await connectGuest(gateway)
      const ben = await guest.request('account:sign_up', {
        login: 'ben',
        email: 'ben@example.com',
        name: 'Ben',
        password: 'a soup on a rainy day',
      })
      const first = await order(anna.token)
      const unpaid = await order(anna.token, 'card')

      let isBackedUp = false
      const placing = (async () => {
        const client = await connectCustomer(gateway, carla.token)
        while (!isBackedUp) await client.request('order:place', placement(productId))
        client.close()
      })()
      const backup = await run('backup', file)
      isBackedUp = true
      await placing
      expect(backup, backup.complained).to.include({ code: 0, complained: '' })
      expect((await stat(file)).mode & 0o777).to.equal(0o600)
      const again = await run('backup', file)
      expect(again).to.include({ code: 1 }).and.to.have.property('complained').that.includes('exists')

      const later = await order(anna.token)
      const paidLater = await order(anna.token, 'card')
      for (const { payment } of [unpaid, paidLater]) for (const intent of stripe.intentOf(payment.id)) stripe.become(intent, 'succeeded')
      const reader = await connectCustomer(gateway, anna.token)
      const position = (await reader.pushed('session:ready')).feed
      reader.close()
      const leaving = await connectCustomer(gateway, ben.token)
      await leaving.request('account:delete', { password: 'a soup on a rainy day' })
      const other = await connectCustomer(gateway, stolen)
      await other.request('account:sign_out', {})

      expect((await run('restore', file, '--replace')).complained).to.match(place.inUse)
      await drop()
      expect(await gateway.kill('SIGTERM')).to.equal(0)
      expect((await run('restore', file)).complained).to.include('--replace')
      const damaged = join(folder, 'damaged.backup')
      await copyFile(file, damaged)
      await truncate(damaged, (await stat(file)).size - 1000)
      expect((await run('restore', damaged, '--replace')).complained).to.include('is damaged')
      await writeFile(damaged, 'something else')
      expect((await run('restore', damaged, '--replace')).complained).to.include('is no backup')

      const restored = await run('restore', file, '--replace')
      expect(restored, restored.complained).to.include({ code: 2, complained: '' })
      expect(restored.said).to.include('1 accounts that were deleted after the backup are deleted again')
      expect(restored.said).to.include(`stripe: the payment of order ${unpaid.number} was requires_action and is succeeded`)
      const [unknown] = stripe.intentOf(paidLater.payment.id)
      expect(restored.said).to.include(`payment ${unknown?.id} of no order`)
      expect(restored.said).to.match(/The database of before is in/)

      gateway = await start()
      const returned = await connectCustomer(gateway, anna.token, { epoch: position?.epoch ?? '', seq: position?.seq ?? 0 })
      const { feed } = await returned.pushed('session:ready')
      expect(feed).to.include({ recovered: false, replayed: 0 }).and.to.have.property('epoch').that.does.not.equal(position?.epoch)
      expect((await returned.request('order:get', { orderId: first.id })).order.status).to.equal('placed')
      await until(async () => (await returned.request('order:get', { orderId: unpaid.id })).order.status === 'placed', 'its money is known')
      expect(await returned.raw('order:get', { orderId: later.id })).to.have.nested.property('error.reason', 'order_not_found')
      const next = (await returned.request('order:place', placement(productId))).order
      expect(next.number, 'a number that a customer has seen is not given again').to.be.above(paidLater.number)
      for (const token of [ben.token, stolen])
        expect(await rejection(connectCustomer(gateway, token))).to.have.nested.property('failure.code', 'unauthenticated')
      const stillThere = await connectCustomer(gateway, carla.token)
      for (const client of [guest, returned, stillThere]) client.close()
    })

    it('without a newer database it ends every session, and the log says who has left', async function () {
      this.timeout(timeLimit)
      const file = join(folder, 'second.backup')
      const before = await place.open()
      const [dora, emil] = [await makePerson(before.database), await makePerson(before.database)]
      await before.database.query(`
        with p as (
          insert into payments (id, order_id, method, provider, reference, status, amount, currency, request_id)
          values (uuid_v7(), uuid_v7(), 'card', 'stripe', 'pi_made', 'succeeded', 500, 'EUR', uuid_v7()) returning id
        ), r as (
          insert into refunds (id, payment_id, amount, currency, reason) select uuid_v7(), id, 200, 'EUR', 'order_ended' from p returning id, payment_id
        )
        insert into provider_calls (id, payment_id, kind, refund_id, due_at) select uuid_v7(), payment_id, 'refund', id, now() + interval '1 day' from r`)
      await before.drop()
      expect(await run('backup', file)).to.include({ code: 0 })
      expect(await gateway.kill('SIGTERM')).to.equal(0)
      const line = { level: 30, event: 'account:delete', accountId: dora.id, code: 'ok', msg: 'request' }
      await writeFile(join(folder, 'log'), `listening on http://127.0.0.1\n${JSON.stringify(line)}\n{"event":"account:delete`)
      const empty = await make()
      const [old, command] = [place, ['restore', file, '--log', join(folder, 'log')]]
      place = empty
      if (empty.env.DATABASE_URL) command.push('--replace')
      try {
        const restored = await run(...command)
        expect(restored.said, restored.complained).to.include('1 accounts that were deleted after the backup are deleted again')
        const { database, drop } = await place.open()
        const known = await database.query('select id from accounts where id = any ($1) and deleted_at is null', [[dora.id, emil.id]])
        expect(known).to.deep.equal([{ id: emil.id }])
        expect(await database.query('select from sessions where end_reason is null and expires_at > now()')).to.deep.equal([])
        const refunds = await database.query("select attempts from provider_calls where kind = 'refund'")
        expect(refunds, 'the service is asked for it first').to.deep.equal([{ attempts: 1 }])
        await drop()
      } finally {
        await empty.remove()
        place = old
      }
    })

    it('is killed at any moment: the next start says what is left, and repeating it works', async function () {
      this.timeout(timeLimit)
      await gateway.kill('SIGTERM')
      const file = join(folder, 'third.backup')
      expect(await run('backup', file)).to.include({ code: 0 })
      const before = await place.open()
      const { id: later } = await makePerson(before.database)
      await before.drop()

      const lines: string[] = []
      const knowsLater = async () => {
        const now = await place.open(logger({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) }))
        const found = await now.database.query('select from accounts where id = $1', [later])
        await now.drop()
        return found.length === 1
      }
      const isKilled = async (script: string, env: Record<string, string> = {}) => {
        const killed = begin(['restore', file, '--replace'], { NODE_OPTIONS: `--require ./test/support/${script}.cjs`, ...env })
        expect(await once(killed, 'exit')).to.deep.equal([null, 'SIGKILL'])
      }
      const isKilledAtRename = (name: string) => isKilled('killed-at-rename', { KILLED_AT_RENAME: name })

      // what it says first is that the content of the file is there
      await isKilled('killed-at-first-line')
      if (place.env.DATABASE_URL !== undefined) {
        expect((await rejection(start())).message).to.include('A restore of the database has not ended: run it again')
        const orphan = new pg.Client({ connectionString: place.env.DATABASE_URL, application_name: 'pg_restore' })
        orphan.on('error', () => undefined)
        await orphan.connect()
        await orphan.query('begin; lock table accounts')
      } else {
        expect(await knowsLater()).to.equal(true)
        expect(lines.splice(0)).to.deep.equal(['a restore was killed before its end and has changed nothing: run it again'])
        expect((await readdir(place.env.DATA_DIR ?? '')).filter((name) => name.startsWith('restoring-'))).to.deep.equal([])
        // a restored cluster that is complete takes its place, whatever happens
        for (const name of inShort(['/postgres$'], ['/postgres-restored-', '/postgres-before-restore-', '/postgres$'])) {
          await isKilledAtRename(name)
          const isComplete = name !== '/postgres-restored-'
          expect(await knowsLater(), name).to.equal(!isComplete)
          expect(lines.splice(0)[0]).to.include(isComplete ? 'the restored database is in its place now' : 'has changed nothing')
        }
      }
      if (place.env.DATABASE_URL !== undefined || isLong) expect((await run('restore', file, '--replace')).code).to.be.oneOf([0, 2])
      expect(await knowsLater()).to.equal(false)
      expect(lines).to.deep.equal([])
    })
  })
