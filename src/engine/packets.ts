/** Writes the packets of Socket.IO without its search for bytes, which looks at every value of every packet. */
import type { Server } from 'socket.io'

type Encoder = Server['encoder']
type Packet = Parameters<Encoder['encode']>[0]

/** `PacketType` of socket.io-parser. */
const event = 2
const acknowledgement = 3

/** The contract has bytes in two places: an answer can be a file, with `content`, and can have one, as `file`. */
const mayHaveFile = (reply: unknown): boolean => {
  const data = typeof reply === 'object' && reply !== null && 'data' in reply ? reply.data : undefined
  return typeof data === 'object' && data !== null && ('content' in data || 'file' in data)
}

const isText = ({ type, data }: Packet): boolean => type === event || (type === acknowledgement && !mayHaveFile(data?.[0]))

/** Socket.IO protocol 5: type, namespace, id and JSON. */
const textOf = ({ type, nsp, id, data }: Packet): string =>
  `${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`

/** Namespaces, adapters and clients use the encoder of their server. */
export const writeTextDirectly = ({ encoder }: Pick<Server, 'encoder'>): void => {
  const encode = encoder.encode.bind(encoder)
  encoder.encode = (packet) => (isText(packet) ? [textOf(packet)] : encode(packet))
}
