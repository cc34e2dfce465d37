import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import { createViewerLimit } from '../../src/sockets/handshake/viewer-limit.ts'

describe('the limit of viewers', () => {
  const viewer = (readyState: string) => ({
    conn: Object.assign(new EventEmitter(), { readyState }),
    data: { client: { address: '192.0.2.1' } },
  })

  it('does not count who left while the link was looked up: their connection has closed already', () => {
    const limit = createViewerLimit()
    for (let n = 0; n < 100; n++) expect(() => limit(viewer('closed'), 'link')).to.throw(AppError)
    const viewers = Array.from({ length: 10 }, () => viewer('open'))
    for (const each of viewers) limit(each, 'link')
    expect(() => limit(viewer('open'), 'link')).to.throw(AppError, /too many/i)
    viewers[0]?.conn.emit('close')
    limit(viewer('open'), 'link')
  })
})
