/** Where the gateway listens, and what it stands on. */
import { z } from 'zod'
import { integer, isRedisUrl, list, secret, variable } from '../kinds.ts'

export const serving = {
  PORT: variable('The port to listen on, for WebSocket and HTTP.', 'a port, 0 to 65535 (0: any free one)', integer(3000, 0, 65_535)),
  HOST: variable(
    'The address to listen on.',
    'an IP address or a host name',
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .prefault('0.0.0.0'),
  ),
  DATABASE_URL: secret(
    'The PostgreSQL database to use, version 14 or newer. If unset, the gateway runs an embedded PostgreSQL in DATA_DIR.',
    'postgres://user:password@host:port/database',
    // see database-url.ts
    z.string().optional(),
  ),
  DATA_DIR: variable(
    'Where the embedded PostgreSQL keeps its data, and the gateway the uploaded pictures and the mails that it does not send.',
    'a directory',
    z.string().prefault('.data'),
  ),
  REDIS_URL: secret(
    'The Redis that connects several nodes. If unset, this node runs alone.',
    'redis://user:password@host:port, or rediss://',
    z.string().refine(isRedisUrl).optional(),
  ),
  REDIS_SENTINELS: secret(
    'The Redis Sentinels to ask for the master. The user, password and TLS setting of Redis itself come from REDIS_URL; the host in it is ignored.',
    'redis:// or rediss:// URLs, comma-separated; the user and password of the first apply to all',
    list(isRedisUrl),
  ),
  REDIS_SENTINEL_NAME: variable('The master name configured in Sentinel.', 'a name', z.string().prefault('mymaster')),
  REDIS_CLUSTER_NODES: secret(
    'Some nodes of a Redis Cluster. Replaces REDIS_URL.',
    'redis:// or rediss:// URLs, comma-separated; the user and password of the first apply to all',
    list(isRedisUrl),
  ),
  WEB_CONCURRENCY: variable(
    'The number of worker processes that share the port. More than one requires Redis.',
    'processes, 1 to 64',
    integer(1, 1, 64),
  ),
  ENGINE: variable(
    "The WebSocket server: uws is uWebSockets.js, ws is Node's own HTTP server. auto takes uws where a build of it loads, and ws elsewhere.",
    'auto, uws or ws',
    z.enum(['auto', 'uws', 'ws']).prefault('auto'),
  ),
}
