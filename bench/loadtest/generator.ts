/** One of several generators: runs what `generators.ts` tells it, and reports. */
import { CannotStart } from './cannot-start.ts'
import type { Order, Report } from './generators.ts'
import type { Load } from './load.ts'
import { readOptions } from './options.ts'
import { run } from './run.ts'

const report = (said: Report) => process.send?.(said)

let load: Load | undefined
let isStopped = false
let pass: (() => void) | undefined

const work = async ({ args, people, share, plays }: Extract<Order, { do: 'run' }>) => {
  const options = readOptions(args)
  if (!options) throw new CannotStart('a generator has no help')
  const mine = plays === 'customers' ? { ...options, staff: [], 'staff-token': [] } : options
  return run(
    mine,
    { share, people },
    {
      onStart: (started) => {
        load = started
        if (isStopped) load.stop()
      },
      onPoint: (phase, point) => report({ is: 'measured', phase, point }),
      meet: () =>
        new Promise<void>((resolve) => {
          pass = resolve
          report({ is: 'waiting' })
        }),
    },
  )
}

process.on('message', (order: Order) => {
  if (order.do === 'pass') pass?.()
  else if (order.do === 'stop') {
    isStopped = true
    load?.stop()
  } else
    work(order).then(
      (outcome) => report({ is: 'finished', outcome }),
      (error: unknown) => {
        if (error instanceof CannotStart) report({ is: 'unable', reason: error.message })
        else {
          console.error(error)
          process.exit(1)
        }
      },
    )
})
process.on('disconnect', () => process.exit())
// Ctrl-C goes to every process of the terminal: the main one decides
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
