import cluster from 'node:cluster'
import { hostname } from 'node:os'
import type { NodeState } from '../feed/explain/on-node.ts'
import type { RedisLink } from '../redis/link.ts'
import type { Sockets } from '../sockets/index.ts'
import { version } from '../version.ts'

/** What a node says of itself to those who ask why a customer did not hear of something. */
export const createNodeState = (node: string, sockets: Pick<Sockets, 'isDraining'>, redis: Pick<RedisLink, 'status'> | undefined) => {
  const startedAt = new Date().toISOString()
  return (): NodeState => ({
    node,
    host: hostname(),
    pid: process.pid,
    worker: cluster.worker?.id ?? 0,
    version,
    startedAt,
    isDraining: sockets.isDraining(),
    ...(redis && { hasRedis: redis.status().connected }),
  })
}
