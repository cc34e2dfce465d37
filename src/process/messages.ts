/** The messages between the supervisor and its workers. Messages of node:cluster use the same channel. */
import { z } from 'zod'

/** What only the supervisor can answer. */
export const questions = ['health', 'metrics'] as const
export type Question = (typeof questions)[number]

export const fromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('serving') }),
  z.object({ type: z.literal('question'), id: z.int(), about: z.enum(questions) }),
  z.object({ type: z.literal('measured'), id: z.int(), metrics: z.string() }),
])
export type FromWorker = z.infer<typeof fromWorker>

export const fromSupervisor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id: z.int(), text: z.string().optional() }),
  z.object({ type: z.literal('measure'), id: z.int() }),
])
/** `text` is absent when the supervisor has no answer. */
export type FromSupervisor = z.infer<typeof fromSupervisor>

/** The metrics of one worker, as prom-client writes them; a worker sends them as JSON. */
export const measured = z.array(z.looseObject({ name: z.string(), type: z.string() }))
export type Measured = z.infer<typeof measured>

export const health = z.object({ wanted: z.int(), running: z.int() })
/** How many workers should serve the port, and how many do. */
export type WorkersHealth = z.infer<typeof health>
