/** A lean Socket.IO client: the real frames over a bare WebSocket, and nothing is decoded that nobody asks for. */
import WebSocket from 'ws'

const type = { open: 0x30, ping: 0x32, message: 0x34 }
const packet = { connect: 0x30, disconnect: 0x31, event: 0x32, ack: 0x33, connectError: 0x34 }

export interface ClientOptions {
  /** `http://host:port` */
  url: string
  namespace?: '/' | '/guest' | '/staff'
  auth?: object
  /** Hears every push: its name and its payload, as the bytes of JSON. */
  onPush?: (event: string, payload: Buffer) => void
  /** Hears of an end that nobody here asked for. */
  onClose?: () => void
}

export interface Client {
  /** Resolves with the acknowledgement, as the bytes of JSON. Rejects when the connection ends before. */
  request(event: string, payload: object): Promise<Buffer>
  close(): void
}

const ok = Buffer.from('{"ok":true')

/** Whether an acknowledgement says that the request succeeded. */
export const isOk = (ack: Buffer): boolean => ack.subarray(0, ok.length).equals(ok)

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Connects, and resolves once the namespace is entered: with `session:ready`, on `/guest` at once. */
export const connectClient = ({ url, namespace = '/', auth = {}, onPush, onClose }: ClientOptions): Promise<Client> =>
  new Promise((resolve, reject) => {
    const prefix = namespace === '/' ? '' : `${namespace},`
    const waiting = new Map<number, { resolve: (ack: Buffer) => void; reject: (error: Error) => void }>()
    let lastId = 0
    let closing = false

    const socket = new WebSocket(`ws${url.slice('http'.length)}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })

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
      },
    }

    const onEvent = (frame: Buffer, at: number) => {
      const end = frame.indexOf('"', at + 2)
      const event = frame.toString('latin1', at + 2, end)
      onPush?.(event, frame.subarray(end + 2, -1))
      if (event === 'session:ready') resolve(client)
    }

    const onAck = (frame: Buffer, at: number) => {
      let start = at
      while (isDigit(frame[start])) start += 1
      const id = Number(frame.toString('latin1', at, start))
      waiting.get(id)?.resolve(frame.subarray(start + 1, -1))
      waiting.delete(id)
    }

    const fail = (error: Error) => {
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
      else if (frame[1] === packet.connectError) fail(new Error(`refused: ${frame.toString('utf8', at)}`))
      else if (frame[1] === packet.connect && namespace === '/guest') resolve(client)
    })
    socket.on('error', fail)
    socket.on('close', () => {
      fail(new Error('the connection has ended'))
      if (!closing) onClose?.()
    })
  })
