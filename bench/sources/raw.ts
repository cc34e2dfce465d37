/** The limit of sockets: uWebSockets.js itself. Sends the frames of a gateway from constants, and checks and looks up nothing. */
import { loadNative } from '../../src/engine/uws/native.ts'
import { menuChange, onDemand, stamped, statusChange } from './demand.ts'

const { native } = loadNative()
native._cfg('silent')

const open = '0{"sid":"AAAAAAAAAAAAAAAAAAAA","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'
const connected = '40{"sid":"AAAAAAAAAAAAAAAAAAAA"}'
const ready = `42["session:ready",${JSON.stringify({
  account: { id: '01900000-0000-7000-8000-000000000000', name: 'load-000000000000000000', role: 'customer' },
  feed: { epoch: '01900000-0000-7000-8000-000000000000', seq: 0, recovered: false, replayed: 0 },
  server: { node: '01900000-0000-7000-8000-000000000000', engine: 'uws', version: '0.0.0', time: '2026-01-01T00:00:00.000Z' },
})}]`

const allSockets = 'all'

const app = native
  .App()
  .ws('/socket.io/', {
    idleTimeout: 120,
    open: (socket) => void socket.send(open),
    message: (socket, frame) => {
      // a CONNECT packet; every other message is a pong
      const text = Buffer.from(frame).toString('latin1')
      if (!text.startsWith('40')) return
      socket.subscribe(/"token":"([^"]+)"/.exec(text)?.[1] ?? '')
      socket.subscribe(allSockets)
      socket.send(connected)
      socket.send(ready)
    },
  })
  .listen(process.env.HOST ?? '', Number(process.env.PORT), (listening) => {
    if (!listening) throw new Error('cannot listen')
    console.log(`listening on http://127.0.0.1:${native.us_socket_local_port(listening)}`)
  })

const frame = (event: string, payload: object) => `42${JSON.stringify([event, payload])}`
const at = new Date()

// its addresses are tokens, because it has no accounts
onDemand({
  publish: (tokens) => {
    for (const token of tokens) app.publish(token, frame('order:status_changed', { seq: 1, at, data: stamped(statusChange()) }))
  },
  broadcast: () => app.publish(allSockets, frame('menu:availability_changed', stamped(menuChange()))),
})
