/** How a gateway starts where something is missing: what an operator sees in the log, and at the port. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import pg from 'pg'
import { connectClient } from '../support/client.ts'
import { upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { createTestDatabase, findServer } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { startProxy } from '../support/proxy.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

interface Line {
  msg: string
  node: string
  worker: number
  version: string
  time: string
  [field: string]: unknown
}

/** The lines of the log, without what a person reads at the start. */
const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('listening on'))
    .map((line) => JSON.parse(line))

const get = async (url: string) => {
  const answer = await fetch(url, { headers: { connection: 'close' } })
  return { status: answer.status, body: (await answer.json()) as { status?: string; error?: object } }
}

describe('a start without the database', () => {
  it('waits for it: alive, not ready, one line a second; and so does the migration that is told to', async () => {
    const database = await createTestDatabase()
    const empty = await createTestDatabase({ empty: true })
    const closed = await stablePort()
    const proxy = await startProxy(closed)
    const through = ({ url }: { url: string }) => Object.assign(new URL(url), { port: String(proxy.port) }).href
    const PORT = String(await stablePort())
    const url = `http://127.0.0.1:${PORT}`
    const starting = startProcess({ DATABASE_URL: through(database), PORT })

    const migrating = spawn(process.execPath, ['dist/migrate.js', '--wait', '600'], {
      cwd: root,
      env: { PATH: process.env.PATH, DATABASE_URL: through(empty) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(migrating, 'exit')
    const said = text(migrating.stdout)
    let complained = ''
    migrating.stderr.on('data', (chunk: Buffer) => {
      complained += chunk.toString()
    })

    await until(async () => (await get(`${url}/healthz`)).body.status === 'ok', 'it is alive')
    expect(await get(`${url}/readyz`)).to.deep.equal({
      status: 503,
      body: { status: 'not_ready', checks: { database: { ok: false, error: 'failed' } } },
    })
    expect((await get(`${url}/`)).body.error).to.include({ reason: 'database_unavailable', retryable: true })
    expect(await rejection(connectClient(url, '/guest'))).to.be.an('error')
    await until(() => complained.includes('waiting for the database'), 'the migration waits too')
    proxy.redirect(Number(new URL(database.url).port))

    const gateway = await starting
    await until(async () => (await get(`${url}/readyz`)).status === 200, 'it is ready')
    const [code] = await ended
    expect(code, complained).to.equal(0)
    expect(await said).to.match(/^applied tables/)
    expect(complained).to.match(/^(waiting for the database of DATABASE_URL: .+\n)+$/)

    expect(await gateway.kill('SIGTERM')).to.equal(0)
    const lines = linesOf(gateway.output())
    const waiting = lines.filter(({ msg }) => msg === 'waiting for the database of DATABASE_URL')
    expect(waiting).not.to.have.length(0)
    const seconds = waiting.map(({ time }) => Date.parse(time))
    for (const [n, at] of seconds.entries()) if (n > 0) expect(at - (seconds[n - 1] ?? 0)).to.be.at.least(900)
    const health = lines.map(({ node, worker, version }) => ({ node, worker, version }))
    expect(new Set(health.map((each) => JSON.stringify(each))).size, 'node, worker and version on every line').to.equal(1)
    expect(health[0]).to.include({ worker: 0 }).and.to.have.property('version').that.matches(/^\d/)
    expect(lines.find(({ msg }) => msg === 'started')).to.include({ port: Number(PORT), workers: 1, runtime: process.version })
    expect(lines.at(-1)).to.include({ msg: 'stopped', code: 0 })
    await proxy.stop()
    await database.drop()
    await empty.drop()
  })
})

describe('the log while the database is away', () => {
  it('has few lines, no stack and no text of a library, and one line when the database is back', async () => {
    const database = await createTestDatabase()
    const { admin } = await findServer()
    const name = new URL(database.url).pathname.slice(1)
    const gateway = await startProcess({ DATABASE_URL: database.url })
    const person = await makePerson(database.database)
    const customer = await connectClient(gateway.url, '/', { token: person.token })
    const holder = new pg.Client({ connectionString: database.url })
    holder.on('error', () => undefined)
    await holder.connect()
    await holder.query('begin; lock table accounts in access exclusive mode')
    const answer = customer.raw('account:update', { name: 'Another Name' })
    await until(async () => {
      const { rows } = await admin.query('select from pg_stat_activity where datname = $1 and wait_event_type = $2', [name, 'Lock'])
      return rows.length > 0
    }, 'a transaction of the gateway waits')
    const before = gateway.output().length
    await admin.query(`alter database ${name} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    expect(await answer).to.have.nested.property('error.code', 'unavailable')
    const linesSince = () => linesOf(gateway.output().slice(before))
    const away = () => linesSince().filter(({ msg }) => msg === 'the database cannot be used')
    for (const _ of upTo(20)) await get(`${gateway.url}/readyz`)
    await until(() => away().length > 2, 'the log has more than one line')
    const during = linesSince()
    expect(during.filter(({ err }) => typeof err === 'object' && err !== null && 'stack' in err)).to.deep.equal([])
    expect(during.filter(({ msg }) => msg === 'background work failed')).to.deep.equal([])
    expect(during.filter(({ msg }) => msg === 'a check of readiness fails').length).to.be.below(4)
    expect(away()[0]).to.include({ reason: 'database_unavailable' }).and.to.have.property('cause').that.is.a('string')

    await admin.query(`alter database ${name} allow_connections true`)
    await until(() => linesSince().filter(({ msg }) => msg === 'the database can be used again').length === 1, 'it is over')
    await until(async () => (await get(`${gateway.url}/readyz`)).status === 200, 'it is ready')
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    customer.close()
    await database.drop()
  })
})

describe('a gateway that may have few files open', () => {
  it('says so at its start, refuses customers whom it cannot serve, and serves the others', async () => {
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url }, root, ['prlimit', '--nofile=320:320'])
    expect(linesOf(gateway.output()).find(({ openFiles, sockets }) => openFiles === 320 && sockets === 220)).to.include({ level: 40 })
    const person = await makePerson(database.database)
    const customer = await connectClient(gateway.url, '/', { token: person.token })
    const guests = await Promise.allSettled(upTo(240).map(() => connectClient(gateway.url, '/guest')))
    const served = guests.flatMap((guest) => (guest.status === 'fulfilled' ? [guest.value] : []))
    expect(served.length, 'those that open in the same moment may be a few more').to.be.within(219, 239)
    expect(await customer.request('account:get', {})).to.have.property('account')
    expect((await get(`${gateway.url}/readyz`)).status).to.equal(200)
    const refusals = linesOf(gateway.output()).filter(({ msg }) => msg.startsWith('connections are refused'))
    expect(refusals).to.have.length(1)
    for (const client of [customer, ...served]) client.close()
    await until(async () => {
      const guest = await connectClient(gateway.url, '/guest')
      guest.close()
      return true
    }, 'others find room again')
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
  })
})
