import { getEventListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { createChecks } from '../../bench/loadtest/checks.ts'
import { createFeed } from '../../bench/loadtest/feed.ts'
import { createLoad } from '../../bench/loadtest/load.ts'
import { readOptions } from '../../bench/loadtest/options.ts'
import { createRecorder } from '../../bench/loadtest/recorder.ts'

describe('A customer of the load tester', () => {
  it('ends a pause in order to leave, and pauses of a long run leave nothing behind', async () => {
    const options = readOptions([])
    if (!options) throw new Error('no options')
    const load = createLoad(options, { index: 0, of: 1, runId: '00000000' })
    const leaving = new AbortController()
    for (let n = 0; n < 100; n += 1) await load.pause(0, leaving.signal)
    expect(getEventListeners(leaving.signal, 'abort')).to.deep.equal([])
    const ended = load.pause(3600, leaving.signal).then(() => 'ended')
    leaving.abort()
    expect(await Promise.race([ended, delay(1000, 'still waits')])).to.equal('ended')
  })

  it('misses no event that comes with the feed when it is resumed', async () => {
    const checks = createChecks(() => undefined)
    const feed = createFeed({
      who: 'a',
      checks,
      recorder: createRecorder(),
      severalNodes: () => true,
      onEvent: () => undefined,
      replay: async () => [],
    })
    const event = (seq: number) => ({ event: 'order:status_changed', seq, at: '2026-01-01T12:00:00.000Z', data: {} })
    await feed.ready({ epoch: 'e', seq: 0, recovered: false, replayed: 0 })
    await feed.receive(event(2))
    feed.ended()
    feed.connecting()
    for (const seq of [1, 2]) await feed.receive(event(seq))
    await feed.ready({ epoch: 'e', seq: 2, recovered: true, replayed: 2 })
    await delay(2200)
    expect(checks.results().find(({ name }) => name === 'gap')?.failed).to.equal(0)
  })
})

describe('The recorder of the load tester', () => {
  it('counts only faults after it has stopped measuring', () => {
    const recorder = createRecorder()
    recorder.open()
    recorder.count('resumed')
    recorder.close()
    recorder.count('resumed')
    recorder.count('faults')
    expect(recorder.counts()).to.include({ resumed: 1, faults: 1 })
  })
})
