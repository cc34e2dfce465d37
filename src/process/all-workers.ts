/** How a worker asks the supervisor about all workers. */
import { AggregatorRegistry, type Registry } from 'prom-client'
import type { AllWorkers } from '../http/routes.ts'
import { type FromWorker, fromSupervisor, health, type Question } from './messages.ts'

const answerMayTakeMs = 3000

export const tellSupervisor = (message: FromWorker): void => void process.send?.(message)

/** `registry` holds the metrics that this worker contributes. */
export const askAllWorkers = (registry: Registry): AllWorkers => {
  AggregatorRegistry.setRegistries([registry])
  // its constructor makes this worker answer when the supervisor asks for its metrics
  new AggregatorRegistry()

  const waiting = new Map<number, (text: string | undefined) => void>()
  let asked = 0
  process.on('message', (message) => {
    const answer = fromSupervisor.safeParse(message)
    if (answer.success) waiting.get(answer.data.id)?.(answer.data.text)
  })

  const ask = async (about: Question): Promise<string> => {
    asked += 1
    const id = asked
    const text = await new Promise<string | undefined>((resolve) => {
      waiting.set(id, resolve)
      setTimeout(resolve, answerMayTakeMs, undefined)
      tellSupervisor({ type: 'question', id, about })
    })
    waiting.delete(id)
    if (text === undefined) throw new Error(`the supervisor did not answer about ${about}`)
    return text
  }

  return {
    health: async () => health.parse(JSON.parse(await ask('health'))),
    metrics: () => ask('metrics'),
  }
}
