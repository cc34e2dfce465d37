import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { type Demo, prepareDemo } from '../support/demo.ts'
import { runModule } from '../support/module.ts'

const readClient = async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, client = ''] = /^```js client\.mjs\n(.*?)^```$/ms.exec(readme) ?? []
  return client
}

describe("the README's first client", () => {
  let demo: Demo

  before(async () => {
    demo = await prepareDemo()
  })
  after(() => demo.remove())

  it('is short', async () => {
    expect((await readClient()).trim().split('\n')).to.have.lengthOf.within(10, 20)
  })

  it('places an order, and follows the order and its courier to the door', async () => {
    const gateway = await demo.start()
    const client = await readClient()
    expect(client.split('http://localhost:3000')).to.have.length(2)
    const { output, code } = await runModule(client.replace('http://localhost:3000', gateway.url))
    expect(code, output).to.equal(0)

    const heard = output
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), JSON.parse(line.slice(line.indexOf(' ')))] as const)
    expect(heard[0]?.[0]).to.equal('session:ready')
    const statuses = heard.filter(([event]) => event === 'order:status_changed').map(([, { data }]) => data.order.status)
    expect([...new Set(statuses)]).to.deep.equal(['placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'delivered'])
    const seqs = heard.flatMap(([, { seq = [] }]) => seq)
    expect(seqs).to.deep.equal(seqs.map((_, n) => n + 1))
    const places = heard.filter(([event]) => event === 'courier:location_changed').map(([, { location }]) => JSON.stringify(location))
    expect(new Set(places).size, 'places where the courier was').to.be.greaterThan(5)
  })
})
