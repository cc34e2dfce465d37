/** How a worker asks the supervisor about all workers. */
import type { Registry } from 'prom-client'
import type { AllWorkers } from '../http/routes.ts'
import { type FromWorker, fromSupervisor, health, type Question } from './messages.ts'

const answerMayTakeMs = 3000

export const tellSupervisor = (message: FromWorker): void => void process.send?.(message)

/** `registry` holds the metrics that this worker contributes. */
export const askAllWorkers = (registry: Registry): AllWorkers => {
  const measure = async (id: number) => tellSupervisor({ type: 'measured', id, metrics: JSON.stringify(await registry.getMetricsAsJSON()) })
  const waiting = new Map<number, (text: string | undefined) => void>()
  let asked = 0
  process.on('message', (message) => {
    const { data: said } = fromSupervisor.safeParse(message)
    if (said?.type === 'answer') waiting.get(said.id)?.(said.text)
    if (said?.type === 'measure') void measure(said.id)
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
