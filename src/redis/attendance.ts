/** How many there are in a room, or from an address, on all nodes together. Each node notes its own; what a dead node has noted is struck off. */
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisClient } from './clients.ts'

const keptMs = 7 * 24 * 3600 * 1000
const aliveMs = 15_000
const sayAliveEveryMs = 5000
const answerMayTakeMs = 250

const noteScript = `
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
  stop(): void
}

/** What each node has noted. */
const byNode = (flat: unknown): [string, number][] =>
  Array.isArray(flat) ? flat.flatMap((node, n) => (n % 2 === 0 ? [[String(node), Number(flat[n + 1])]] : [])) : []

const roomKey = (room: string) => `customerbackend:sockets:${room}`
const nodeKey = (node: string) => `customerbackend:node:${node}`

export const createAttendance = (client: RedisClient, node: string): Attendance => {
  const sayAlive = () => {
    if (client.status === 'ready') client.set(nodeKey(node), '1', 'PX', aliveMs).catch(() => undefined)
  }
  client.on('ready', sayAlive)
  sayAlive()
  const sayingAlive = setInterval(sayAlive, sayAliveEveryMs)

  const note = async (room: string, here: number) =>
    client.status === 'ready' ? byNode(await client.eval(noteScript, 1, roomKey(room), node, here, keptMs)) : []

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
    stop: () => clearInterval(sayingAlive),
  }
}
