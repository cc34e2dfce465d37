/** Processes that play customers, and what they were told to do. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Commands } from './load/process.ts'

const program = fileURLToPath(new URL('load/process.ts', import.meta.url))

type Input<Name extends keyof Commands> = Parameters<Commands[Name]>[0]
type Output<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>

export interface Load {
  /** Runs one command there; one at a time. */
  tell<const Name extends keyof Commands>(name: Name, input: Input<Name>): Promise<Output<Name>>
  stop(): void
}

export const startLoad = (): Load => {
  // structured clone: latencies travel as typed arrays
  const child = fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' })
  return {
    tell: (name, input) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          child.off('message', onMessage)
          child.off('exit', onExit)
        }
        const onMessage = (answer: { output: Output<typeof name> } | { error: string }) => {
          settle()
          'error' in answer ? reject(new Error(answer.error)) : resolve(answer.output)
        }
        const onExit = (code: number | null) => {
          settle()
          reject(new Error(`a load process ended with ${code}`))
        }
        child.on('message', onMessage)
        child.on('exit', onExit)
        child.send({ name, input })
      }),
    stop: () => child.disconnect(),
  }
}
