import { expect } from 'chai'
import fc from 'fast-check'
import { Server } from 'socket.io'
import { z } from 'zod'
import { pushes, type Request, requests } from '../../src/contract/index.ts'
import { createSocketServer } from '../../src/engine/socket-io.ts'

const { encoder } = createSocketServer({ ALLOWED_ORIGINS: [] })
const { encoder: stock } = new Server()

const answer = fc.tuple(
  fc.record({ ok: fc.boolean(), data: fc.anything({ withDate: true, withNullPrototype: true }) }, { requiredKeys: ['ok'] }),
)
const event = fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue())
const packet = fc.oneof(
  fc.record({ type: fc.constant(3), nsp: fc.constantFrom('/', '/staff'), id: fc.nat(), data: fc.oneof(answer, fc.constant([])) }),
  fc.record(
    { type: fc.constant(2), nsp: fc.constantFrom('/', '/staff'), id: fc.nat(), data: event },
    { requiredKeys: ['type', 'nsp', 'data'] },
  ),
  fc.record({ type: fc.constantFrom(0, 4), nsp: fc.constantFrom('/', '/staff'), data: fc.dictionary(fc.string(), fc.jsonValue()) }),
  fc.record({ type: fc.constant(1), nsp: fc.constantFrom('/', '/staff') }),
)

/** Where a value of the schema has bytes. */
const bytesIn = (schema: z.ZodType): string[] => {
  const found = new Set<string>()
  z.toJSONSchema(schema, {
    unrepresentable: 'any',
    metadata: z.registry<object>(),
    override: ({ zodSchema, path }) => {
      if (zodSchema._zod.def.type === 'custom') found.add(path.filter((step) => step !== 'properties').join('.'))
    },
  })
  return [...found]
}

describe('packets of Socket.IO', () => {
  it('are the same as those of its own encoder', () => {
    fc.assert(
      fc.property(packet, (each) => {
        // the encoder replaces bytes in the packet
        expect(encoder.encode(structuredClone(each))).to.deep.equal(stock.encode(structuredClone(each)))
      }),
      { numRuns: 5000 },
    )
  })

  it('have the bytes of a file beside their text', () => {
    const content = Buffer.from('%PDF')
    for (const data of [
      { fileName: 'a.pdf', content },
      { entries: [], file: { fileName: 'a.pdf', content } },
    ]) {
      const reply = { type: 3, nsp: '/', id: 7, data: [{ ok: true, data }] }
      const encoded = encoder.encode(structuredClone(reply))
      expect(encoded).to.have.lengthOf(2)
      expect(encoded).to.deep.equal(stock.encode(structuredClone(reply)))
    }
  })

  it('can have bytes only where the encoder looks for a file', () => {
    const answers = Object.values(requests).flatMap((each) => Object.values<Request>(each))
    const found = answers.flatMap(({ event, data }) => bytesIn(data).map((path) => `${event} ${path}`))
    expect(found.sort()).to.deep.equal(['audit:list file.content', 'books:report file.content', 'order:report content'])
    expect(Object.values(pushes).flatMap((each) => Object.values<z.ZodType>(each).flatMap(bytesIn))).to.deep.equal([])
  })
})
