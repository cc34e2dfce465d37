import { setTimeout as sleep } from 'node:timers/promises'
import { sharedNow } from '../wire/clock.ts'
import { Member, type Place } from '../wire/member.ts'
import { Ports } from '../wire/ports.ts'

const retryAfterMs = 1000

/** The customers of a crowd that this process plays. */
let members: Member[] = []
let ports: readonly number[] = []
let localAddress = '127.0.0.1'
let asking = false
let readyMembers = 0
let lastReadyAt = 0
const counts = { gaps: 0, losses: 0, refusals: 0 }

const localPorts = new Ports()
const nextPlace = (): Place => {
  const port = ports[Math.floor(Math.random() * ports.length)] ?? 0
  return { port, localAddress, localPort: localPorts.take() }
}

/** Those who wait for their turn to connect. */
const waiting: Member[] = []
let opening = 0
let maxOpening = 64

const openMore = () => {
  while (opening < maxOpening) {
    const member = waiting.shift()
    if (!member) return
    opening += 1
    member.open(nextPlace())
  }
}

const wait = async (member: Member, ms: number) => {
  await sleep(ms)
  waiting.push(member)
  openMore()
}

const wasReady = new WeakSet<Member>()

const events = {
  onReady: (member: Member) => {
    wasReady.add(member)
    opening -= 1
    readyMembers += 1
    lastReadyAt = sharedNow()
    openMore()
  },
  onGone: (member: Member, afterMs: number | undefined, { localPort }: Place) => {
    localPorts.free(localPort)
    if (wasReady.delete(member)) {
      counts.losses += 1
      readyMembers -= 1
    } else {
      counts.refusals += 1
      opening -= 1
    }
    void wait(member, afterMs ?? retryAfterMs)
  },
  onGap: () => {
    counts.gaps += 1
  },
}

interface Entering {
  ports: readonly number[]
  tokens: readonly string[]
  localAddress: string
  /** How many connect at the same time. */
  atOnce: number
}

/** Connects the crowd; it stays connected, and comes back by itself. */
export const gatherCrowd = async ({ tokens, atOnce, ...where }: Entering): Promise<void> => {
  ;({ ports, localAddress } = where)
  maxOpening = atOnce
  members = tokens.map((token) => new Member(token, events))
  waiting.push(...members)
  openMore()
}

/** Where those go who connect from now on. A limit on how many do so at once belongs to the arrival only: here each comes when it was told. */
export const redirectCrowd = async (to: { ports: readonly number[] }): Promise<void> => {
  ;({ ports } = to)
  maxOpening = members.length
}

/** Who is ready, how far their feeds are, and when the last one became ready. */
export const lookAtCrowd = async ({ seq }: { seq: number }) => ({
  ready: readyMembers,
  complete: members.filter(({ isReady, position }) => isReady && position?.seq === seq).length,
  lastReadyAt,
  ...counts,
})

/** Sends `order:pending` at a steady rate for members who are connected. Returns the latencies in ms. */
export const askInCrowd = async ({ rate }: { rate: number }) => {
  asking = true
  const latencies: number[] = []
  const answers: Promise<void>[] = []
  let failures = 0
  const ask = async (member: Member) => {
    const sent = performance.now()
    // an answer that was lost with the connection is asked for again, and not measured here
    if (await member.request('order:pending')) latencies.push(performance.now() - sent)
    else failures += 1
  }
  const started = performance.now()
  for (let asked = 0; asking; await sleep(2)) {
    for (; asked < ((performance.now() - started) * rate) / 1000; asked += 1) {
      const member = members[Math.floor(Math.random() * members.length)]
      if (member?.isReady && !member.isAsking) answers.push(ask(member))
    }
  }
  await Promise.all(answers)
  return { failures, latencies: Float64Array.from(latencies) }
}

export const stopAsking = async (): Promise<void> => {
  asking = false
}
