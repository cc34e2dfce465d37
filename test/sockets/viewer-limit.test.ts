import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { createViewerLimit } from '../../src/sockets/handshake/viewer-limit.ts'
import { rejection } from '../support/rejection.ts'

describe('the limit of viewers', () => {
  const viewer = (readyState: string) => ({
    conn: Object.assign(new EventEmitter(), { readyState }),
    data: { client: { address: '192.0.2.1' } },
  })

  it('does not count who left while the link was looked up: their connection has closed already', async () => {
    const limit = createViewerLimit()
    for (let n = 0; n < 100; n++) expect(await rejection(limit(viewer('closed'), 'link'))).to.include({ reason: 'busy' })
    const viewers = Array.from({ length: 10 }, () => viewer('open'))
    for (const each of viewers) await limit(each, 'link')
    expect(await rejection(limit(viewer('open'), 'link'))).to.include({ reason: 'too_many_connections' })
    viewers[0]?.conn.emit('close')
    await limit(viewer('open'), 'link')
  })
})
