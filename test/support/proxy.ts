/** A TCP proxy that can fall silent. A connection through it is then half open, as behind a firewall that has dropped its state. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  port: number
  /** Stops passing data on, in both directions, and closes nothing. It still accepts connections. */
  fallSilent(): void
  /** Passes on the data of new connections again. Earlier ones stay silent. */
  recover(): void
  /** New connections go to this port. */
  redirect(port: number): void
  stop(): Promise<void>
}

/** `delayMs` is the latency in each direction. */
export const startProxy = async (targetPort: number, delayMs = 0): Promise<Proxy> => {
  const open = new Set<Socket>()
  let silent = false
  let leadsTo = targetPort

  const track = (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  }
  const pass = (from: Socket, to: Socket) =>
    from.on('data', (chunk) => {
      if (!silent) setTimeout(() => to.write(chunk), delayMs)
    })
  const server = createServer((client) => {
    track(client)
    if (silent) return
    const target = connect(leadsTo, '127.0.0.1')
    track(target)
    pass(client, target)
    pass(target, client)
    client.on('close', () => target.destroy())
    target.on('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    fallSilent() {
      silent = true
      for (const socket of open) socket.removeAllListeners('data').pause()
    },
    recover() {
      silent = false
    },
    redirect(port) {
      leadsTo = port
    },
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
