/** Counts the live objects of a process. The process counts them after a garbage collection when it gets SIGUSR2. */
import { on } from 'node:events'
import type { GatewayProcess } from './process.ts'

export interface Census {
  /** Event emitters, sockets among them. */
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

/** The environment of a process whose census you want to take. */
export const countable = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` }

export const takeCensus = async ({ child }: GatewayProcess): Promise<Census> => {
  if (!child.stdout) throw new Error('not a process that can be read')
  const chunks = on(child.stdout, 'data', { close: ['end'] })
  child.kill('SIGUSR2')
  let printed = ''
  for await (const [chunk] of chunks) {
    printed += String(chunk)
    const [, census] = /^census (.*)\n/m.exec(printed) ?? []
    if (census !== undefined) return JSON.parse(census)
  }
  throw new Error('the process has ended')
}
