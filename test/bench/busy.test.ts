import { spawn } from 'node:child_process'
import { expect } from 'chai'
import { tooBusy, watchOthers } from '../../bench/busy.ts'
import { cpuOf } from '../../bench/process.ts'
import { runRounds } from '../../bench/rounds.ts'
import { until } from '../support/until.ts'

describe('A busy machine', () => {
  /** Runs a process that computes, until `work` is done. */
  const besideBusyProcess = async <Result>(work: (burnSecond: () => Promise<void>, pid: number) => Promise<Result>) => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    try {
      const burnSecond = async () => {
        const before = cpuOf(pid)
        await until(() => cpuOf(pid) > before + 1_000_000, 'the process has computed for a second')
      }
      return await work(burnSecond, pid)
    } finally {
      child.kill('SIGKILL')
    }
  }

  it('is told from what the bench itself and its children use', () =>
    besideBusyProcess(async (burnSecond) => {
      const started = performance.now()
      const [ofAll, ofOthers] = [watchOthers([]), watchOthers([process.pid])]
      await burnSecond()
      const [all, others] = [ofAll(), ofOthers()]
      const seconds = (performance.now() - started) / 1000
      expect((all.processors - others.processors) * seconds, 'the seconds that our child has computed').to.be.greaterThan(0.8)
      expect(others.busiest.join()).not.to.match(/\(NaN\)/)
    }))

  it('spoils a round: it does not count, and after three of them the scenario is not complete', () =>
    besideBusyProcess(async (burnSecond) => {
      const scenario = { name: 'test', targets: () => [] }
      const round = async () => {
        await burnSecond()
        return []
      }
      const said: string[] = []
      const say = (what: string) => void said.push(what)
      const running = { round, limits: { least: 3, most: 3, minutes: 60 }, show: () => undefined, say }
      // no process belongs to this bench, so the busy child is one of the others
      const disturbed = await runRounds(scenario, { ...running, roots: [], anyway: false })
      expect(disturbed.disturbed).to.have.length(3)
      expect(disturbed.disturbed[0]).to.match(/^other programs used \d+ % of a processor/)
      expect(said, 'what is said while it runs').to.have.length(3)
      expect(said[0]).to.match(/^test: this round does not count, because other programs used \d+ % of a processor/)
      expect(disturbed).to.include({ isComplete: false }).and.to.have.property('rounds').that.is.empty

      const anyway = await runRounds(scenario, { ...running, roots: [], anyway: true })
      expect(anyway).to.include({ isComplete: true }).and.to.have.property('rounds').that.has.length(3)
      expect(anyway.others).to.be.greaterThan(tooBusy)
    }))
})
