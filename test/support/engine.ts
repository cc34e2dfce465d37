/** An engine with only Socket.IO, and clients that do what no client library does. */
import { connect as connectNet, type Socket as NetSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import pino from 'pino'
import type { Server } from 'socket.io'
import { WebSocket } from 'ws'
import type { EngineName } from '../../src/contract/index.ts'
import { createSocketServer } from '../../src/engine/socket-io.ts'
import { type ChosenEngine, chooseEngine, startEngine } from '../../src/engine/start.ts'
import type { Engine } from '../../src/engine/wire/engine.ts'
import type { Route } from '../../src/http/route.ts'

const silent = pino({ level: 'silent' })

/** The engines that run here: the native one needs a build for this version of Node and this C library. */
export const engineNames: readonly EngineName[] = chooseEngine('auto', silent).name === 'uws' ? ['uws', 'ws'] : ['ws']

/** Chooses the engine of this name, which must be one of `engineNames`. */
export const chosenEngine = (name: EngineName): ChosenEngine => chooseEngine(name, silent)

/** The engine under test: that of the environment, if it runs here. */
export const engineName: EngineName = process.env.ENGINE === 'ws' || !engineNames.includes('uws') ? 'ws' : 'uws'

/** Whether it is the old build, which neither answers many header fields nor a long head in several reads. */
export const isOldBuild: boolean = chosenEngine(engineName).build.startsWith('@trufflesuite/')

export interface TestEngine {
  io: Server
  engine: Engine
  port: number
  url: string
  log: string[]
  evictions(): number
}

interface Settings {
  port?: number
  name?: EngineName
  routes?: readonly Route[]
  allowedOrigins?: readonly string[]
  trustedProxies?: readonly string[]
  pingInterval?: number
  pingTimeout?: number
  mayOpen?: () => boolean
  returns?: (message: Buffer) => boolean
  isCrowded?: () => boolean
}

export const startTestEngine = async ({
  port: wanted = 0,
  name = engineName,
  routes = [],
  allowedOrigins = [],
  trustedProxies = [],
  mayOpen = () => true,
  returns = () => false,
  isCrowded = () => false,
  ...pings
}: Settings = {}): Promise<TestEngine> => {
  const log: string[] = []
  let evictions = 0
  const io = createSocketServer({ ALLOWED_ORIGINS: allowedOrigins }, { isCrowded })
  Object.assign(io._opts, pings)
  const engine = startEngine(chosenEngine(name), io, routes, {
    trustedProxies,
    mayOpen,
    returns,
    log: pino({}, { write: (line: string) => log.push(line) }),
    onEvicted: () => {
      evictions += 1
    },
  })
  const port = await engine.listen(wanted, '127.0.0.1')
  return { io, engine, port, url: `http://127.0.0.1:${port}`, log, evictions: () => evictions }
}

export const connectRaw = (port: number): NetSocket => {
  const socket = connectNet(port, '127.0.0.1')
  // these connections are cut on purpose
  socket.on('error', () => {})
  return socket
}

/** Sends these bytes. Resolves with the whole answer when the server has closed. */
export const exchange = (port: number, bytes: string): Promise<string> => {
  const socket = connectRaw(port)
  socket.write(bytes)
  return text(socket)
}

export const upgradeRequest = (headers: Record<string, string> = {}, query = 'EIO=4&transport=websocket') => {
  const all = {
    Host: 'gateway.test',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET /socket.io/?${query} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The HTTP status that answers an upgrade. */
export const upgradeStatus = (port: number, headers: Record<string, string>, query?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = connectRaw(port)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(Number(answer.toString('latin1').split(' ')[1]))
    })
    socket.once('close', () => reject(new Error('closed without an answer')))
    socket.write(upgradeRequest(headers, query))
  })

export interface RawClient {
  socket: WebSocket
  /** The events on `/`, as `[event, payload]`. */
  heard: [string, unknown][]
  closed: Promise<number>
  isClosed(): boolean
}

/** A client that speaks the protocol itself, so that it can stop reading. Resolves when it is connected to `/`. */
export const connectByHand = (
  port: number,
  { answersPings = true, auth }: { answersPings?: boolean; auth?: object } = {},
): Promise<RawClient> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
    const heard: [string, unknown][] = []
    let isClosed = false
    const closed = new Promise<number>((close) => {
      socket.on('close', (code) => {
        isClosed = true
        close(code)
      })
    })
    socket.on('error', reject)
    socket.on('message', (data) => {
      const message = String(data)
      if (message.startsWith('0')) socket.send(`40${auth ? JSON.stringify(auth) : ''}`)
      else if (message === '2') answersPings && socket.send('3')
      else if (message.startsWith('40')) resolve({ socket, heard, closed, isClosed: () => isClosed })
      else if (message.startsWith('42')) heard.push(JSON.parse(message.slice(2)))
    })
  })
