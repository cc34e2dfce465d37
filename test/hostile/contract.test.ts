import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Acknowledgement, maxMessageBytes, type Namespace, type Request, requests, roles } from '../../src/contract/index.ts'
import { extremeFields, extremes } from '../support/extremes.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { makeVictim } from '../support/victim.ts'

/** A longer message ends the connection, which test/engine/engine.engines.test.ts tries. */
const fitsInMessage = (payload: unknown) => Buffer.byteLength(JSON.stringify(payload) ?? '') < maxMessageBytes - 1024

describe('the contract, called with every payload that it allows', function () {
  this.timeout(timeLimit)

  let gateway: TestGateway
  let ids: string[]
  let asked = 0
  const log: string[] = []

  before(async () => {
    gateway = await startTestGateway({ log: (line) => log.push(line) })
    const victim = await makeVictim(gateway)
    const menu = await gateway.database.query<{ id: string }>('select id from products union all select id from ingredients')
    ids = [...victim.ids, ...menu.map(({ id }) => id)]
    victim.leave()
  })
  after(async () => {
    await gateway.stop()
    recordResult('Valid payloads at the limits of the contract', `${asked} requests`, 'none of them an unexpected error')
  })

  interface Caller {
    raw(event: string, payload: unknown): Promise<Acknowledgement<unknown>>
    close(): void
    socket: { connected: boolean }
  }

  const staffRoles = roles.filter((role) => role !== 'customer')
  // the long form calls with the other roles too, whose requests are refused before the payload is read
  const callingRoles = ({ roles: allowed = staffRoles }: Request) => inShort(allowed, staffRoles)

  const callers: Record<Namespace, (request: Request) => Promise<Caller[]>> = {
    '/guest': async () => [await connectGuest(gateway)],
    '/': async () => [(await arrive(gateway)).client],
    '/staff': (request) => Promise.all(callingRoles(request).map(async (role) => (await connectNewStaff(gateway, role)).client)),
    // it answers no request
    '/track': async () => [],
  }

  const check = async (request: Request, caller: Caller, payload: unknown) => {
    const answer = await caller.raw(request.event, payload)
    asked += 1
    if (answer.ok) expect(request.data.safeParse(answer.data).error, request.event).to.equal(undefined)
    else expect(answer.error.code, JSON.stringify([payload, log.at(-1)])).not.to.be.oneOf(['internal', 'deadline_exceeded', 'unavailable'])
  }

  for (const namespace of Object.keys(requests) as Namespace[])
    for (const request of Object.values<Request>(requests[namespace]))
      it(`${namespace} ${request.event} is answered, or refused with a reason`, async () => {
        let people = await callers[namespace](request)
        await fc.assert(
          fc.asyncProperty(extremes(request.input, ids).filter(fitsInMessage), async (payload) => {
            const fresh = Object.hasOwn(Object(payload), 'requestId') ? { ...Object(payload), requestId: randomUUID() } : payload
            for (const caller of people) await check(request, caller, fresh)
            // the request may end the session that asks
            if (people.some(({ socket }) => !socket.connected)) people = await callers[namespace](request)
          }),
          { numRuns: inShort(20, 1000), endOnFailure: true },
        )
        for (const caller of people) caller.close()
      })

  for (const namespace of Object.keys(requests) as Namespace[])
    for (const request of Object.values<Request>(requests[namespace]))
      it(`${namespace} ${request.event} accepts the longest, the most precise and the strangest value of each field`, async () => {
        let people = await callers[namespace](request)
        for (const [n, payload] of extremeFields(request.input, ids).entries()) {
          const fresh = Object.hasOwn(Object(payload), 'requestId') ? { ...Object(payload), requestId: randomUUID() } : payload
          // the roles that may ask take turns; in the long form, each asks everything
          const turn = n % people.length
          for (const caller of inShort(people.slice(turn, turn + 1), people)) await check(request, caller, fresh)
          if (people.some(({ socket }) => !socket.connected)) people = await callers[namespace](request)
        }
        for (const caller of people) caller.close()
      })
})
