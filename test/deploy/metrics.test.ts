import { expect } from 'chai'
import { AggregatorRegistry } from 'prom-client'
import { namespaces, pushes, requests } from '../../src/contract/index.ts'
import { createMetrics } from '../../src/metrics.ts'
import { startTestGateway } from '../support/gateway.ts'

const metricsOf = (node: string) =>
  createMetrics({
    node,
    engine: 'ws',
    build: '',
    version: '',
    pool: () => ({ used: 1, idle: 1, waiting: 0 }),
    backlog: {
      outbox: { pushes: 4, oldestSeconds: 0 },
      unsettled: { failing: 3 },
      messages: { email: { waiting: 2, failing: 1, oldestSeconds: 7 } },
      unconfirmed: 9,
      connections: { open: 11, limit: 97 },
      books: { differences: 1, checkedAt: 1_796_000_000 },
    },
    passwordQueue: () => 2,
  })

describe('the metrics', () => {
  it('of several workers count facts of the database once, and their own work together', async () => {
    const each = await Promise.all([metricsOf('a'), metricsOf('b')].map(({ registry }) => registry.getMetricsAsJSON()))
    const text = await AggregatorRegistry.aggregate(each).metrics()
    expect(text).to.match(/^customerbackend_outbox_depth 4$/m)
    expect(text).to.match(/^customerbackend_payments_unsettled\{what="failing"\} 3$/m)
    expect(text).to.match(/^customerbackend_messages_waiting\{channel="email",what="all"\} 2$/m)
    expect(text).to.match(/^customerbackend_messages_oldest_seconds\{channel="email"\} 7$/m)
    expect(text).to.match(/^customerbackend_password_queue_depth 4$/m)
  })

  it('have every counter from the start, with 0', async () => {
    const gateway = await startTestGateway()
    const text = await (await fetch(`${gateway.url}/metrics`)).text()
    for (const name of namespaces) {
      for (const { event } of Object.values(requests[name]))
        for (const code of ['ok', 'internal', 'unavailable'])
          expect(text).to.include(`customerbackend_requests_total{event="${event}",code="${code}"} 0\n`)
      for (const event of Object.keys(pushes[name])) expect(text).to.include(`customerbackend_pushes_total{event="${event}"} 0\n`)
      expect(text).to.include(`customerbackend_handshakes_total{namespace="${name}",outcome="ok"} 0\n`)
    }
    expect(text).to.include('customerbackend_handshakes_total{namespace="none",outcome="busy"} 0\n')
    await gateway.stop()
  })
})
