import { once } from 'node:events'
import { expect } from 'chai'
import { type RawData, WebSocketServer } from 'ws'
import { actions } from '../../bench/loadtest/actions.ts'
import { createCustomer } from '../../bench/loadtest/customer.ts'
import { createLine } from '../../bench/loadtest/line.ts'
import { createLoad } from '../../bench/loadtest/load.ts'
import { readOptions } from '../../bench/loadtest/options.ts'
import { ignoreRecorded } from '../../bench/loadtest/wire.ts'
import { menuList } from '../../src/contract/index.ts'

type Fate = 'ok' | 'busy' | 'cut' | 'nothing'

const answers = { ok: '{"ok":true,"data":{}}', busy: '{"ok":false,"error":{"code":"unavailable","message":"busy","retryable":true}}' }

/** Speaks as much Socket.IO as a line needs, and refuses the first connections. */
const startFakeGateway = async (fateOf: (nth: number) => Fate = () => 'ok', refusedConnections = 0) => {
  let [connections, requests] = [0, 0]
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    verifyClient: () => {
      connections += 1
      return connections > refusedConnections
    },
  })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    socket.send('0{}')
    socket.on('message', (data: RawData) => {
      const text = String(data)
      const namespace = text.startsWith('/guest,', 2) ? '/guest,' : ''
      if (text.startsWith('40')) {
        socket.send(`40${namespace}{}`)
        // it does not fit the contract, but lets the customer in
        if (namespace === '') socket.send('42["session:ready",{}]')
        return
      }
      requests += 1
      const fate = fateOf(requests)
      if (fate === 'cut') socket.terminate()
      else if (fate !== 'nothing') socket.send(`43${namespace}${/\d+/.exec(text.slice(2))?.[0]}[${answers[fate]}]`)
    })
  })
  const address = server.address()
  const options = readOptions(['--url', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, '--timeout', '1'])
  if (!options) throw new Error('no options')
  const load = createLoad(options, { index: 0, of: 1, runId: '00000000' })
  load.recorder.open()
  return {
    load,
    row: (kind: string) => load.recorder.rows().find((each) => each.kind === kind),
    close: () => {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

const long = 5000
const aWhileAgo = () => performance.now() - long

describe('A connection of the load tester', () => {
  let close = () => {}
  const start = async (...how: Parameters<typeof startFakeGateway>) => {
    const started = await startFakeGateway(...how)
    close = started.close
    return started
  }
  afterEach(() => close())

  it('is measured from the moment at which it was due, also after a refusal', async () => {
    const { load, row } = await start(undefined, 1)
    const line = createLine({ load, who: 'a guest', namespace: '/guest' })
    line.dueAt(aWhileAgo())
    await line.open()
    expect(row('connect to /guest')).to.include({ ok: 1, refused: 1 })
    expect(row('connect to /guest')?.max).to.be.at.least(long)
  })

  for (const fate of ['busy', 'cut'] as const)
    it(`measures a request from the moment at which it was due, although it was ${fate} first`, async () => {
      const { load, row } = await start((nth) => (nth === 1 ? fate : 'ok'))
      const line = createLine({ load, who: 'a guest', namespace: '/guest' })
      await line.open()
      line.dueAt(aWhileAgo())
      // the answer does not fit the contract
      await line.request(menuList, {}).catch(ignoreRecorded)
      expect(row('menu:list')?.p50).to.be.at.least(long)
    })

  it('is not measured from the moment of an action that requests nothing', async () => {
    const { load, row } = await start()
    const customer = createCustomer(load, { login: 'a', token: 't' })
    customer.line.dueAt(aWhileAgo())
    await actions.watch(customer, load)
    await customer.line.open()
    expect(row('connect')?.max).to.be.below(long)
  })

  it('counts a request without an answer as failed, with the time that it waited', async () => {
    const { load, row } = await start(() => 'nothing')
    const line = createLine({ load, who: 'a guest', namespace: '/guest' })
    await line.request(menuList, {}).catch(ignoreRecorded)
    for (const kind of ['menu:list', 'any request']) {
      expect(row(kind), kind).to.include({ ok: 0, failed: 1 })
      expect(row(kind)?.max, kind).to.be.at.least(990)
    }
  })
})
