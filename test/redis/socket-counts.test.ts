import { once } from 'node:events'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { createSocketCounts } from '../../src/redis/socket-counts.ts'
import { describeWith } from '../support/install.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const prefix = 'customerbackend:sockets:'

describeWith('redis-server')('the counts of sockets in Redis', () => {
  it('go by themselves when the last socket left while Redis was away, and stay while there are sockets', async () => {
    const redis = await startRedis()
    const admin = new Redis(redis.url)
    const client = new Redis(redis.url, { lazyConnect: true, enableOfflineQueue: false })
    await client.connect()
    const counts = createSocketCounts(client, 1500)
    const open = new Map([
      ['stays', 2],
      ['leaves', 1],
    ])
    const here = (room: string) => open.get(room) ?? 0
    counts.renewFrom(() => open.keys(), here)
    const note = (room: string) => counts.note(room, here(room))
    const roomsInRedis = async () => (await admin.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)).sort()

    for (const room of open.keys()) await note(room)
    expect(await roomsInRedis()).to.deep.equal(['leaves', 'stays'])
    const gone = once(client, 'end')
    client.disconnect()
    await gone
    open.delete('leaves')
    await note('leaves')
    await client.connect()
    await until(async () => !(await roomsInRedis()).includes('leaves'), 'the count of the empty room expires')
    // where this machine is too slow to write it in time, it comes back
    const isThere = async () => Object.values(await admin.hgetall(`${prefix}stays`)).join() === '2'
    await until(isThere, 'the count of the other room stays, under the new name of the node only')

    counts.stop()
    expect(await admin.pttl(`${prefix}stays`), 'without writing again it would go').to.be.within(-2, 1500)
    client.disconnect()
    admin.disconnect()
    await redis.stop()
  })

  it('expire within the hour in production', async () => {
    const redis = await startRedis()
    const client = new Redis(redis.url)
    await once(client, 'ready')
    const counts = createSocketCounts(client)
    await counts.note('room', 1)
    expect(await client.pttl(`${prefix}room`)).to.be.within(1, 3600_000)
    counts.stop()
    client.disconnect()
    await redis.stop()
  })
})
