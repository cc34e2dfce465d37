/** Paces those who come in: a storm of them must not starve those who are in already. */
import type { EventLoopUtilization } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'

/** So many are looked up by one query, and let in before anybody else has a turn. */
const atOnce = 32
/** Then nobody is let in until the event loop was busy for no more than this share of the time. */
const share = 0.6
/** Where those who are in keep it busy by themselves, newcomers get in all the same. */
const longestRestMs = 40
/** Seconds of work at most. */
const room = 512
/** Shorter than `connectTimeout`, at which a client is cut off without an answer. */
const mayWaitMs = 4000
const maxReturnMs = 10_000

export interface Admission {
  /** Runs `work` when it is one's turn: who resumes goes before who begins anew. Rejects with `busy` where that would take too long. */
  enter<Result>(resumes: boolean, work: () => Promise<Result>): Promise<Result>
  /** So few wait that more connections may be opened: on them nobody knows yet who resumes, and they have no deadline. */
  hasRoom(): boolean
}

const busy = () => new AppError('busy', { retryAfterMs: Math.ceil(Math.random() * maxReturnMs) })

const rest = async (since: EventLoopUtilization) => {
  const until = performance.now() + longestRestMs
  do await sleep(1)
  while (performance.eventLoopUtilization(since).utilization > share && performance.now() < until)
}

/** `onChange` hears how many wait. */
export const createAdmission = (onChange: (waiting: number) => void): Admission => {
  const resuming: (() => Promise<void>)[] = []
  const others: (() => Promise<void>)[] = []
  let open = true

  const waiting = () => resuming.length + others.length

  const letIn = async () => {
    open = false
    while (waiting() > 0) {
      const batch = resuming.splice(0, atOnce)
      batch.push(...others.splice(0, atOnce - batch.length))
      onChange(waiting())
      const began = performance.eventLoopUtilization()
      await Promise.all(batch.map((enter) => enter()))
      await rest(began)
    }
    open = true
  }

  return {
    hasRoom: () => waiting() < room,
    enter: (resumes, work) =>
      new Promise((resolve, reject) => {
        const came = performance.now()
        const enter = () => (performance.now() - came > mayWaitMs ? Promise.reject(busy()) : work()).then(resolve, reject)
        ;(resumes ? resuming : others).push(enter)
        onChange(waiting())
        if (open) void letIn()
      }),
  }
}
