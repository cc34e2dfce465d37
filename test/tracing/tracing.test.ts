import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'
import { createTracedBatcher } from '../../src/queues/traced-batcher.ts'
import { ExportFailures } from '../../src/tracing/export-failures.ts'
import { startTracing } from '../../src/tracing/start.ts'
import type { Tracing } from '../../src/tracing/tracing.ts'
import { connectClient } from '../support/client.ts'
import { type CollectedSpan, startCollector } from '../support/collector.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement, staffOf } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

const tracingTo = async (endpoint: string, env: Record<string, string> = {}): Promise<Tracing> => {
  const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env })
  const tracing = await startTracing(config, { node: 'n1', version: '1.2.3', onError: () => undefined })
  if (!tracing) throw new Error('nothing is traced')
  return tracing
}

describe('traces', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>
  let gateway: TestGateway
  let tracing: Tracing
  const log: string[] = []

  before(async () => {
    collector = await startCollector()
    tracing = await tracingTo(`${collector.url}/`, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20key', OTEL_SERVICE_NAME: 'orders' })
    gateway = await startTestGateway({ tracing, log: (line) => log.push(line) })
  })
  after(async () => {
    await gateway.stop()
    await tracing.stop()
    collector.stop()
  })

  const found = async (name: string, fits: (span: CollectedSpan) => boolean = () => true): Promise<CollectedSpan> => {
    const span = await until(() => collector.spans.find((one) => one.name === name && fits(one)), `the span ${name} arrives`)
    return span ?? expect.fail()
  }

  it('show a request with its batch, its call to the payment service and its pushes', async () => {
    const customer = await arrive(gateway)
    const dish = await anyDish(gateway)
    await customer.client.request('order:place', placement(dish.id, { paymentMethod: 'card', note: 'ring at Novak' }))
    const request = await found('order:place')
    expect(request.parentSpanId ?? '').to.equal('')
    expect(request.attributes).to.deep.equal({
      'customerbackend.namespace': '/',
      'customerbackend.role': 'customer',
      'customerbackend.code': 'ok',
    })
    const batch = await found('place_orders')
    expect(batch.attributes).to.deep.equal({ 'customerbackend.batch_size': 1 })
    expect(batch).to.include({ traceId: request.traceId, parentSpanId: request.spanId })
    const call = await found('sandbox create')
    expect(call).to.include({ traceId: request.traceId, parentSpanId: request.spanId, kind: 3 })
    const push = await found('push', ({ parentSpanId }) => parentSpanId === batch.spanId)
    expect(push.attributes).to.include({ 'customerbackend.pushes': 1 })
    expect(collector.resources[0]).to.include({ 'service.name': 'orders', 'service.version': '1.2.3', 'service.instance.id': 'n1' })
    expect(collector.headers[0]).to.include({ 'x-key': 'a key', path: '/v1/traces' })
    customer.client.close()
  })

  it('show a batch of several callers in a trace of its own, with links to each', async () => {
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const work = async (entries: readonly string[]) => {
      await released
      return [...entries]
    }
    const batch = createTracedBatcher(tracing, 'a batch', work, 64)
    const calls = ['first', 'second', 'third'].map((name) => tracing.trace({ name, kind: 'internal' }, () => batch(name)))
    release()
    await Promise.all(calls)
    const [first, second, third] = [await found('first'), await found('second'), await found('third')]
    const batches = collector.spans.filter(({ name }) => name === 'a batch')
    const known = batches.flatMap(({ links, parentSpanId }) => [...links.map(({ spanId }) => spanId), parentSpanId])
    for (const { spanId } of [first, second, third]) expect(known).to.include(spanId)
    for (const { links, traceId } of batches.filter(({ links }) => links.length > 0)) {
      expect(links.length).to.be.at.least(2)
      expect([first, second, third].map((span) => span.traceId)).to.not.include(traceId)
    }
    expect(batches.some(({ links }) => links.length > 0)).to.equal(true)
  })

  it('go on with the trace of the client, from its handshake', async () => {
    const { token } = await makePerson(gateway.database)
    const traceId = randomUUID().replaceAll('-', '')
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    const client = await connectClient(gateway.url, '/', { token }, { traceparent })
    await client.request('account:get', {})
    await client.raw('order:get', { orderId: randomUUID() })
    client.close()
    const refused = await found('order:get', (span) => span.traceId === traceId)
    expect(refused.attributes).to.include({ 'customerbackend.code': 'not_found', 'customerbackend.reason': 'order_not_found' })
    expect(refused.status.code, 'a refusal is no error').to.equal(0)
    for (const name of ['connect /', 'account:get']) {
      const span = await found(name, (one) => one.traceId === traceId)
      expect(span.parentSpanId).to.equal('00f067aa0ba902b7')
    }
  })

  it('ignore a traceparent that is none', async () => {
    for (const traceparent of ['', '00-0-0-0', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, 'x'.repeat(5000)]) {
      const client = await connectClient(gateway.url, '/guest', {}, { traceparent })
      await client.request('menu:list', {})
      client.close()
    }
    const span = await found('menu:list')
    expect(span.traceId).to.not.equal('0'.repeat(32))
  })

  it('are named in the log and in internal errors', async () => {
    const { client } = await arrive(gateway)
    await gateway.database.query('alter table favorites rename to favourites')
    const reply = await client.raw('favorite:list', {})
    await gateway.database.query('alter table favourites rename to favorites')
    if (reply.ok) throw new Error('it did not fail')
    const { id, traceId } = reply.error.details as { id: string; traceId: string }
    expect(log.find((line) => line.includes(id))).to.include(`"traceId":"${traceId}"`)
    const span = await found('favorite:list', (one) => one.traceId === traceId)
    expect(span.status.code).to.equal(2)
    client.close()
  })

  it('have no personal data, no payloads and no values of SQL', async () => {
    const staff = await staffOf(gateway)
    const customer = await arrive(gateway)
    const secrets = { address: 'Tajná 77, Bratislava', note: 'the code is 4711', name: 'Jozef Mak', phone: '+421 905 123 456' }
    const delivery = { address: secrets.address, contactName: secrets.name, phone: secrets.phone }
    await customer.client.request('order:place', placement((await anyDish(gateway)).id, { delivery, note: secrets.note }))
    await customer.client.raw('account:update', { email: 'no mail' })
    await staff.manager.client.raw('customer:find', { text: secrets.name })
    await found('customer:find')
    const sent = collector.bodies.join()
    for (const secret of [...Object.values(secrets), customer.id, customer.login, customer.token]) expect(sent).to.not.include(secret)
    expect(
      collector.spans.flatMap(({ events }) => events),
      'no messages of errors',
    ).to.deep.equal([])
  })

  it('end with the request: what it leaves to timers has a trace of its own', async () => {
    let later: string | undefined = 'not yet'
    await tracing.trace({ name: 'outer', kind: 'internal' }, async () => {
      setTimeout(() => {
        later = tracing.here()?.traceId
      }, 20)
    })
    await until(() => later !== 'not yet', 'the timer has run')
    expect(later).to.equal(undefined)
  })
})

