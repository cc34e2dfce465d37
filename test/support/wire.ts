/** A WebSocket proxy between a client and a gateway that can drop and repeat messages and cut the connection. */
import { once } from 'node:events'
import { type RawData, WebSocket, WebSocketServer } from 'ws'

export interface Wire {
  url: string
  /** Decides for each message: `pass` it, `drop` it, send it `twice`, or `cut` the connection. */
  meddle(how: (message: string, from: 'client' | 'gateway') => 'pass' | 'drop' | 'twice' | 'cut'): void
  /** Cuts every connection. */
  cut(): void
  close(): void
}

export const startWire = async ({ port }: { port: number }): Promise<Wire> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  let meddle: Parameters<Wire['meddle']>[0] = () => 'pass'

  const cut = () => {
    for (const client of server.clients) client.terminate()
  }

  server.on('connection', (client, { url = '' }) => {
    const gateway = new WebSocket(`ws://127.0.0.1:${port}${url}`)
    const ready = once(gateway, 'open')
    const end = () => {
      client.terminate()
      gateway.terminate()
    }
    const pass = (to: WebSocket, from: 'client' | 'gateway') => async (data: RawData) => {
      await ready
      const message = String(data)
      const fate = meddle(message, from)
      if (fate === 'cut') end()
      if (fate === 'pass' || fate === 'twice') to.send(message)
      if (fate === 'twice') to.send(message)
    }
    client.on('message', pass(gateway, 'client'))
    gateway.on('message', pass(client, 'gateway'))
    for (const side of [client, gateway]) side.on('close', end).on('error', end)
  })

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    meddle: (how) => {
      meddle = how
    },
    cut,
    close: () => {
      cut()
      server.close()
    },
  }
}
