/** Starts processes that play customers, and runs commands in them. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Commands } from './process.ts'

const program = fileURLToPath(new URL('process.ts', import.meta.url))

type Input<Name extends keyof Commands> = Parameters<Commands[Name]>[0]
type Output<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>

export interface ClientProcess {
  /** Runs one command in the process. */
  run<const Name extends keyof Commands>(name: Name, input: Input<Name>): Promise<Output<Name>>
  stop(): void
}

type Answer<Name extends keyof Commands> = { id: number } & ({ output: Output<Name> } | { error: string })

export const startClients = (): ClientProcess => {
  // structured clone, so that latencies stay typed arrays
  const child = fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' })
  child.setMaxListeners(0)
  let lastId = 0
  return {
    run: (name, input) =>
      new Promise((resolve, reject) => {
        lastId += 1
        const id = lastId
        const settle = () => {
          child.off('message', onMessage)
          child.off('exit', onExit)
        }
        const onMessage = (answer: Answer<typeof name>) => {
          if (answer.id !== id) return
          settle()
          'error' in answer ? reject(new Error(answer.error)) : resolve(answer.output)
        }
        const onExit = (code: number | null) => {
          settle()
          reject(new Error(`a client process ended with ${code}`))
        }
        child.on('message', onMessage)
        child.on('exit', onExit)
        child.send({ id, name, input })
      }),
    stop: () => child.disconnect(),
  }
}
