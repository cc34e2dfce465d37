import { expect } from 'chai'
import pg from 'pg'
import { connectClient } from '../support/client.ts'
import { makePerson } from '../support/gateway.ts'
import { waitingForLocks } from '../support/holding.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

describe('a second SIGTERM', () => {
  it('ends the process at once with 1, although a request is under way', async () => {
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url })
    const person = await makePerson(database.database)
    const client = await connectClient(gateway.url, '/', { token: person.token })
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query('begin; lock table favorites')
    client.socket.emit('favorite:list', {})
    await until(async () => (await waitingForLocks(database.database)).length > 0, 'the request waits for the lock')

    const ended = gateway.kill('SIGTERM')
    await until(() => gateway.output().includes('"msg":"draining"'), 'the process drains')
    gateway.child.kill('SIGTERM')
    expect(await ended).to.equal(1)
    client.close()
    await holder.end()
    await database.drop()
  })
})
