/** Several workers on one port: starts them, restarts those that end, answers questions about all of them, and stops them. */
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Logger } from '../logger.ts'
import { type FromSupervisor, fromWorker, type Question, type WorkersHealth } from './messages.ts'
import { WorkersMetrics } from './workers-metrics.ts'

interface Options {
  count: number
  /** Environment variables of the workers, in addition to those of this process. */
  env: Record<string, string>
  log: Logger
}

/** After this uptime the restart backoff resets. */
const healthyAfterMs = 60_000
const firstDelayMs = 250
const maxDelayMs = 30_000
const delayAfter = (failures: number) => Math.min(firstDelayMs * 2 ** failures, maxDelayMs)

export class Supervisor {
  readonly #options: Options
  readonly #metrics = new WorkersMetrics()
  readonly #workers = new Set<Worker>()
  readonly #serving = new Set<Worker>()
  readonly #replacements = new Set<NodeJS.Timeout>()
  #stopping = false
  #drained = true

  constructor(options: Options) {
    this.#options = options
  }

  /** Resolves when every worker serves. Rejects when one ends before that, because a restart would fail the same way. */
  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.count }, () => this.#startFirst()))
  }

  /** Drains and stops every worker. Resolves with whether all of them ended cleanly. */
  async stop(): Promise<boolean> {
    await this.#end('SIGTERM')
    return this.#drained
  }

  /** Kills every worker. Resolves when all have ended. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#stopping = true
    for (const timer of this.#replacements) clearTimeout(timer)
    // `once` of node:events would reject when a message to a worker that ends cannot be sent
    const ended = [...this.#workers].map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
    for (const worker of this.#workers) worker.process.kill(signal)
    await Promise.all(ended)
  }

  #fork(): Worker {
    const { env, log } = this.#options
    const worker = cluster.fork(env)
    this.#workers.add(worker)
    worker.on('message', (message) => {
      const said = fromWorker.safeParse(message)
      if (!said.success) return
      if (said.data.type === 'question') return void this.#answer(worker, said.data.id, said.data.about)
      if (said.data.type === 'measured') return this.#metrics.measured(worker, said.data)
      this.#serving.add(worker)
      worker.emit('serving')
    })
    worker.on('error', (error) => {
      const { pid } = worker.process
      if (pid !== undefined) return log.warn({ err: error, pid }, 'sending a message to a worker failed')
      log.error({ err: error }, 'a worker could not be started')
      // of a process that never began, Node tells no end
      worker.emit('exit', 1, null)
    })
    worker.once('exit', (code) => {
      if (this.#stopping && this.#serving.has(worker)) this.#drained &&= code === 0
      this.#workers.delete(worker)
      this.#serving.delete(worker)
      void this.#metrics.ended(worker)
    })
    return worker
  }

  async #startFirst(): Promise<void> {
    const worker = this.#fork()
    const ended = once(worker, 'exit').then(([code, signal]) => {
      throw new Error(`a worker ended with ${signal ?? code} before it served`)
    })
    await Promise.race([once(worker, 'serving'), ended])
    this.#replaceWhenEnded(worker, 0)
  }

  #replaceWhenEnded(worker: Worker, failures: number): void {
    const started = performance.now()
    worker.once('exit', (code, signal) => {
      if (this.#stopping) return
      const failuresBefore = performance.now() - started > healthyAfterMs ? 0 : failures
      this.#metrics.endedUnasked()
      this.#options.log.error(
        { pid: worker.process.pid, code, signal, delayMs: delayAfter(failuresBefore) },
        'a worker ended: starting another',
      )
      this.#startLater(failuresBefore)
    })
  }

  #startLater(failures: number): void {
    const timer = setTimeout(() => {
      this.#replacements.delete(timer)
      try {
        this.#replaceWhenEnded(this.#fork(), failures + 1)
      } catch (error) {
        this.#options.log.error({ err: error }, 'a worker could not be started')
        this.#startLater(failures + 1)
      }
    }, delayAfter(failures))
    this.#replacements.add(timer)
  }

  async #answer(worker: Worker, id: number, about: Question): Promise<void> {
    const answers: Record<Question, () => Promise<string> | string> = {
      health: () => JSON.stringify({ wanted: this.#options.count, running: this.#serving.size } satisfies WorkersHealth),
      metrics: () => this.#metrics.read(this.#serving),
    }
    const reply: FromSupervisor = { type: 'answer', id }
    try {
      reply.text = await answers[about]()
    } catch (error) {
      this.#options.log.warn({ err: error, about }, 'a question about the workers could not be answered')
    }
    if (worker.isConnected()) worker.send(reply)
  }
}
