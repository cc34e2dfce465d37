/** A TCP proxy before a gateway that can drop, repeat and change what the gateway sends over WebSocket. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Gets a message and returns the messages that the client gets in its place. */
export type Tamper = (message: string) => readonly string[]

export interface TamperingProxy {
  url: string
  close(): void
}

const endOfHead = '\r\n\r\n'
const upgraded = 'HTTP/1.1 101'
const wholeText = 0x81

interface Frame {
  /** The whole frame with its header. */
  bytes: Buffer
  payload: Buffer
}

/** The first frame that a server has sent (RFC 6455, section 5.2, never masked), or undefined while it is incomplete. */
const firstFrame = (bytes: Buffer): Frame | undefined => {
  const short = (bytes[1] ?? 0) & 0x7f
  const header = short === 127 ? 10 : short === 126 ? 4 : 2
  if (bytes.length < header) return undefined
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short
  if (bytes.length < header + length) return undefined
  return { bytes: bytes.subarray(0, header + length), payload: bytes.subarray(header, header + length) }
}

const toFrame = (message: string): Buffer => {
  const payload = Buffer.from(message)
  const header = Buffer.from(
    payload.length < 126 ? [wholeText, payload.length] : [wholeText, 126, payload.length >> 8, payload.length & 0xff],
  )
  return Buffer.concat([header, payload])
}

const isWholeText = ({ bytes: [first] }: Frame) => first === wholeText

/** Passes on the answer to the upgrade, then each frame through `tamper`. An answer that is not an upgrade passes unchanged. */
const pass = (from: Socket, to: Socket, tamper: Tamper) => {
  let left = Buffer.alloc(0)
  const passFrames = (chunk: Buffer) => {
    left = Buffer.concat([left, chunk])
    for (let frame = firstFrame(left); frame; frame = firstFrame(left)) {
      left = left.subarray(frame.bytes.length)
      const message = frame.payload.toString()
      const instead = isWholeText(frame) ? tamper(message) : [message]
      for (const each of instead) to.write(each === message ? frame.bytes : toFrame(each))
    }
  }
  const passHead = (chunk: Buffer) => {
    left = Buffer.concat([left, chunk])
    const end = left.indexOf(endOfHead) + endOfHead.length
    if (end < endOfHead.length) return
    from.off('data', passHead)
    const isUpgrade = left.subarray(0, upgraded.length).toString() === upgraded
    to.write(isUpgrade ? left.subarray(0, end) : left)
    if (!isUpgrade) return void from.pipe(to)
    const frames = left.subarray(end)
    left = Buffer.alloc(0)
    passFrames(frames)
    from.on('data', passFrames)
  }
  from.on('data', passHead)
}

/** Calls `newTamper` for each connection. */
export const startTamperingProxy = async (gatewayUrl: string, newTamper: () => Tamper): Promise<TamperingProxy> => {
  const { hostname, port } = new URL(gatewayUrl)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const gateway = connect(Number(port), hostname)
    for (const [socket, other] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.end()
      })
    }
    client.pipe(gateway)
    pass(gateway, client, newTamper())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
