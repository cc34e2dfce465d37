/** The procedure of docs/operations.md: a base backup, the archived WAL, an accident, and the second before it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { migrate } from '../../src/database/migrate.ts'
import { openShopOf } from '../../src/shop/open-shop.ts'
import { createServer, type DebianServer, hasDebianPostgres } from '../support/debian-postgres.ts'
import { connectCustomer, makePerson } from '../support/gateway.ts'
import { isLong, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { connectToDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'
import { until } from '../support/until.ts'

// a server of its own, a base backup and two starts of the gateway: only with HOSTILE=long, and with Debian's PostgreSQL
const inLong = isLong && hasDebianPostgres ? describe : describe.skip

inLong('point-in-time recovery (with HOSTILE=long)', () => {
  let archive: string
  let old: DebianServer
  let recovered: DebianServer

  before(async function () {
    this.timeout(timeLimit)
    old = await createServer()
    archive = join(old.folder, 'archive')
    await mkdir(archive, { mode: 0o777 })
    await chmod(archive, 0o777)
    const archiving = `\narchive_mode = on\narchive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'\n`
    await appendFile(join(old.data, 'postgresql.conf'), archiving)
    old.start()
    await migrate(old.url)
  })
  after(async () => {
    recovered.stop()
    old.stop()
    await recovered.remove()
    await old.remove()
  })

  const restore = async (url: string, newer: string) => {
    const file = join(old.folder, 'newer')
    await writeFile(file, newer)
    const child = spawn(process.execPath, ['dist/customerbackend.js', 'restore', '--recovered', '--newer', file], {
      cwd: root,
      env: { PATH: process.env.PATH, DATABASE_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { said, complained, code }
  }

  it('brings back the second before the accident, and a client that was there later is told', async function () {
    this.timeout(timeLimit)
    const { database, drop } = connectToDatabase(old.url)
    await openShopOf(database)
    const gateway = await startProcess({ DATABASE_URL: old.url })
    const [anna, gone] = [await makePerson(database), await makePerson(database)]
    const productId = (await anyDish({ database })).id
    const customer = await connectCustomer(gateway, anna.token)
    const place = async () => (await customer.request('order:place', placement(productId))).order

    const beforeBackup = await place()
    old.run(
      'pg_basebackup',
      `--pgdata=${join(old.folder, 'base')}`,
      '--wal-method=stream',
      '--checkpoint=fast',
      '-h',
      '127.0.0.1',
      '-p',
      String(old.port),
      '-U',
      'postgres',
    )
    const kept = await place()
    const [moment] = await database.query<{ at: string }>('select clock_timestamp()::text as at')
    await until(async () => {
      const [row] = await database.query<{ later: boolean }>('select clock_timestamp() > $1::timestamptz as later', [moment?.at])
      return row?.later
    }, 'the clock has moved')
    const lost = await place()
    await database.query("update sessions set end_reason = 'signed_out' where account_id = $1", [gone.id])
    await database.query('update order_items set quantity = quantity + 1')
    const { feed } = await customer.pushed('session:ready')
    customer.close()
    await database.query('select pg_switch_wal()')
    await until(async () => {
      const [row] = await database.query<{ done: boolean }>(
        'select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) as done from pg_stat_archiver',
      )
      return row?.done
    }, 'the WAL is archived')
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await drop()

    recovered = await createServer([], false)
    recovered.system('cp', '-a', join(old.folder, 'base'), recovered.data)
    const recovery = `\nrestore_command = 'cp ${archive}/%f %p'\nrecovery_target_time = '${moment?.at}'\nrecovery_target_action = 'promote'\narchive_mode = off\n`
    await appendFile(join(recovered.data, 'postgresql.conf'), recovery)
    recovered.system('touch', join(recovered.data, 'recovery.signal'))
    recovered.start()
    const target = connectToDatabase(recovered.url)
    await until(async () => {
      const [row] = await target.database.query<{ over: boolean }>('select not pg_is_in_recovery() as over')
      return row?.over
    }, 'the recovery has ended')
    const half = await target.database.query<{ quantity: number }>('select distinct quantity::int from order_items')
    expect(half, 'the accident has not happened').to.deep.equal([{ quantity: 1 }])

    await target.drop()
    const after = await restore(recovered.url, old.url)
    expect(after, after.complained).to.include({ code: 0, complained: '' })
    expect(after.said).to.include('1 sessions and 0 links to orders have ended since')
    const next = await startProcess({ DATABASE_URL: recovered.url })
    const returned = await connectCustomer(next, anna.token, { epoch: feed?.epoch ?? '', seq: 3 })
    expect((await returned.pushed('session:ready')).feed).to.include({ recovered: false })
    for (const { id } of [beforeBackup, kept]) expect((await returned.request('order:get', { orderId: id })).order.id).to.equal(id)
    expect(await returned.raw('order:get', { orderId: lost.id })).to.have.nested.property('error.reason', 'order_not_found')
    expect((await returned.request('order:place', placement(productId))).order.number).to.be.above(lost.number)
    expect(await rejection(connectCustomer(next, gone.token))).to.have.nested.property('failure.code', 'unauthenticated')
    returned.close()
    expect(await next.kill('SIGTERM')).to.equal(0)
  })
})
