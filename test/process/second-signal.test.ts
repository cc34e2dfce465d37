import { expect } from 'chai'
import pg from 'pg'
import { connectClient } from '../support/client.ts'
import { makePerson } from '../support/gateway.ts'
import { waitingForLocks } from '../support/holding.ts'
import { itWith } from '../support/install.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { isRunning, workersOf } from '../support/workers.ts'

/** A process with a request under way. */
const startBusy = async (env: Record<string, string>) => {
  const database = await createTestDatabase()
  const gateway = await startProcess({ ...env, DATABASE_URL: database.url })
  const person = await makePerson(database.database)
  const client = await connectClient(gateway.url, '/', { token: person.token })
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('begin; lock table favorites')
  client.socket.emit('favorite:list', {})
  await until(async () => (await waitingForLocks(database.database)).length > 0, 'the request waits for the lock')
  const leave = async () => {
    client.close()
    await holder.end()
    await database.drop()
  }
  return { gateway, leave }
}

/** The exit code after two signals. */
const signalTwice = async (gateway: GatewayProcess) => {
  const ended = gateway.kill('SIGTERM')
  await until(() => gateway.output().includes('"msg":"draining"'), 'the process drains')
  gateway.child.kill('SIGTERM')
  return ended
}

describe('a second SIGTERM', () => {
  it('ends the process at once with 1, although a request is under way', async () => {
    const { gateway, leave } = await startBusy({})
    expect(await signalTwice(gateway)).to.equal(1)
    await leave()
  })

  itWith('redis-server')('ends the workers of the process before it', async () => {
    const redis = await startRedis()
    const { gateway, leave } = await startBusy({ REDIS_URL: redis.url, WEB_CONCURRENCY: '2' })
    const workers = workersOf(gateway)
    expect(workers).to.have.length(2)
    expect(await signalTwice(gateway)).to.equal(1)
    expect(workers.filter(isRunning)).to.deep.equal([])
    await leave()
    await redis.stop()
  })
})
