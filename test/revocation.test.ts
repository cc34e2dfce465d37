import { expect } from 'chai'
import { connectCustomer, connectStaff, makePerson, type TestGateway } from './support/gateway.ts'
import { startNodes } from './support/nodes.ts'
import { startRedis } from './support/redis.ts'

describe('a session that was ended on another node', () => {
  it('is over within half a minute although Redis is away, for customers, for the staff and for whoever was given another role', async function () {
    this.timeout(40_000)
    const redis = await startRedis()
    const { nodes, database, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url }))
    const [a, b] = nodes as [TestGateway, TestGateway]
    const customer = await makePerson(database.database)
    const courier = await makePerson(database.database, 'courier')
    const manager = await makePerson(database.database, 'manager')
    const [one, two] = await Promise.all([connectCustomer(a, customer.token), connectCustomer(b, customer.token)])
    const [three, four] = await Promise.all([connectStaff(a, courier.token), connectStaff(b, courier.token)])
    const demoted = await connectStaff(b, manager.token)
    const leaving = [two, four, demoted]
    const ended = Promise.all(leaving.map(({ socket }) => new Promise((resolve) => socket.once('session:ended', resolve))))
    const gone = Promise.all(leaving.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))))
    await redis.stop()
    const started = performance.now()
    await one.request('account:sign_out', {})
    await three.request('account:sign_out', {})
    await database.database.query("update accounts set role = 'kitchen' where id = $1", [manager.id])
    expect(await ended).to.deep.equal([{ reason: 'signed_out' }, { reason: 'signed_out' }, { reason: 'revoked' }])
    await gone
    expect(performance.now() - started).to.be.lessThan(30_000)
    const back = await connectStaff(b, manager.token)
    expect((await back.pushed('session:ready')).account.role, 'what he is now').to.equal('kitchen')
    back.close()
    await stop()
  })
})
