/** A round-robin load balancer before several nodes. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { GatewayProcess } from './process.ts'

export interface Balancer {
  url: string
  add(node: Pick<GatewayProcess, 'url'>): void
  /** Gives the node no new connections, and keeps those that it has. */
  remove(node: Pick<GatewayProcess, 'url'>): void
  stop(): Promise<void>
}

export const startBalancer = async (): Promise<Balancer> => {
  const ports: number[] = []
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    turn += 1
    const node = connect(ports[turn % ports.length] ?? 0, '127.0.0.1')
    for (const [one, other] of [[client, node] as const, [node, client] as const]) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const portOf = ({ url }: Pick<GatewayProcess, 'url'>) => Number(new URL(url).port)
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    add: (node) => void ports.push(portOf(node)),
    remove: (node) => void ports.splice(ports.indexOf(portOf(node)), 1),
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
