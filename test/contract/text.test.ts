import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import { line, prose, requests } from '../../src/contract/index.ts'

/** No person reads these: passwords stay as they were typed, and the gateway made the cursors. */
const unread = new Set(['password', 'current', 'next', 'cursor'])
const turning = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']
const invisible = ['\u00ad', '\u034f', '\u115f', '\u180e', '\u200b', '\u2060', '\u3164', '\ufeff', '\uffa0', '\u{e0001}', '\u{e0041}']

/** The texts of a payload, by the name of the field. */
const textsOf = (schema: unknown, name: string): [string, z.ZodType][] => {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, inner]) => textsOf(inner, key))
  if (schema instanceof z.ZodArray) return textsOf(schema.element, name)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsOf(option, name))
  if (schema instanceof z.ZodPipe) return textsOf(schema.in, name)
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return textsOf(schema.unwrap(), name)
  return schema instanceof z.ZodString ? [[name, schema]] : []
}

describe('texts of the contract', () => {
  it('reach no request with characters that are invisible or turn the reading direction', () => {
    const fields = Object.values(requests).flatMap((each) =>
      Object.values(each).flatMap(({ event, input }) =>
        textsOf(input, '').flatMap(([name, schema]) => (unread.has(name) ? [] : [{ field: `${event} ${name}`, schema }])),
      ),
    )
    const free = fields.filter(({ schema }) => schema.safeParse('gnp.exe').success)
    expect(free, 'fields that take any text').to.have.length.above(20)
    for (const { field, schema } of fields) {
      for (const character of [...turning, ...invisible]) {
        const parsed = schema.safeParse(`gnp${character}.exe`)
        // a promotion code is in upper case
        if (parsed.success) expect(parsed.data, field).to.equal(field.endsWith(' promotionCode') ? 'GNP.EXE' : 'gnp.exe')
      }
    }
  })

  it('have one form however they are typed', () => {
    expect(line(20).parse(' Zoe\u0308\u202e \u200bLa\u00ad ')).to.equal('Zo\u00eb La')
    expect(prose(20).parse('a\u2028b\r\nc')).to.equal('a\nb\r\nc')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const once = prose(5000).safeParse(typed)
        fc.pre(once.success)
        return once.data === prose(5000).parse(once.data) && once.data === once.data?.normalize('NFC')
      }),
    )
  })

  it('keep joiners and selectors, which scripts, names and emoji need', () => {
    for (const kept of [
      '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
      '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
      '\u845b\u{e0100}',
      '\u2764\ufe0f',
    ])
      expect(line(20).parse(kept)).to.equal(kept)
  })

  it('must contain something that can be seen, in one line', () => {
    for (const empty of [
      '',
      ' ',
      '\u200b',
      '\u200d',
      '\ufe0f\u200d',
      '\u3164',
      '\u0301',
      '\u2800',
      'a\u2028b',
      'a\nb',
      'a\u0000',
      '\ud800',
    ])
      expect(line(20).safeParse(empty).success, JSON.stringify(empty)).to.equal(false)
  })

  it('have at most 30 combining marks in a row', () => {
    expect(line(300).parse(`a${'\u0316'.repeat(30)}`)).to.have.lengthOf(31)
    for (const marks of ['\u0316\u0301'.repeat(20), '\u0301\u200d'.repeat(45)])
      expect(line(300).safeParse(`a${marks}`).success).to.equal(false)
  })

  it('lose joiners and selectors where these cannot be seen', () => {
    for (const hidden of ['Pe\u200dter', 'Peter\u200c', '\u200dPeter', 'Peter\ufe0f', 'Pe\u200d\u200cter', 'Peter \u200d'])
      expect(line(20).parse(hidden), JSON.stringify(hidden)).to.equal('Peter')
    expect(line(20).parse('\u0418\u200d\u0440\u0430')).to.equal('\u0418\u0440\u0430')
  })
})
