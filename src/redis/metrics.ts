import { Counter, Gauge, type Registry } from 'prom-client'

export interface RedisCounts {
  connected: boolean
  subscriptions: number
  lost: number
  renewals: number
}

/** What `/metrics` tells of Redis, on a node that has one. */
export const registerRedisMetrics = (registry: Registry, counts: () => RedisCounts): void => {
  const registers = [registry]
  new Gauge({
    name: 'customerbackend_redis_connected',
    help: '1 while pushes go out to other nodes and come in from them, else 0.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(Number(counts().connected))
    },
  })
  new Gauge({
    name: 'customerbackend_redis_subscriptions',
    help: 'Channels that this node wants to hear.',
    registers,
    collect() {
      this.set(counts().subscriptions)
    },
  })
  new Counter({
    name: 'customerbackend_redis_lost_publishes_total',
    help: 'Messages that did not go out to the other nodes, which were told to look into PostgreSQL instead.',
    registers,
    collect() {
      this.reset()
      this.inc(counts().lost)
    },
  })
  new Counter({
    name: 'customerbackend_redis_renewals_total',
    help: 'How often this node subscribed again and brought its sockets up to date from PostgreSQL.',
    registers,
    collect() {
      this.reset()
      this.inc(counts().renewals)
    },
  })
}
