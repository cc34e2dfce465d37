import { expect } from 'chai'
import { Redis } from 'ioredis'
import type { TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { gauge } from '../support/metrics.ts'
import { startNodes } from '../support/nodes.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const oldCommands = ['spublish', 'ssubscribe', 'sunsubscribe'].flatMap((command) => ['--rename-command', command, ''])

describeWith('redis-server')('a Redis user without the right to the channels', () => {
  const readiness = async ({ url }: TestGateway) => {
    const answer = await fetch(`${url}/readyz`)
    const { status, checks } = (await answer.json()) as { status: string; checks: { redis: { ok: boolean } } }
    return { code: answer.status, status, redis: checks.redis.ok, connected: await gauge({ url }, 'customerbackend_redis_connected') }
  }

  const settings: [what: string, args: string[]][] = [
    ['of Redis 7', []],
    ['of an older Redis', [...oldCommands, '--acl-pubsub-default', 'resetchannels']],
  ]
  for (const [what, args] of settings)
    it(`makes nodes report that they cannot reach each other, until the user has the right (${what})`, async () => {
      const redis = await startRedis(undefined, args)
      const admin = new Redis(redis.url)
      await admin.call('acl', 'setuser', 'app', 'on', '>secret', '~customerbackend:*', '+@all')
      const { nodes, log, stop } = await startNodes([{ REDIS_URL: `redis://app:secret@127.0.0.1:${redis.port}` }])
      const [node] = nodes as [TestGateway]
      expect(await readiness(node)).to.deep.equal({ code: 200, status: 'degraded', redis: false, connected: 0 })
      const why = await until(() => log.find((line) => line.includes('customerbackend*')), 'the log says what is missing')
      expect(why).to.include('NOPERM').and.not.to.include('secret')

      await admin.call('acl', 'setuser', 'app', '&customerbackend*')
      const ready = { code: 200, status: 'ready', redis: true, connected: 1 }
      await until(async () => expect(await readiness(node)).to.deep.equal(ready) && true, 'it is ready')
      expect(
        log.filter((line) => line.includes('customerbackend*')),
        'said once',
      ).to.have.length(1)
      admin.disconnect()
      await stop()
      await redis.stop()
    })
})
