import { Parser } from '@asyncapi/parser'
import { expect } from 'chai'
import { fileContent, publicUrl, settings, shorten } from '../../docs/examples/stage.ts'
import { transcribe } from '../../docs/examples/transcript.ts'
import { errorsOf, namespaces, orderPlace, pushes, type Request, requests } from '../../src/contract/index.ts'
import { failures } from '../../src/errors.ts'
import { createAsyncApi } from '../../src/reference/asyncapi.ts'
import { type Recording, readExamples, type Step } from '../../src/reference/examples.ts'
import { channels } from '../../src/reference/messages.ts'
import { difference, type Names } from '../support/alike.ts'
import { undescribed } from '../support/descriptions.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { startNominatim } from '../support/nominatim.ts'
import { createReplay } from '../support/replay.ts'

const said = ({ as, event }: Step) => `${as}: ${event}; if it is meant to be so, npm run examples`

/** The data of an answer, with file contents where the example leaves them out. */
const withFile = (data: unknown): unknown => {
  if (typeof data !== 'object' || data === null) return data
  if ('content' in data && data.content === fileContent) return { ...data, content: new Uint8Array() }
  return 'file' in data ? { ...data, file: withFile(data.file) } : data
}

/** A frame with its decoded content, so that its parts can be compared. */
const open = ({ from, text }: Recording['frames'][number]) => {
  const [, head = '', body = 'null'] = /^(\d+(?:\/\w+,)?\d*)(.*)$/s.exec(text) ?? []
  return { from, head, body: JSON.parse(body || 'null') }
}

// the parser blocks the event loop for seconds, so no gateway may run in this process
describe('the AsyncAPI document', () => {
  const validate = async (document: object) =>
    (await new Parser().parse(JSON.stringify(document))).diagnostics.map(({ message }) => message)

  it('describes every event, every named schema and every field', () => {
    expect(undescribed(createAsyncApi(readExamples().steps))).to.deep.equal([])
    const money = {
      description: 'Money.',
      type: 'object',
      properties: { amount: { description: 'Cents.' }, currency: { $ref: '#/components/schemas/code' } },
    }
    const push = {
      summary: 'Paid.',
      payload: { properties: { of: { type: 'array', description: 'All.', items: { properties: { no: {} } } } } },
    }
    const document = { components: { schemas: { money, code: {} }, messages: { paid: push, lost: { title: 'Lost', payload: {} } } } }
    expect(undescribed(document)).to.deep.equal(['code', 'money.currency', 'paid.of[].no', 'lost'])
  })

  it('names errors of the table only', () => {
    const named = namespaces.flatMap((namespace) => Object.values<Request>(requests[namespace]).flatMap(errorsOf))
    expect(named.filter((reason) => !Object.hasOwn(failures, reason))).to.deep.equal([])
  })

  it('states the limit of every request', () => {
    const { operations } = createAsyncApi([])
    const limits = new Map(Object.entries(operations).map(([id, operation]) => [id, Reflect.get(Object(operation), 'x-limit')]))
    expect(limits.get('customerMenuList')).to.deep.equal({ cost: 1 })
    expect(limits.get('guestAccountSignIn')).to.deep.equal({ cost: 1, perMinute: 20, per: 'address' })
    const asked = channels([]).flatMap(({ exchanges }) => exchanges)
    expect([...limits.values()].filter((limit) => limit !== undefined)).to.have.length(asked.length)
  })

  it('is valid for the official parser', async () => {
    const document = createAsyncApi(readExamples().steps)
    expect(await validate(document)).to.deep.equal([])
    const { asyncapi, info } = document
    expect(await validate({ asyncapi, info, channels: { guest: { address: 7 } } })).not.to.deep.equal([])
  })
})

describe('the reference', () => {
  let gateway: TestGateway
  let recording: Recording

  before(async () => {
    gateway = await startTestGateway({ env: { PUBLIC_URL: publicUrl } })
    recording = readExamples()
  })
  after(() => gateway.stop())

  it('is served at /asyncapi.json', async () => {
    const served: unknown = await (await fetch(`${gateway.url}/asyncapi.json`)).json()
    expect(served).to.deep.equal(JSON.parse(JSON.stringify(createAsyncApi(recording.steps))))
  })

  it('has an example of every request, answer and push, and every error', () => {
    const without = channels(recording.steps).flatMap(({ namespace, exchanges, pushes: told }) => [
      ...exchanges
        .filter(({ examples }) => !examples.some(({ answer }) => answer?.ok))
        .map(({ request }) => `${namespace} ${request.event}`),
      ...told.filter(({ examples }) => examples.length === 0).map(({ event }) => `${namespace} ${event}`),
    ])
    expect(without, 'add them to docs/examples/scenario.ts, then npm run examples').to.deep.equal([])
    expect(createAsyncApi([])['x-errors'].map(({ reason }) => reason)).to.deep.equal(Object.keys(failures))
  })

  it('has examples that fit the contract', () => {
    for (const { exchanges, pushes: told } of channels(recording.steps)) {
      for (const { request, examples } of exchanges) {
        for (const { payload, answer } of examples) {
          if (!answer?.ok) continue
          request.input.parse(payload)
          request.data.parse(withFile(answer.data))
        }
      }
      for (const { schema, examples } of told) for (const { payload } of examples) schema.parse(payload)
    }
  })

  it('is a page that shows every event, with its errors, and runs no inline script', async () => {
    const answer = await fetch(`${gateway.url}/reference`)
    const page = await answer.text()
    expect(answer.headers.get('content-security-policy')).to.match(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(page).not.to.match(/<script(?! src="\/reference\.js" defer><\/script>)|<style|undefined|\[object/)
    for (const namespace of namespaces) {
      for (const event of [...Object.values(requests[namespace]).map((request) => request.event), ...Object.keys(pushes[namespace])]) {
        expect(page).to.include(`<h3><code>${event}</code></h3>`)
      }
    }
    expect(page).to.include('1190 is €11.90').and.include('20 a minute from one address')
    for (const reason of Object.keys(failures)) expect(page).to.include(`<dt id="error-${reason}">`)
    const place = page.slice(page.indexOf('id="customer-order-place"'), page.indexOf('id="customer-order-get"'))
    for (const reason of errorsOf(orderPlace)) expect(place).to.include(`<a href="#error-${reason}">`)
  })

  it('shows frames as they are on the wire', async () => {
    const names: Names = new Map()
    const frames = await transcribe(gateway)
    expect(difference(names, shorten(recording.frames.map(open)), shorten(frames.map(open)))).to.equal(undefined)
  })

  it('shows real exchanges: the gateway answers every example as recorded', async () => {
    const nominatim = await startNominatim()
    const fresh = await startTestGateway({ env: { ...settings, GEOCODER_URL: nominatim.url } })
    const replay = createReplay(fresh, { publicUrl, steps: recording.steps })
    const last = recording.steps.findIndex(({ event }) => event === 'server:draining')
    for (const step of recording.steps.slice(0, last)) expect(await replay.play(step), said(step)).to.equal(undefined)
    await fresh.stop()
    for (const step of recording.steps.slice(last)) expect(await replay.play(step), said(step)).to.equal(undefined)
    replay.close()
    nominatim.stop()
  })
})
