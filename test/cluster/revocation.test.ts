import { expect } from 'chai'
import { v7 as uuidv7 } from 'uuid'
import { connectCustomer, connectGuest, connectNewStaff, connectStaff, makePerson, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { startNodes } from '../support/nodes.ts'
import { holdRecheck } from '../support/recheck.ts'
import { startRedis } from '../support/redis.ts'

describeWith('redis-server')('a session that was ended on another node', () => {
  it('is closed at once where Redis is there, and so is a socket that is shaking hands at that moment', async () => {
    const redis = await startRedis()
    let held: { arrived: () => void; released: Promise<void> } | undefined
    const { nodes, database, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url }), holdRecheck, (sql) => {
      if (!held || !sql.includes('"mustEnrol"')) return undefined
      held.arrived()
      return held.released
    })
    const [a, b] = nodes as [TestGateway, TestGateway]
    const manager = await connectNewStaff(a, 'manager')
    const kitchen = await makePerson(database.database, 'kitchen')
    const open = await connectStaff(b, kitchen.token)
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    const late = await new Promise<{ outcome: Promise<string> }>((resolve) => {
      held = { arrived: () => resolve({ outcome }), released }
      const outcome = connectStaff(b, kitchen.token).then(
        ({ socket, raw }) =>
          Promise.race([
            raw('queue:list', {}).then(() => 'answered'),
            new Promise<string>((gone) => (socket.connected ? socket.once('disconnect', () => gone('closed')) : gone('closed'))),
          ]),
        () => 'closed',
      )
    })
    await manager.client.request('staff:disable', { requestId: uuidv7(), staffId: kitchen.id })
    expect(await open.pushed('session:ended')).to.deep.equal({ reason: 'disabled' })
    release()
    expect(await late.outcome).to.equal('closed')
    manager.client.close()
    await stop()
    await redis.stop()
  })

  it('is closed within half a minute although Redis is down, for customers, for the staff and after a change of role', async () => {
    const redis = await startRedis()
    const { nodes, database, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url }))
    const [a, b] = nodes as [TestGateway, TestGateway]
    const customer = await makePerson(database.database)
    const courier = await makePerson(database.database, 'courier')
    const manager = await makePerson(database.database, 'manager')
    const [one, two] = await Promise.all([connectCustomer(a, customer.token), connectCustomer(b, customer.token)])
    const [three, four] = await Promise.all([connectStaff(a, courier.token), connectStaff(b, courier.token)])
    const demoted = await connectStaff(b, manager.token)
    const guest = await connectGuest(a)
    const password = 'a long way to the door'
    const login = `r${uuidv7().replaceAll('-', '').slice(-12)}`
    const first = await guest.request('account:sign_up', { login, email: `${login}@example.com`, password, name: 'R' })
    const second = await guest.request('account:sign_in', { login, password })
    const [five, six] = await Promise.all([connectCustomer(a, first.token), connectCustomer(b, second.token)])
    const leaving = [two, four, demoted, six]
    const ended = Promise.all(leaving.map(({ socket }) => new Promise((resolve) => socket.once('session:ended', resolve))))
    const gone = Promise.all(leaving.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))))
    await redis.stop()
    const started = performance.now()
    await one.request('account:sign_out', { everywhere: true })
    await three.request('account:sign_out', {})
    await database.database.query("update accounts set role = 'kitchen' where id = $1", [manager.id])
    await five.request('account:change_password', { current: password, next: 'a longer way to the door' })
    const reasons = ['signed_out', 'signed_out', 'revoked', 'password_changed']
    expect(await ended).to.deep.equal(reasons.map((reason) => ({ reason })))
    await gone
    // the recheck runs every 20 s; the rest is for a busy machine
    expect(performance.now() - started).to.be.lessThan(40_000)
    const back = await connectStaff(b, manager.token)
    expect((await back.pushed('session:ready')).account.role, 'the new role').to.equal('kitchen')
    await five.request('order:pending', {})
    for (const client of [back, guest, five]) client.close()
    await stop()
  })
})
