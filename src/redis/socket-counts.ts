/**
 * How many sockets a room has, or an address, on all nodes together. Each node writes its own counts under its node name. After a failed
 * write the node takes a new name and writes all counts again. Counts under the name of a node that is not alive are removed. A count that is
 * not written again expires, such as one of a room that its last socket left while Redis was away.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { RedisClient } from './clients.ts'

const hourMs = 3600 * 1000
/** Written again so many times before they expire, so that one time may fail. */
const writesPerLife = 3
const aliveForMs = 15_000
const keepAliveEveryMs = 5000
const maxAnswerMs = 250
const claimMs = 250
const notesPerBatch = 500
const pauseBetweenBatchesMs = 50

const noteScript = `
  redis.call('hdel', KEYS[1], ARGV[4])
  if tonumber(ARGV[2]) > 0 then
    redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
    redis.call('pexpire', KEYS[1], ARGV[3])
  else
    redis.call('hdel', KEYS[1], ARGV[1])
  end
  return redis.call('hgetall', KEYS[1])`

export interface SocketCounts {
  /** Writes how many sockets of the room are on this node. */
  note(room: string, here: number): Promise<unknown>
  /** Also resolves with whether there are at most `limit` sockets on all nodes. While Redis is away the answer is yes. */
  fits(room: string, here: number, limit: number): Promise<boolean>
  /** Resolves with whether this node may close a socket of the room now: one node within a quarter of a second. */
  claim(room: string): Promise<boolean>
  /** `rooms` lists the rooms of this node, whose counts are written again when those in Redis may be wrong. */
  renewFrom(rooms: () => Iterable<string>, here: (room: string) => number): void
  stop(): void
}

/** The count of each node, from the flat list that Redis returns. */
const byNode = (flat: unknown): [string, number][] =>
  Array.isArray(flat) ? flat.flatMap((node, n) => (n % 2 === 0 ? [[String(node), Number(flat[n + 1])]] : [])) : []

const roomKey = (room: string) => `customerbackend:sockets:${room}`
const claimKey = (room: string) => `customerbackend:claim:${room}`
const nodeKey = (node: string) => `customerbackend:node:${node}`

export const createSocketCounts = (client: RedisClient, countsExpireMs = hourMs): SocketCounts => {
  let node = uuidv7()
  let previousName = ''
  let mayBeWrong = false
  const sources: { rooms: () => Iterable<string>; here: (room: string) => number }[] = []

  const note = async (room: string, here: number) => {
    if (client.status !== 'ready') return []
    try {
      return byNode(await client.eval(noteScript, 1, roomKey(room), node, here, countsExpireMs, previousName))
    } catch (error) {
      mayBeWrong = true
      throw error
    }
  }

  const writeAlive = (name: string) => client.set(nodeKey(name), '1', 'PX', aliveForMs)

  const noteAll = async (pauseMs: number) => {
    for (const { rooms, here } of sources) {
      const unnoted = [...rooms()]
      while (unnoted.length > 0) {
        await Promise.all(unnoted.splice(-notesPerBatch).map((room) => note(room, here(room))))
        if (pauseMs > 0) await delay(pauseMs, undefined, { ref: false })
      }
    }
  }

  /** Writes the counts of all rooms under a new node name. */
  const renew = async () => {
    mayBeWrong = false
    previousName = node
    node = uuidv7()
    await Promise.all([writeAlive(node), client.del(nodeKey(previousName))])
    await noteAll(0)
  }

  /** Before they expire. Slowly, because nothing waits for it. */
  const writeAgain = () => {
    noteAll(pauseBetweenBatchesMs).catch(() => undefined)
  }

  const checkAlive = async () => {
    if (client.status !== 'ready') return
    await writeAlive(node)
    if (mayBeWrong) await renew()
  }
  const keepAlive = () => {
    checkAlive().catch(() => {
      mayBeWrong = true
    })
  }
  client.on('ready', () => {
    mayBeWrong = true
    keepAlive()
  })
  keepAlive()
  const keepingAlive = setInterval(keepAlive, keepAliveEveryMs)
  const writingAgain = setInterval(writeAgain, countsExpireMs / writesPerLife)

  const isAlive = async (room: string, other: string) => {
    if (other === node || (await client.exists(nodeKey(other))) > 0) return true
    await client.hdel(roomKey(room), other)
    return false
  }

  const fits = async (room: string, here: number, limit: number) => {
    let total = 0
    const noted = await note(room, here)
    for (const [, count] of noted) total += count
    for (const [other, count] of noted) if (total > limit && !(await isAlive(room, other))) total -= count
    return total <= limit
  }

  return {
    note: (room, here) => note(room, here).catch(() => undefined),
    fits: (room, here, limit) => Promise.race([fits(room, here, limit).catch(() => true), delay(maxAnswerMs, true, { ref: false })]),
    claim: (room) =>
      client.set(claimKey(room), node, 'PX', claimMs, 'NX').then(
        (claimed) => claimed === 'OK',
        () => false,
      ),
    renewFrom: (rooms, here) => void sources.push({ rooms, here }),
    stop() {
      clearInterval(keepingAlive)
      clearInterval(writingAgain)
    },
  }
}
