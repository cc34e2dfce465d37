/** Ids of orders and payments, with random bytes for many of them at once: to draw them for each takes longer than all other work on an id. */
import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const bytesOfId = 16
const pool = Buffer.alloc(256 * bytesOfId)
let used = pool.length
let msecs = 0
let seq = 0

/** A UUID of version 7, greater than those before it in this process. */
export const newId = (): string => {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + bytesOfId)
  used += bytesOfId
  const now = Date.now()
  // within a millisecond the number rises, from half of its range at most
  seq = now > msecs ? random.readUInt32BE(6) >>> 1 : seq + 1
  msecs = Math.max(msecs, now)
  return v7({ random, msecs, seq })
}
