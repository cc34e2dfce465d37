/** A Redis Cluster of three masters and a replica of the first, and a master with a replica and a Sentinel. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { endWithThisProcess } from './child.ts'
import { startRedis, type TestRedis } from './redis.ts'
import { stablePort } from './stable-port.ts'
import { until } from './until.ts'

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

const isReplicating = (replica: TestRedis) =>
  until(() => ask(replica, async (redis) => (await redis.info('replication')).includes('master_link_status:up')), 'the replica follows')

export const startRedisCluster = async (): Promise<RedisGroup> => {
  const dir = await temporary()
  // without it, the members reach each other 10,000 ports higher, among those that the system gives to connections
  const busPorts = await Promise.all([1, 2, 3, 4].map(stablePort))
  const shared = ['--cluster-enabled', 'yes', '--dir', dir, '--cluster-node-timeout', '1000']
  const members = await Promise.all(
    busPorts.map((port, n) => startRedis(undefined, [...shared, '--cluster-config-file', `${n}.conf`, '--cluster-port', String(port)])),
  )
  const [one, two, three, replica] = members as [TestRedis, TestRedis, TestRedis, TestRedis]
  const slots = [[0, 5460] as const, [5461, 10_922] as const, [10_923, 16_383] as const]
  for (const [n, master] of [one, two, three].entries())
    await ask(master, (redis) => redis.call('cluster', 'addslotsrange', ...(slots[n] ?? [])))
  for (const [n, { port }] of members.entries())
    if (n > 0) await ask(one, (redis) => redis.call('cluster', 'meet', '127.0.0.1', port, busPorts[n] ?? 0))
  const isComplete = (member: TestRedis) => async () => {
    const info = await ask(member, async (redis) => String(await redis.call('cluster', 'info')))
    return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:4')
  }
  for (const member of members) await until(isComplete(member), 'the member knows the whole cluster')
  const idOfOne = await ask(one, async (redis) => String(await redis.call('cluster', 'myid')))
  await ask(replica, (redis) => redis.call('cluster', 'replicate', idOfOne))
  await isReplicating(replica)
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
  await isReplicating(replica)
  const port = await stablePort()
  const settings = [`port ${port}`, `dir ${dir}`, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1`]
  const patience = ['sentinel down-after-milliseconds mymaster 300', 'sentinel failover-timeout mymaster 1000']
  await writeFile(join(dir, 'sentinel.conf'), [...settings, ...patience].join('\n'))
  const sentinel = spawn('redis-server', [join(dir, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
  const end = endWithThisProcess(sentinel, 'SIGKILL')
  const url = `redis://127.0.0.1:${port}`
  const admin = new Redis(url, { maxRetriesPerRequest: null })
  admin.on('error', () => undefined)
  const knowsReplica = async () => String(await admin.call('sentinel', 'replicas', 'mymaster')).includes(String(replica.port))
  await until(knowsReplica, 'the Sentinel knows the replica')
  admin.disconnect()
  return {
    env: { REDIS_SENTINELS: url },
    members: [master, replica],
    async stop() {
      await end()
      await Promise.all([master, replica].map((member) => member.stop()))
      await rm(dir, { recursive: true, force: true })
    },
  }
}