describe('the samplers', () => {
  const sampled = async (env: Record<string, string>, traceparent?: string) => {
    const collector = await startCollector()
    const tracing = await tracingTo(collector.url, env)
    for (let n = 0; n < 100; n += 1) await tracing.trace({ name: 'one', kind: 'server', traceparent }, async () => undefined)
    await tracing.stop()
    collector.stop()
    return collector.spans.length
  }
  const yes = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const no = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`

  it('send what their names say, and everything before they stop', async () => {
    expect(await sampled({})).to.equal(100)
    expect(await sampled({}, no)).to.equal(0)
    expect(await sampled({ OTEL_TRACES_SAMPLER: 'always_on' }, no)).to.equal(100)
    expect(await sampled({ OTEL_TRACES_SAMPLER: 'always_off' }, yes)).to.equal(0)
    expect(await sampled({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' })).to.equal(0)
    expect(await sampled({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, yes)).to.equal(100)
    expect(await sampled({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })).to.equal(0)
    const half = await sampled({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' })
    expect(half).to.be.within(10, 90)
  })
})

describe('a collector that is away', () => {
  it('costs no more memory than the queue, and no time', async () => {
    const collector = await startCollector()
    const release = collector.hold()
    const tracing = await tracingTo(collector.url)
    for (let n = 0; n < 20_000; n += 1) await tracing.trace({ name: 'one', kind: 'server' }, async () => undefined)
    release()
    await tracing.stop()
    collector.stop()
    expect(collector.spans.length).to.be.within(1, 6000)
  })

  it('is said once, and stops nothing', async () => {
    const errors: unknown[] = []
    const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await stablePort()}` })
    const tracing = await startTracing(config, { node: 'n1', version: '', onError: (error) => errors.push(error) })
    expect(await tracing?.trace({ name: 'one', kind: 'server' }, async () => 7)).to.equal(7)
    await tracing?.stop()
    const lines: object[] = []
    const failures = new ExportFailures({ warn: (line: object) => void lines.push(line) })
    failures.note(new Error('connect ECONNREFUSED'))
    failures.note(new Error('connect ECONNREFUSED'))
    expect(lines).to.deep.equal([{ cause: 'connect ECONNREFUSED' }])
  })
})

/** Prints, at the end of the process, the modules of OpenTelemetry that it has loaded. */
const printModules = `
  import { createRequire } from 'node:module'
  import { writeSync } from 'node:fs'
  const { cache } = createRequire('file:///')
  process.on('exit', () => writeSync(1, 'modules: ' + Object.keys(cache).filter((path) => /@opentelemetry/.test(path)).join() + '\\n'))`

describe('a gateway in a process of its own', () => {
  const modulesOf = async (env: Record<string, string>) => {
    const database = await createTestDatabase()
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(printModules)}`
    const gateway = await startProcess({ DATABASE_URL: database.url, NODE_OPTIONS, ...env })
    const guest = await connectClient(gateway.url, '/guest')
    await guest.request('menu:list', {})
    guest.close()
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
    const output = gateway.output()
    return { output, modules: /^modules: (.*)$/m.exec(output)?.[1]?.split(',') ?? expect.fail(output) }
  }

  it('loads nothing of OpenTelemetry without an endpoint, but the interface that prom-client loads', async () => {
    const { modules } = await modulesOf({})
    expect(modules.filter((path) => !path.includes('/@opentelemetry/api/'))).to.deep.equal([])
  })

  it('sends what is left when it drains, and names the trace in its log', async () => {
    const collector = await startCollector()
    const { output, modules } = await modulesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' })
    expect(modules.some((path) => path.includes('/@opentelemetry/sdk-trace/'))).to.equal(true)
    const span = collector.spans.find(({ name }) => name === 'menu:list')
    expect(output).to.include(`"traceId":"${span?.traceId}"`)
    collector.stop()
  })
})
