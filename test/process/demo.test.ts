import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { type Demo, prepareDemo } from '../support/demo.ts'
import { placement } from '../support/orders.ts'
import type { GatewayProcess } from '../support/process.ts'
import { rejection } from '../support/rejection.ts'

describe('the demo', () => {
  let demo: Demo
  let gateway: GatewayProcess

  before(async () => {
    demo = await prepareDemo()
    gateway = await demo.start()
  })
  after(() => demo.remove())

  const signIn = async (login: string) => {
    const guest = await connectClient(gateway.url, '/guest')
    const answer = await guest.request('account:sign_in', { login, password: 'demo-password' })
    guest.close()
    return answer
  }

  it('prints its URL, and how to sign in', async () => {
    const [howTo, listening] = gateway.output().trim().split('\n')
    expect(howTo).to.equal('sign in as demo, kitchen, warehouse, courier or manager with the password demo-password')
    expect(listening).to.equal(`listening on ${gateway.url}`)
    for (const login of ['demo', 'kitchen', 'warehouse', 'courier', 'manager']) {
      expect((await signIn(login)).account.role).to.equal(login === 'demo' ? 'customer' : login)
    }
  })

  it('locks its data: a second gateway reports which process uses it', async () => {
    const { message } = await rejection(demo.start())
    expect(message).to.equal(
      `the gateway ended with 1:\n${demo.dataDir} is in use by the gateway with pid ${gateway.child.pid}: stop that one, or set another DATA_DIR\n`,
    )
    expect((await signIn('demo')).account.name).to.equal('Dana Demo')
  })

  it('disconnects its clients when it stops, and has its data again after a restart', async () => {
    const { token } = await signIn('demo')
    const customer = await connectClient(gateway.url, '/', { token })
    const guest = await connectClient(gateway.url, '/guest')
    const { products } = await customer.request('menu:list', {})
    const { order } = await customer.request('order:place', placement(products[0]?.id ?? ''))

    const told = [customer, guest].map(
      ({ socket }) =>
        new Promise<{ payload: unknown }>((resolve, reject) => {
          socket.once('server:draining', (payload) => resolve({ payload }))
          socket.once('disconnect', (reason) => reject(new Error(`not told: ${reason}`)))
        }),
    )
    const ended = gateway.kill('SIGTERM')
    for (const { payload } of await Promise.all(told)) expect(payload).to.have.property('reconnectAfterMs').that.is.within(0, 10_000)
    expect(await ended).to.equal(0)

    gateway = await demo.start()
    const again = await connectClient(gateway.url, '/', { token })
    expect((await again.request('order:get', { orderId: order.id })).order).to.include({ id: order.id, number: order.number })
    again.close()
  })
})
