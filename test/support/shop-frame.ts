/** What many tests of orders begin with: a gateway for all of them, a member of each role, a customer and a dish. */
import { arrive, startTestGateway, type TestGateway } from './gateway.ts'
import { anyDish, type Staff, staffOf } from './orders.ts'

interface Open {
  gateway: TestGateway
  staff: Staff
  customer: Awaited<ReturnType<typeof arrive>>
  productId: string
}

/** Call it first in a block. It is open once the tests have begun. */
export const shopFrame = (): Readonly<Open> => {
  let opened: Open | undefined
  before(async () => {
    const gateway = await startTestGateway()
    opened = { gateway, staff: await staffOf(gateway), customer: await arrive(gateway), productId: (await anyDish(gateway)).id }
  })
  after(async () => {
    for (const { client } of opened ? [opened.customer, ...Object.values(opened.staff)] : []) client.close()
    await opened?.gateway.stop()
  })
  const open = () => {
    if (!opened) throw new Error('the tests have not begun')
    return opened
  }
  return {
    get gateway() {
      return open().gateway
    },
    get staff() {
      return open().staff
    },
    get customer() {
      return open().customer
    },
    get productId() {
      return open().productId
    },
  }
}
