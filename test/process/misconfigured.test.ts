import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { checkConnections } from '../../src/process/check-connections.ts'
import { itWith } from '../support/install.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'

const wrongPassword = 'a-password-that-nobody-shall-read'

const transfers = { PAYEE_NAME: 'Shop', PAYEE_IBAN: 'SK3112000000198742637541', BANK_WEBHOOK_SECRET: 'a-secret-of-more-than-sixteen' }

describe('a gateway with a wrong setting', () => {
  let database: TestDatabase

  before(async () => {
    database = await createTestDatabase({ empty: true })
  })
  after(() => database.drop())

  const wrong = (change: Partial<URL>) => Object.assign(new URL(database.url), change).href

  const refusals: [what: string, url: () => string, says: RegExp][] = [
    [
      'a database that does not exist',
      () => wrong({ pathname: '/nowhere' }),
      /DATABASE_URL names cannot be used: database "nowhere" does not/,
    ],
    [
      'a password of the database that is wrong',
      () => wrong({ password: wrongPassword }),
      /cannot be used: password authentication failed/,
    ],
    ['a database without the schema', () => database.url, /^The schema is not up to date \(.* does not exist\): customerbackend migrate$/m],
  ]
  for (const [what, url, says] of refusals)
    it(`exits with 1 and says what is wrong: ${what}`, async () => {
      const { message } = await rejection(startProcess({ DATABASE_URL: url(), LOG_LEVEL: 'error' }))
      expect(message).to.match(says).and.to.include('ended with 1').and.not.to.include(wrongPassword)
    })

  it('counts the connections that it may open before it starts, unless a pooler shares them', async () => {
    const few = { WEB_CONCURRENCY: 1 }
    await checkConnections(few, database.database)
    const { message } = await rejection(checkConnections({ WEB_CONCURRENCY: 64 }, database.database))
    expect(message).to.match(
      /^WEB_CONCURRENCY=64 opens up to 641 connections, and PostgreSQL takes \d+ from this role: lower WEB_CONCURRENCY/,
    )
    await database.database.query('create role few login connection limit 9')
    await database.database.transact(async ({ query }) => {
      await query('set local role few')
      expect((await rejection(checkConnections(few, { query }))).message).to.include('opens up to 10 connections, and PostgreSQL takes 9')
    })
    await database.database.query('drop role few')
  })

  it('names the port that is taken, and the setting', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const ready = await createTestDatabase()
    const { message } = await rejection(startProcess({ DATABASE_URL: ready.url, PORT: port, LOG_LEVEL: 'error' }))
    expect(message).to.include('ended with 1').and.to.include(`Port ${port} is taken: set PORT to a free one`)
    other.close()
    await ready.drop()
  })

  it('names DATA_DIR if it cannot be used', async () => {
    const { message } = await rejection(startProcess({ DATA_DIR: join(root, 'package.json/data'), LOG_LEVEL: 'error' }))
    expect(message).to.include('ended with 1').and.to.include('DATA_DIR cannot be used: ENOTDIR')
  })

  it('names a currency of the shop that does not exist, or that a payment service does not collect', async () => {
    const { url, database: shop, drop } = await createTestDatabase()
    const says: [currency: string, env: Record<string, string>, says: string][] = [
      ['ABC', {}, "The shop's currency is ABC, which is not a currency of ISO 4217"],
      ['CZK', transfers, 'The shop\'s currency is CZK, which the payment service "bank" does not collect'],
    ]
    for (const [currency, env, expected] of says) {
      await shop.query('update store set currency = $1', [currency])
      const { message } = await rejection(startProcess({ DATABASE_URL: url, LOG_LEVEL: 'error', ...env }))
      expect(message).to.include(expected).and.to.include('ended with 1')
    }
    await drop()
  })

  it('is found by a check of the file of the shop too, in the same words', async () => {
    const env = { PATH: process.env.PATH, ...transfers }
    const check = promisify(execFile)(process.execPath, ['dist/shop.js', 'check', 'shop/flowers.yaml'], { cwd: root, env })
    expect((await rejection(check)).message).to.match(
      /shop\/flowers\.yaml:\d+: shop\.currency: the payment service "bank" does not collect JPY/,
    )
  })

  itWith('redis-server')('ends with 1 as several workers do, which are not started again and again', async () => {
    const redis = await startRedis()
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, WEB_CONCURRENCY: '2' }
    const { message } = await rejection(startProcess(env))
    expect(message).to.include('customerbackend migrate').and.to.include('ended with 1').and.not.to.include('starting another')
    await redis.stop()
  })

  itWith('redis-server')('works alone where Redis refuses it, says why once, and repeats no password', async () => {
    const redis = await startRedis(undefined, ['--requirepass', 'right'])
    const { url, drop } = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: url, REDIS_URL: `redis://:${wrongPassword}@127.0.0.1:${redis.port}` })
    const answer = await fetch(`${gateway.url}/readyz`)
    expect(answer.status).to.equal(200)
    expect(await answer.text()).to.include('"status":"degraded"')
    expect(gateway.output().match(/"message":"WRONGPASS/g), 'by each of the two connections').to.have.length(2)
    expect(gateway.output()).not.to.include(wrongPassword)
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await drop()
    await redis.stop()
  })
})
