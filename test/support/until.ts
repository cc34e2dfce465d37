/** Waiting for what a test expects. The deadline is for faults only: a slow or busy machine must not reach it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

/** How long a test waits for anything before it gives up, in milliseconds. */
export const patienceMs = 30_000

const pauseMs = 10

type Seen = boolean | string | number | object | null | undefined

/** What the condition gave, or what it threw: an assertion that fails counts as "not yet". */
const look = async <Value extends Seen>(condition: () => Value | Promise<Value>): Promise<{ value: Value } | { error: unknown }> => {
  try {
    return { value: await condition() }
  } catch (error) {
    return { error }
  }
}

/**
 * Waits until the condition returns something truthy, and returns that. A condition may also be an assertion: `() => expect(…).to…`.
 * Rejects after `withinMs` with the message and with what it saw last.
 */
export const until = async <Value extends Seen>(
  condition: () => Value | Promise<Value>,
  message: string,
  withinMs = patienceMs,
): Promise<Value> => {
  for (const deadline = performance.now() + withinMs; ; await sleep(pauseMs)) {
    const seen = await look(condition)
    if ('value' in seen && seen.value) return seen.value
    if (performance.now() < deadline) continue
    const last = 'value' in seen ? inspect(seen.value) : `${seen.error}`
    throw new Error(`waited ${withinMs} ms in vain until ${message}; seen last: ${last}`, 'error' in seen ? { cause: seen.error } : {})
  }
}
