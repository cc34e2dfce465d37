/** A lean Socket.IO client: real frames over a bare WebSocket, which decodes only what its user reads. */
import WebSocket from 'ws'

const type = { open: 0x30, ping: 0x32, message: 0x34 }
const packet = { connect: 0x30, disconnect: 0x31, event: 0x32, ack: 0x33, connectError: 0x34 }

export interface ClientOptions {
  /** `http://host:port` */
  url: string
  namespace?: '/' | '/guest' | '/staff'
  auth?: object
  /** The local address to connect from, when one address has too few ports. */
  localAddress?: string | undefined
  /** Gives up if it takes longer to enter the namespace. Without it there is no limit. */
  withinMs?: number
  /** Gets every push: its name, and its payload as JSON bytes. */
  onPush?: (event: string, payload: Buffer) => void
  /** Called when the connection ends without `close`. */
  onClose?: () => void
}

export interface Client {
  /** Resolves with the acknowledgement as JSON bytes. Rejects when the connection ends before it. */
  request(event: string, payload: object): Promise<Buffer>
  /** Resolves when the server has closed the connection too. */
  close(): Promise<void>
}

const ok = Buffer.from('{"ok":true')

/** Whether an acknowledgement says that the request succeeded. */
export const isOk = (ack: Buffer): boolean => ack.subarray(0, ok.length).equals(ok)

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Connects. Resolves when the namespace is entered: on `/guest` at once, otherwise with `session:ready`. */
export const connectClient = ({
  url,
  namespace = '/',
  auth = {},
  localAddress,
  withinMs,
  onPush,
  onClose,
}: ClientOptions): Promise<Client> =>
  new Promise((resolve, reject) => {
    const prefix = namespace === '/' ? '' : `${namespace},`
    const waiting = new Map<number, { resolve: (ack: Buffer) => void; reject: (error: Error) => void }>()
    let lastId = 0
    let closing = false

    const socket = new WebSocket(`ws${url.slice('http'.length)}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      ...(localAddress !== undefined && { localAddress }),
    })
    const timer = withinMs === undefined ? undefined : setTimeout(() => socket.terminate(), withinMs)
    const enter = () => {
      clearTimeout(timer)
      resolve(client)
    }

    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))

    const client: Client = {
      request: (event, payload) =>
        new Promise((resolve, reject) => {
          lastId += 1
          waiting.set(lastId, { resolve, reject })
          socket.send(`42${prefix}${lastId}["${event}",${JSON.stringify(payload)}]`)
        }),
      close: () => {
        closing = true
        socket.close()
        fail(new Error('the connection was closed'))
        return ended
      },
    }

    const onEvent = (frame: Buffer, at: number) => {
      const end = frame.indexOf('"', at + 2)
      const event = frame.toString('latin1', at + 2, end)
      onPush?.(event, frame.subarray(end + 2, -1))
      if (event === 'session:ready') enter()
    }

    const onAck = (frame: Buffer, at: number) => {
      let start = at
      while (isDigit(frame[start])) start += 1
      const id = Number(frame.toString('latin1', at, start))
      waiting.get(id)?.resolve(frame.subarray(start + 1, -1))
      waiting.delete(id)
    }

    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
      for (const each of waiting.values()) each.reject(error)
      waiting.clear()
    }

    socket.on('message', (frame: Buffer) => {
      if (frame[0] === type.ping) return socket.send('3')
      if (frame[0] === type.open) return socket.send(`40${prefix}${JSON.stringify(auth)}`)
      if (frame[0] !== type.message) return
      const at = 2 + prefix.length
      if (frame[1] === packet.ack) onAck(frame, at)
      else if (frame[1] === packet.event) onEvent(frame, at)
      else if (frame[1] === packet.connectError) {
        fail(new Error(`refused: ${frame.toString('utf8', at)}`))
        client.close()
      } else if (frame[1] === packet.connect && namespace === '/guest') enter()
    })
    socket.on('error', fail)
    socket.on('close', () => {
      fail(new Error('the connection has ended'))
      if (!closing) onClose?.()
    })
  })
