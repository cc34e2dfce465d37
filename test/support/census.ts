/** What lives in a process: counted by itself, after a collection of its garbage, when it is asked. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { GatewayProcess } from './process.ts'

export interface Census {
  /** Everything that can be listened to, sockets and timers' owners among them. */
  emitters: number
  /** Rooms, and the sockets in them. */
  sets: number
  maps: number
  promises: number
  timers: number
  heap: number
}

const script = `
  import { EventEmitter } from 'node:events'
  import v8 from 'node:v8'
  const count = (kind) => v8.queryObjects(kind, { format: 'count' })
  process.on('SIGUSR2', () => {
    const census = { emitters: count(EventEmitter), sets: count(Set), maps: count(Map), promises: count(Promise),
      timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length, heap: process.memoryUsage().heapUsed }
    console.log('census ' + JSON.stringify(census))
  })`

/** For the environment of a process that is to be counted. */
export const countable = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` }

export const takeCensus = async ({ child }: GatewayProcess): Promise<Census> => {
  if (!child.stdout) throw new Error('not a process that can be read')
  const lines = createInterface(child.stdout)
  child.kill('SIGUSR2')
  for (;;) {
    const [line] = await once(lines, 'line')
    if (!String(line).startsWith('census ')) continue
    lines.close()
    return JSON.parse(String(line).slice('census '.length))
  }
}
