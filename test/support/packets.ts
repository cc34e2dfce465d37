/** Packets of Engine.IO and Socket.IO, and WebSocket frames, that no client library sends. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { requests } from '../../src/contract/index.ts'

export type Packet = string | Uint8Array

const contractEvents = Object.values(requests).flatMap((namespace) => Object.values(namespace).map(({ event }) => event))
const reservedEvents = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener', 'error', 'message']
const inheritedNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'then', 'toJSON']

/** Event names that leave the connection open. */
const mildName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...contractEvents.filter((event) => event !== 'account:sign_out')) },
  { weight: 1, arbitrary: fc.constantFrom(...inheritedNames) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
)
const wildName = fc.oneof(mildName, fc.constantFrom(...reservedEvents, ...contractEvents), fc.integer())

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`
const depth = fc.constantFrom(1, 9, 100, 2000)

/** Placeholders of attachments that never arrive or are in the wrong place. */
const placeholder = fc
  .tuple(fc.constantFrom('true', '1', '{}'), fc.constantFrom('0', '1', '-1', '1e9', '0.5', '"0"', '"splice"', '"__proto__"', 'null', '{}'))
  .map(([is, num]) => `{"_placeholder":${is},"num":${num}}`)

const hostileValue = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 1, arbitrary: placeholder },
  { weight: 1, arbitrary: depth.map((levels) => nested(levels, '{"a":', '}')) },
  { weight: 1, arbitrary: depth.map((levels) => nested(levels, '[', ']')) },
  { weight: 1, arbitrary: fc.constantFrom(...inheritedNames).map((key) => `{"${key}":{"admin":true,"items":[]}}`) },
  { weight: 1, arbitrary: fc.constantFrom('1e999', '-0', '9007199254740993', '"\\ud800"', '"\\u0000"', '""', 'null') },
)

/** Objects with keys of the contract, so that they pass the first check. */
const keys = [
  'orderId',
  'requestId',
  'items',
  'delivery',
  'paymentMethod',
  'productId',
  'limit',
  'cursor',
  'after',
  'token',
  'sessionId',
  'status',
]
const knownShape = fc
  .array(fc.tuple(fc.constantFrom(...keys), hostileValue), { maxLength: 4 })
  .map((entries) => `{${entries.map(([key, value]) => `"${key}":${value}`).join(',')}}`)

const namespace = fc.constantFrom('', '', '', '', '/,', '/staff,', '/guest,', '/nowhere,', '/__proto__,', '/?token=x,')
const ackId = fc.constantFrom('', '', '1', '77', '0', '999999999', '00')

/** A valid event packet with invalid content. */
const eventPacket = (name: fc.Arbitrary<string | number>) =>
  fc
    .tuple(ackId, name, fc.array(fc.oneof(knownShape, hostileValue), { maxLength: 3 }))
    .map(([id, event, args]) => `42${id}[${[JSON.stringify(event), ...args].join(',')}]`)

const anyPacket = fc
  .tuple(
    fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '9', 'b', ''),
    fc.nat(9),
    fc.constantFrom('', '1-', '0-', '-1-', '99999999-', '1'),
    namespace,
    ackId,
    hostileValue,
  )
  .map(([engine, type, attachments, to, id, value]) => `${engine}${type}${attachments}${to}${id}${value}`)

/** An event packet with some characters removed or replaced. */
const mutated = fc
  .tuple(
    eventPacket(wildName),
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom('', '"', '{', ']', ',', '\\', '0', '\u0000', '\ud800', '_')), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([packet, edits]) => edits.reduce((text, [at, by]) => `${text.slice(0, at)}${by}${text.slice(at + 1)}`, packet))

const large = fc.constantFrom(1_000, 30_000, 60_000).map((length) => `42["${'x'.repeat(length)}"]`)

/** A burst that the server reads to its end, and one whose first packet may end the connection. */
export const mildBurst: fc.Arbitrary<Packet[]> = fc.array(eventPacket(mildName), { minLength: 50, maxLength: 300, size: 'max' })
export const wildBurst: fc.Arbitrary<Packet[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: anyPacket },
    { weight: 4, arbitrary: mutated },
    { weight: 2, arbitrary: eventPacket(wildName) },
    { weight: 1, arbitrary: large },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  ),
  { minLength: 1, maxLength: 12 },
)

interface Frame {
  fin: boolean
  rsv: number
  opcode: number
  masked: boolean
  /** The length in the header, where it is wrong. */
  length?: number | bigint | undefined
  payload: Uint8Array
}

/** A WebSocket frame of a client (RFC 6455, section 5.2), valid or not. */
export const frame = ({ fin, rsv, opcode, masked, length, payload }: Frame): Buffer => {
  const says = BigInt(length ?? payload.length)
  const short = says < 126n ? Number(says) : says < 65_536n ? 126 : 127
  const head = Buffer.alloc(short === 126 ? 4 : short === 127 ? 10 : 2)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | short
  if (short === 126) head.writeUInt16BE(Number(says), 2)
  if (short === 127) head.writeBigUInt64BE(says, 2)
  if (!masked) return Buffer.concat([head, payload])
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)))])
}

export const textFrame = (text: string): Buffer => frame({ fin: true, rsv: 0, opcode: 1, masked: true, payload: Buffer.from(text) })

const brokenUtf8 = fc
  .constantFrom([0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x34, 0x32, 0xe2, 0x82])
  .map((bytes) => Uint8Array.from(bytes))
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  brokenUtf8,
  eventPacket(wildName).map((text) => Uint8Array.from(Buffer.from(text))),
)

const anyFrame = fc
  .record({
    fin: fc.boolean(),
    rsv: fc.constantFrom(0, 0, 0, 1, 2, 4, 7),
    opcode: fc.constantFrom(0, 0, 1, 1, 1, 2, 3, 7, 8, 9, 10, 11, 15),
    masked: fc.constantFrom(true, true, true, false),
    length: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      0,
      125,
      126,
      65_535,
      65_536,
      70_000,
      2n ** 31n,
      2n ** 63n - 1n,
      2n ** 64n - 1n,
    ),
    payload,
  })
  .map(frame)

/** Bytes on an upgraded connection. */
export const frames: fc.Arbitrary<Buffer[]> = fc.array(anyFrame, { minLength: 1, maxLength: 8 })
