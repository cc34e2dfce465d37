/**
 * How many there are in a room, or from an address, on all nodes together. Each node notes its own, under a name that it gives up when it
 * could not note something: what stands under the name of a node that is dead, or has another name, is struck off.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { RedisClient } from './clients.ts'

const keptMs = 7 * 24 * 3600 * 1000
const aliveMs = 15_000
const sayAliveEveryMs = 5000
const answerMayTakeMs = 250
const notedAtOnce = 500

const noteScript = `
  redis.call('hdel', KEYS[1], ARGV[4])
  if tonumber(ARGV[2]) > 0 then
    redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
    redis.call('pexpire', KEYS[1], ARGV[3])
  else
    redis.call('hdel', KEYS[1], ARGV[1])
  end
  return redis.call('hgetall', KEYS[1])`

export interface Attendance {
  /** Notes how many there are on this node. */
  note(room: string, here: number): Promise<unknown>
  /** The same; and resolves with whether there are at most `limit` on all nodes. While Redis is away each node counts for itself. */
  fits(room: string, here: number, limit: number): Promise<boolean>
  /** `rooms` names those of this node, which are noted anew whenever Redis may not have them as they are. */
  renewFrom(rooms: () => Iterable<string>, here: (room: string) => number): void
  stop(): void
}

/** What each node has noted. */
const byNode = (flat: unknown): [string, number][] =>
  Array.isArray(flat) ? flat.flatMap((node, n) => (n % 2 === 0 ? [[String(node), Number(flat[n + 1])]] : [])) : []

const roomKey = (room: string) => `customerbackend:sockets:${room}`
const nodeKey = (node: string) => `customerbackend:node:${node}`

export const createAttendance = (client: RedisClient): Attendance => {
  let node = uuidv7()
  let nameBefore = ''
  let isWrong = false
  const sources: { rooms: () => Iterable<string>; here: (room: string) => number }[] = []

  const note = async (room: string, here: number) => {
    if (client.status !== 'ready') return []
    try {
      return byNode(await client.eval(noteScript, 1, roomKey(room), node, here, keptMs, nameBefore))
    } catch (error) {
      isWrong = true
      throw error
    }
  }

  const sayAliveAs = (name: string) => client.set(nodeKey(name), '1', 'PX', aliveMs)

  /** Notes every room under another name. */
  const renew = async () => {
    isWrong = false
    nameBefore = node
    node = uuidv7()
    await Promise.all([sayAliveAs(node), client.del(nodeKey(nameBefore))])
    for (const { rooms, here } of sources) {
      const unnoted = [...rooms()]
      while (unnoted.length > 0) await Promise.all(unnoted.splice(0, notedAtOnce).map((room) => note(room, here(room))))
    }
  }

  const sayAlive = async () => {
    if (client.status !== 'ready') return
    await sayAliveAs(node)
    if (isWrong) await renew()
  }
  const keepAlive = () => {
    sayAlive().catch(() => {
      isWrong = true
    })
  }
  client.on('ready', () => {
    isWrong = true
    keepAlive()
  })
  keepAlive()
  const keepingAlive = setInterval(keepAlive, sayAliveEveryMs)

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
    fits: (room, here, limit) => Promise.race([fits(room, here, limit).catch(() => true), delay(answerMayTakeMs, true, { ref: false })]),
    renewFrom: (rooms, here) => void sources.push({ rooms, here }),
    stop: () => clearInterval(keepingAlive),
  }
}
