/** Redis as it is run where one is not enough: a Cluster of two, and a master with a replica and a Sentinel. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../../src/database/embedded.ts'
import { startRedis, type TestRedis } from './redis.ts'

export interface RedisGroup {
  env: Record<string, string>
  members: TestRedis[]
  stop(): Promise<void>
}

const temporary = () => mkdtemp(join(tmpdir(), 'customerbackend-redis-'))

const ask = async <Answer>({ url }: TestRedis, work: (redis: Redis) => Promise<Answer>): Promise<Answer> => {
  const redis = new Redis(url)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

export const startRedisCluster = async (): Promise<RedisGroup> => {
  const dir = await temporary()
  const start = async (n: number) => startRedis(undefined, ['--cluster-enabled', 'yes', '--cluster-config-file', `${n}.conf`, '--dir', dir])
  const members = [await start(1), await start(2)]
  const [one, two] = members as [TestRedis, TestRedis]
  await ask(one, (redis) => redis.call('cluster', 'addslotsrange', 0, 8191))
  await ask(two, (redis) => redis.call('cluster', 'addslotsrange', 8192, 16_383))
  await ask(one, (redis) => redis.call('cluster', 'meet', '127.0.0.1', two.port))
  for (const member of members)
    while (
      !(await ask(
        member,
        async (redis) => String(await redis.call('cluster', 'info')).match(/cluster_state:ok|cluster_known_nodes:2/g)?.length === 2,
      ))
    ) {}
  return {
    env: { REDIS_CLUSTER_NODES: one.url },
    members,
    async stop() {
      await Promise.all(members.map((member) => member.stop()))
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export const startSentinel = async (): Promise<RedisGroup> => {
  const dir = await temporary()
  const master = await startRedis()
  const replica = await startRedis(undefined, ['--replicaof', '127.0.0.1', String(master.port)])
  while ((await ask(replica, (redis) => redis.info('replication'))).includes('master_link_status:down')) {}
  const port = await freePort()
  const settings = [`port ${port}`, `dir ${dir}`, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1`]
  const patience = ['sentinel down-after-milliseconds mymaster 300', 'sentinel failover-timeout mymaster 1000']
  await writeFile(join(dir, 'sentinel.conf'), [...settings, ...patience].join('\n'))
  const sentinel = spawn('redis-server', [join(dir, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
  const kill = () => sentinel.kill('SIGKILL')
  process.once('exit', kill)
  const url = `redis://127.0.0.1:${port}`
  const admin = new Redis(url, { maxRetriesPerRequest: null })
  admin.on('error', () => undefined)
  while (!String(await admin.call('sentinel', 'replicas', 'mymaster')).includes(String(replica.port))) {}
  admin.disconnect()
  return {
    env: { REDIS_SENTINELS: url },
    members: [master, replica],
    async stop() {
      process.off('exit', kill)
      kill()
      await once(sentinel, 'exit')
      await Promise.all([master, replica].map((member) => member.stop()))
      await rm(dir, { recursive: true, force: true })
    },
  }
}
