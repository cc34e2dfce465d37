import { expect } from 'chai'
import { version } from '../../src/version.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type FakeNominatim, startNominatim } from '../support/nominatim.ts'
import { refusal } from '../support/refusal.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('address:search', () => {
  let nominatim: FakeNominatim
  let gateway: TestGateway
  let customer: Customer

  before(async () => {
    nominatim = await startNominatim()
    const GEOCODER_URL = `${nominatim.url}/maps/?key=secret-key`
    gateway = await startTestGateway({ env: { GEOCODER_URL, PUBLIC_URL: 'https://orders.example.com' } })
    customer = await arrive(gateway)
    await customer.client.request('account:update', { locale: 'sk-SK' })
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
    nominatim.stop()
  })
  afterEach(() => nominatim.misbehave(undefined))

  const search = (text: string, { client } = customer) => client.request('address:search', { text })

  it('asks the service in the language of the account, near the shop, and says who asks', async () => {
    expect((await customer.client.request('shop:get', {})).addressSearch).to.equal(true)
    expect(await search('  Hlavná 1 ')).to.deep.equal({
      places: [{ address: 'Hlavná 1, Staré Mesto, Bratislava, Slovensko', location: { lat: 48.1449, lng: 17.1127 } }],
    })
    const [{ path, parameters, userAgent } = { path: '', parameters: {}, userAgent: '' }] = nominatim.asked
    expect(path).to.equal('/maps/search')
    expect(parameters).to.include({ format: 'jsonv2', q: 'Hlavná 1', limit: '5', 'accept-language': 'sk-SK', key: 'secret-key' })
    expect(parameters.viewbox).to.equal('16.6097,47.6439,17.6097,48.6439')
    expect(userAgent).to.equal(`customerbackend/${version} (https://orders.example.com)`)
  })

  it('asks once for what many look for, one after the other, and not twice within a second', async () => {
    const others = await Promise.all([arrive(gateway), arrive(gateway)])
    const before = nominatim.asked.length
    const startedAt = performance.now()
    await Promise.all([...others, ...others].map((other, n) => search(n % 2 === 0 ? 'Dunajská 4' : 'Obchodná 2', other)))
    expect(nominatim.asked.slice(before).map(({ parameters: { q } }) => q)).to.have.members(['Dunajská 4', 'Obchodná 2'])
    expect(performance.now() - startedAt).to.be.greaterThan(990)
    expect(nominatim.atOnce()).to.equal(1)
    for (const { client } of others) client.close()
  })

  it('says that it failed where the service gives no answer that can be read, and asks again the next time', async () => {
    for (const wrong of [{ status: 503 }, { body: '{"error":"no"}' }]) {
      nominatim.misbehave(wrong)
      expect(await refusal(search('Laurinská 3'))).to.include({ code: 'unavailable', reason: 'address_search_failed', retryable: false })
    }
    nominatim.misbehave(undefined)
    expect((await search('Laurinská 3')).places).to.have.length(1)
    nominatim.misbehave({ body: '[]' })
    expect((await search('zzzz')).places).to.deep.equal([])
  })

  it('is refused where no service is configured, and shop:get says so', async () => {
    const without = await startTestGateway({ on: { url: gateway.databaseUrl } })
    const other = await arrive(without)
    expect((await other.client.request('shop:get', {})).addressSearch).to.equal(false)
    const refused = await refusal(search('Hlavná 1', other))
    expect(refused).to.include({ code: 'failed_precondition', reason: 'address_search_not_available' })
    other.client.close()
    await without.stop()
  })
})
