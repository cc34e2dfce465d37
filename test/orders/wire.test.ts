import fc from 'fast-check'
import { wireTime } from '../../src/orders/wire.ts'

const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }).map((date) => date.toISOString())

describe('a time on the wire', () => {
  it('has milliseconds and Z, from PostgreSQL, which leaves zeros out, as from the wire', () => {
    fc.assert(
      fc.property(moment, fc.nat({ max: 999 }), (wire, micros) => {
        const fraction = `${wire.slice(19, 23)}${String(micros).padStart(3, '0')}`.replace(/\.?0+$/, '')
        return [wire, `${wire.slice(0, 19)}${fraction}+00:00`].every((written) => wireTime(written) === wire)
      }),
    )
  })
})
