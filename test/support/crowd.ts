/** Many simultaneous customers, over a minimal client. */
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
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
  /** The customers that have received `session:ready`, in that order. */
  ready: number[]
  /** When each received `server:draining`, in milliseconds. */
  goodbyes: number[]
  /** The number of reconnections before they were ready: on a busy machine the gateway may refuse with `busy`. */
  retries(): number
  /** The number of connections that have closed after they were ready. */
  closed(): number
  /** Resolves when all are ready. */
  arrived: Promise<void>
  leave(): void
}

const retryAfterMs = 100

/** Tokens of new customers. */
export const mintTokens = async (database: Database, count: number): Promise<string[]> => {
  const tokens: string[] = []
  for await (const people of mintCustomers(database, count)) tokens.push(...people.map(({ token }) => token))
  return tokens
}

interface Events {
  onReady(): void
  onDraining(): void
  /** Closed, or refused. */
  onGone(): void
}

const open = (url: string, newcomer: Newcomer, { onReady, onDraining, onGone }: Events): WebSocket => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.on('error', () => undefined)
  socket.on('close', onGone)
  socket.on('message', (data) => {
    const message = String(data)
    if (message.startsWith('0')) socket.send(`40${JSON.stringify(newcomer)}`)
    else if (message === '2') socket.send('3')
    else if (message.startsWith('44')) socket.close()
    else if (message.startsWith('42["session:ready"')) onReady()
    else if (message.startsWith('42["server:draining"')) onDraining()
  })
  return socket
}

/** Connects them all at the same moment. A customer who is refused or cut off before `session:ready` connects again. */
export const gather = (url: string, newcomers: readonly Newcomer[]): Crowd => {
  const ready: number[] = []
  const goodbyes: number[] = []
  const sockets = new Map<number, WebSocket>()
  let [retries, closed, over] = [0, 0, false]
  let everybodyIsReady: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    everybodyIsReady = resolve
  })

  const enter = (index: number, newcomer: Newcomer) => {
    let isReady = false
    const onReady = () => {
      isReady = true
      if (ready.push(index) === newcomers.length) everybodyIsReady()
    }
    const onGone = async () => {
      if (isReady) closed += 1
      if (isReady || over) return
      retries += 1
      await sleep(retryAfterMs)
      if (!over) enter(index, newcomer)
    }
    sockets.set(index, open(url, newcomer, { onReady, onDraining: () => void goodbyes.push(performance.now()), onGone }))
  }
  for (const [index, newcomer] of newcomers.entries()) enter(index, newcomer)

  return {
    ready,
    goodbyes,
    arrived,
    retries: () => retries,
    closed: () => closed,
    leave: () => {
      over = true
      for (const socket of sockets.values()) socket.terminate()
    },
  }
}
