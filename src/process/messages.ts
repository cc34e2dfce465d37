/** What the processes of one gateway say to each other. Those of node:cluster and of prom-client go the same way. */
import { z } from 'zod'

/** What a worker cannot answer by itself. */
export const questions = ['health', 'metrics'] as const
export type Question = (typeof questions)[number]

export const fromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('serving') }),
  z.object({ type: z.literal('question'), id: z.int(), about: z.enum(questions) }),
])
export type FromWorker = z.infer<typeof fromWorker>

export const fromSupervisor = z.object({ type: z.literal('answer'), id: z.int(), text: z.string().optional() })
/** Without `text` there is no answer. */
export type FromSupervisor = z.infer<typeof fromSupervisor>

export const health = z.object({ wanted: z.int(), running: z.int() })
/** How many processes serve the port, and how many should. */
export type WorkersHealth = z.infer<typeof health>
