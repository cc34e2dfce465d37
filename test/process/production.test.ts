import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { ensureDemoAccounts } from '../../src/accounts/demo-accounts.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { itWith } from '../support/install.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'

describe('a start in production', () => {
  let database: TestDatabase
  let env: Record<string, string>

  before(async () => {
    database = await createTestDatabase()
    await ensureDemoAccounts(database.database, createPasswordHasher())
    env = { NODE_ENV: 'production', PAYMENT_PROVIDER: 'none', RATE_LIMITS: 'on', DATABASE_URL: database.url }
  })
  after(() => database.drop())

  const staff = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/staff.js', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    })

  itWith('redis-server')('is refused for several workers at once', async () => {
    const redis = await startRedis()
    const { message } = await rejection(startProcess({ ...env, WEB_CONCURRENCY: '2', REDIS_URL: redis.url }))
    expect(message).to.include('npm run staff -- password --login manager').and.not.to.include('starting another')
    await redis.stop()
  })

  it('is refused while an account has a public password, and names the account and the remedy', async () => {
    const { message } = await rejection(startProcess(env))
    expect(message).to.include('ended with 1').and.to.include('courier, demo, kitchen, manager, warehouse')
    expect(message).to.include('npm run staff -- password --login manager').and.not.to.include('listening')
    for (const login of ['courier', 'kitchen']) await staff('disable', '--login', login)
    for (const login of ['manager', 'warehouse', 'demo']) await staff('password', '--login', login)
    const gateway = await startProcess(env)
    expect(await gateway.kill('SIGTERM')).to.equal(0)
  })

  it('is possible with a public password outside production', async () => {
    const other = await createTestDatabase()
    await ensureDemoAccounts(other.database, createPasswordHasher())
    const gateway = await startProcess({ DATABASE_URL: other.url })
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await other.drop()
  })
})
