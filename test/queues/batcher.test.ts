import { expect } from 'chai'
import { createBatcher } from '../../src/queues/batcher.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

/** A batcher whose batches end when the test says so. */
const start = (maxBatchSize: number) => {
  const batches: number[][] = []
  const endings: (() => void)[] = []
  const call = createBatcher(async (entries: readonly number[]) => {
    batches.push([...entries])
    await new Promise<void>((resolve) => endings.push(resolve))
    return entries.map((entry) => (entry < 0 ? new Error(`${entry} is negative`) : entry * 10))
  }, maxBatchSize)
  /** Ends the batch that runs, and waits until the next one does. */
  const endBatch = async () => {
    endings.at(-1)?.()
    const before = batches.length
    await until(() => batches.length > before, 'the next batch runs')
  }
  return { batches, call, endBatch, endLast: () => endings.at(-1)?.() }
}

describe('a batcher', () => {
  it('runs one batch at a time, of the calls that came while the one before it ran', async () => {
    const { batches, call, endBatch, endLast } = start(3)
    const first = call(1)
    await until(() => batches.length === 1, 'the first batch runs')
    const others = [2, 3, 4, 5].map(call)
    // turns enough for a batch to begin, if it could
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
    expect(batches).to.deep.equal([[1]])
    await endBatch()
    expect(batches).to.deep.equal([[1], [2, 3, 4]])
    await endBatch()
    expect(batches).to.deep.equal([[1], [2, 3, 4], [5]])
    endLast()
    expect(await Promise.all([first, ...others])).to.deep.equal([10, 20, 30, 40, 50])
  })

  it('fails one call of a batch and not the others', async () => {
    const { batches, call, endLast } = start(10)
    const calls = [call(1), rejection(call(-1)), call(2)]
    await until(() => batches.length === 1, 'the batch runs')
    endLast()
    const [one, failure, two] = await Promise.all(calls)
    expect([one, two]).to.deep.equal([10, 20])
    expect(failure).to.have.property('message', '-1 is negative')
  })
})
