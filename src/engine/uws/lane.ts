/** The lane on uWebSockets.js: frames go to our transport, and pushes to everybody through topics of uWebSockets.js. */
import type { Lane } from '../wire/lane.ts'
import { UwsTransport } from './transport.ts'

export const createUwsLane = (): Lane => {
  let unflushed: UwsTransport[] = []
  const flush = () => {
    const due = unflushed
    unflushed = []
    for (const transport of due) transport.flush()
  }
  return {
    send({ transport }, frame, wait) {
      if (!(transport instanceof UwsTransport && transport.writable)) return false
      if (transport.pass(frame, wait)) unflushed.push(transport)
      return true
    },
    flush,
    subscribe({ transport }, topic) {
      if (transport instanceof UwsTransport) transport.subscribe(topic)
    },
    publish({ transport }, topic, frame) {
      // a topic goes past the transports, and must not overtake what this turn has sent
      flush()
      return transport instanceof UwsTransport && transport.publish(topic, frame)
    },
    probe({ transport }, onRead) {
      if (transport instanceof UwsTransport) transport.probe(onRead)
    },
  }
}
