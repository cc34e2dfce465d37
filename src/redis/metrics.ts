import { Counter, Gauge, type Registry } from 'prom-client'

export interface RedisStatus {
  connected: boolean
  subscriptions: number
  lost: number
  renewals: number
}

/** The metrics of a node that has a Redis. */
export const registerRedisMetrics = (registry: Registry, status: () => RedisStatus): void => {
  const registers = [registry]
  new Gauge({
    name: 'customerbackend_redis_connected',
    help: '1 while this node exchanges pushes with other nodes, else 0.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(Number(status().connected))
    },
  })
  new Gauge({
    name: 'customerbackend_redis_subscriptions',
    help: 'Channels that this node subscribes to.',
    registers,
    collect() {
      this.set(status().subscriptions)
    },
  })
  new Counter({
    name: 'customerbackend_redis_lost_publishes_total',
    help: 'Messages that other nodes did not receive. They are told to read PostgreSQL instead.',
    registers,
    collect() {
      this.reset()
      this.inc(status().lost)
    },
  })
  new Counter({
    name: 'customerbackend_redis_renewals_total',
    help: 'How often this node subscribed again and sent its sockets what they missed from PostgreSQL.',
    registers,
    collect() {
      this.reset()
      this.inc(status().renewals)
    },
  })
}
