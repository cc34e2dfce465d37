/** Many customers at once, over the leanest client there is. */
import { WebSocket } from 'ws'
import { z } from 'zod'
import { mintCustomers } from '../../src/accounts/mint.ts'
import type { Database } from '../../src/database/database.ts'

interface Position {
  epoch: string
  seq: number
}

export interface Newcomer {
  token: string
  feed?: Position
}

export interface Crowd {
  /** Who has heard `session:ready`, in that order. */
  ready: number[]
  /** What `server:draining` has told each. */
  delays: number[]
  /** How many connections have closed. */
  closed(): number
  /** Resolves when every one is ready or closed. */
  arrived: Promise<void>
  leave(): void
}

const draining = z.tuple([z.literal('server:draining'), z.object({ reconnectAfterMs: z.number() })])

/** Tokens of new customers. */
export const mintTokens = async (database: Database, count: number): Promise<string[]> => {
  const tokens: string[] = []
  for await (const people of mintCustomers(database, count)) tokens.push(...people.map(({ token }) => token))
  return tokens
}

/** Connects them all in one go. */
export const gather = (url: string, newcomers: readonly Newcomer[]): Crowd => {
  const ready: number[] = []
  const delays: number[] = []
  let closed = 0
  let arrive: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const look = () => ready.length + closed >= newcomers.length && arrive()

  const sockets = newcomers.map((newcomer, index) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      closed += 1
      look()
    })
    socket.on('message', (data) => {
      const message = String(data)
      if (message.startsWith('0')) socket.send(`40${JSON.stringify(newcomer)}`)
      else if (message === '2') socket.send('3')
      else if (message.startsWith('42["session:ready"')) {
        ready.push(index)
        look()
      } else if (message.startsWith('42["server:draining"')) delays.push(draining.parse(JSON.parse(message.slice(2)))[1].reconnectAfterMs)
    })
    return socket
  })
  return {
    ready,
    delays,
    arrived,
    closed: () => closed,
    leave: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}
