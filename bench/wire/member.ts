/** A customer of a crowd: frames on a bare TCP connection, without a WebSocket library, because a process plays thousands of them. */
import { connect, type Socket } from 'node:net'

export interface Position {
  epoch: string
  seq: number
}

export interface Place {
  port: number
  localAddress: string
  localPort: number
}

interface Events {
  /** `session:ready` has arrived. */
  onReady(member: Member): void
  /** The connection has ended, or was refused. `afterMs` is what the gateway asked for, if it did. */
  onGone(member: Member, afterMs: number | undefined, place: Place): void
  /** An event of the feed did not follow the one before. */
  onGap(member: Member): void
}

const upgrade = Buffer.from(
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n'),
)

/** A masked text frame. The mask is zero, so that the text need not be changed. */
const frameOf = (text: string): Buffer => {
  const { length } = Buffer.from(text)
  const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0xfe, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), Buffer.from(text)])
}

const pong = frameOf('3')
/** All connections of a process read into the same memory: what they have read is handled before the next one reads. */
const shared = Buffer.alloc(64 * 1024)
const headEnd = Buffer.from('\r\n\r\n')

const after = (text: string, field: string): number | undefined => {
  const found = new RegExp(`"${field}":(\\d+)`).exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

export class Member {
  readonly token: string
  readonly #events: Events
  position: Position | undefined
  isReady = false
  #socket: Socket | undefined
  #isOpen = false
  #rest: Buffer | undefined
  #retryAfterMs: number | undefined
  #onAck: ((isOk: boolean) => void) | undefined

  constructor(token: string, events: Events) {
    this.token = token
    this.#events = events
  }

  open(place: Place): void {
    this.#isOpen = false
    this.#rest = undefined
    this.#retryAfterMs = undefined
    const onread = { buffer: shared, callback: (bytes: number) => this.#read(shared.subarray(0, bytes)) }
    const socket = connect({ ...place, host: '127.0.0.1', onread })
    this.#socket = socket
    socket.once('connect', () => socket.write(upgrade))
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.isReady = false
      this.#onAck?.(false)
      this.#onAck = undefined
      this.#events.onGone(this, this.#retryAfterMs, place)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  /** One request at a time. Resolves with whether it succeeded; false if the connection ended. */
  request(event: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.#onAck = resolve
      this.#socket?.write(frameOf(`421["${event}",{}]`))
    })
  }

  get isAsking(): boolean {
    return this.#onAck !== undefined
  }

  #read(chunk: Buffer): boolean {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = undefined
    if (!this.#isOpen) {
      const end = data.indexOf(headEnd)
      if (end >= 0 && !data.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) this.close()
      this.#isOpen = end >= 0
      if (this.#isOpen) data = data.subarray(end + headEnd.length)
    }
    while (this.#isOpen && data.length >= 2) {
      const short = (data[1] ?? 0) & 0x7f
      const start = short < 126 ? 2 : 4
      if (data.length < start) break
      const end = start + (short < 126 ? short : data.readUInt16BE(2))
      if (data.length < end) break
      if ((data[0] ?? 0) === 0x81) this.#hear(data.subarray(start, end))
      else if (((data[0] ?? 0) & 0x0f) === 8) this.close()
      data = data.subarray(end)
    }
    // the memory is shared
    if (data.length > 0) this.#rest = Buffer.from(data)
    return true
  }

  #hear(frame: Buffer): void {
    const text = frame.toString('latin1')
    if (text === '2') this.#socket?.write(pong)
    else if (text.startsWith('0')) this.#socket?.write(frameOf(`40${JSON.stringify({ token: this.token, feed: this.position })}`))
    else if (text.startsWith('431')) {
      this.#onAck?.(text.startsWith('431[{"ok":true'))
      this.#onAck = undefined
    } else if (text.startsWith('44')) this.#refuse(text)
    else if (text.startsWith('42["')) this.#take(text)
  }

  #refuse(text: string): void {
    this.#retryAfterMs = after(text, 'retryAfterMs')
    this.close()
  }

  #take(text: string): void {
    if (text.startsWith('42["session:ready"')) {
      const epoch = /"epoch":"([^"]+)"/.exec(text)?.[1] ?? ''
      const head = after(text, 'seq') ?? 0
      // what was missed has to have arrived before this packet
      if (this.position && this.position.seq < head) this.#events.onGap(this)
      this.position = { epoch, seq: head }
      this.isReady = true
      this.#events.onReady(this)
    } else if (text.startsWith('42["server:draining"')) this.#retryAfterMs = after(text, 'reconnectAfterMs')
    else {
      const seq = after(text, 'seq')
      if (seq === undefined || !this.position || seq <= this.position.seq) return
      if (seq !== this.position.seq + 1) this.#events.onGap(this)
      this.position.seq = seq
    }
  }
}
