import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { build } from 'vite'
import { ensureDemoAccounts } from '../../src/accounts/demo-accounts.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { openBrowser } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { runModule } from '../support/module.ts'
import { root } from '../support/root.ts'
import { until } from '../support/until.ts'

const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A program that uses only the package. The compiler must find each of its mistakes. */
const program = `
import { connect, newRequestId, RequestError, type Client, type FeedPosition, type Order, type PaymentMethod, type RequestData } from 'customerbackend/client'

const guest = connect({ url: 'http://localhost:3000', namespace: '/guest' })
const { token, account } = await guest.request('account:sign_in', { login: 'demo', password: 'demo-password' })
const name: string = account.name
let kept: FeedPosition | undefined
const storage = { load: () => kept, save: (position: FeedPosition) => { kept = position } }
const customer: Client<'/'> = connect({ namespace: '/', token, storage })
const orders = new Map<string, Order>()
customer.on('stale', async () => {
  const { orders: pending } = await customer.request('order:pending')
  for (const order of pending) orders.set(order.id, order)
})
const stop: () => void = customer.on('order:status_changed', ({ seq, data }) => console.log(seq + 1, data.order.status === 'delivered'))
customer.on('state', (state) => console.log(state.status === 'ended' && state.failure.reason, state.status === 'ready' && state.session?.feed?.seq))
const paymentMethod: PaymentMethod = 'cash'
const order = { items: [{ productId: newRequestId(), quantity: 1 }], delivery: { address: 'Hlavná 1' }, paymentMethod }
const placed: RequestData<'/', 'order:place'> = await customer.request('order:place', order, { signal: AbortSignal.timeout(1000) })
const { content } = await customer.request('order:report', { format: 'pdf', orderId: placed.order.id })
console.log(name, content.byteLength, new RequestError({ code: 'internal', message: '', retryable: false }).failure.code)
for await (const { orders: page, nextCursor } of customer.pages('order:list', { status: 'delivered', limit: 5 })) console.log(page.length, nextCursor)
customer.on('state', (state) => console.log(state.status === 'connecting' && state.failure?.reason))
customer.on('notification:read', ({ at, data: { ids, orderId, all, unread } }) => console.log(at, ids?.length, orderId, all, unread + 1))
customer.on('account:changed', ({ data }) => console.log(data.changed.includes('favorites')))
const { unread }: { unread: number } = await customer.request('account:read_order_messages', { orderId: placed.order.id }, { timeoutMs: 1000 })
console.log(unread)
const asynchronous = { load: async () => kept, save: (position: FeedPosition) => { kept = position } }
connect({ namespace: '/', token, storage: asynchronous }).close()
stop()

// @ts-expect-error not a time
customer.request('account:get', {}, { timeoutMs: '1000' })
// @ts-expect-error it is known only while it connects
customer.on('state', (state) => state.failure)
// @ts-expect-error not on this namespace
guest.on('account:changed', () => {})
// @ts-expect-error not a list
customer.pages('account:get')
// @ts-expect-error the client goes from page to page
customer.pages('order:list', { cursor: 'next' })
// @ts-expect-error a customer has a token
connect({ namespace: '/' })
// @ts-expect-error a guest has none
connect({ namespace: '/guest', token })
// @ts-expect-error there is no feed to keep the place of
connect({ namespace: '/staff', token, storage })
// @ts-expect-error there is no such namespace
connect({ namespace: '/kitchen', token })
// @ts-expect-error not on this namespace
guest.request('order:pending')
// @ts-expect-error there is no such event
customer.request('order:pend')
// @ts-expect-error the payload is not optional
customer.request('order:cancel')
// @ts-expect-error a field is missing
customer.request('order:place', { items: order.items, paymentMethod: 'cash' })
// @ts-expect-error there is no such field
customer.request('account:get', { limit: 5 })
// @ts-expect-error not one of the methods
customer.request('order:place', { ...order, paymentMethod: 'barter' })
// @ts-expect-error not pushed here
customer.on('queue:changed', () => {})
// @ts-expect-error there is no such field in it
customer.on('order:status_changed', ({ data }) => data.order.total)
`

/** What the example for React Native uses of other packages. */
const reactNative = `
declare module 'react' {
  export function useState<T>(): [T | undefined, (next: T) => void]
  export function useState<T>(first: T): [T, (next: T) => void]
  export function useEffect(effect: () => void | (() => void), of: readonly unknown[]): void
}
declare module 'react-native'
`

const documented = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8')
const exampleOf = (file: string) => new RegExp(`^\`\`\`\\w+ ${file}\n(.*?)^\`\`\`$`, 'ms').exec(documented)?.[1] ?? ''

const sameTypes = (packed: string) => `
import type * as source from '${join(root, 'src/contract/index.ts')}'
import type * as packed from '${packed}'

type Same<A, B> = [A, B] extends [B, A] ? true : false
const same: [
  Same<source.GuestRequests, packed.GuestRequests>, Same<source.GuestPushes, packed.GuestPushes>,
  Same<source.CustomerRequests, packed.CustomerRequests>, Same<source.CustomerPushes, packed.CustomerPushes>,
  Same<source.StaffRequests, packed.StaffRequests>, Same<source.StaffPushes, packed.StaffPushes>,
  Same<source.Order, packed.Order>, Same<source.Failure, packed.Failure>,
] = [true, true, true, true, true, true, true, true]
// @ts-expect-error they are compared
const other: Same<source.Order, packed.Payment> = true
console.log(same, other)
`

describe("the typed client's package", () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-client-'))
    const pack = execFileSync(process.execPath, ['--import', 'tsx', 'package/build.ts', '--to', folder], { cwd: root, encoding: 'utf8' })
    const installed = join(folder, 'node_modules/customerbackend')
    await mkdir(installed, { recursive: true })
    execFileSync('tar', ['xzf', join(folder, pack.trim()), '-C', installed, '--strip-components=1'])
    await symlink(join(root, 'node_modules/socket.io-client'), join(folder, 'node_modules/socket.io-client'))
  })
  after(() => rm(folder, { recursive: true }))

  const readmeExample = async () => {
    const text = await readFile(join(folder, 'node_modules/customerbackend/README.md'), 'utf8')
    return /^```ts\n(.*?)^```$/ms.exec(text)?.[1] ?? ''
  }

  const compile = async (text: string, options: object, examples = false) => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'program.ts'), text)
    const compilerOptions = { target: 'es2023', lib: ['es2024', 'dom'], types: [], strict: true, noEmit: true, ...options }
    const files = {
      'readme.ts': await readmeExample(),
      'main.ts': exampleOf('src/main.ts'),
      'App.tsx': exampleOf('App.tsx'),
      'react-native.d.ts': reactNative,
    }
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content)
    const include = ['program.ts', ...(examples ? Object.keys(files) : [])]
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
    return spawnSync(process.execPath, [join(root, 'node_modules/typescript/lib/tsc.js'), '-p', folder], { encoding: 'utf8' }).stdout
  }

  it('has a README with an example of it', async () => {
    expect(await readmeExample()).to.include("from 'customerbackend/client'")
  })

  it('depends only on socket.io-client', async () => {
    const { dependencies } = JSON.parse(await readFile(join(folder, 'node_modules/customerbackend/package.json'), 'utf8'))
    expect(Object.keys(dependencies)).to.deep.equal(['socket.io-client'])
  })

  it('documents its types with the descriptions of the contract', async () => {
    const types = await readFile(join(folder, 'node_modules/customerbackend/contract/namespaces.d.ts'), 'utf8')
    expect(types).to.match(/\/\*\* In minor units of the currency: [^\n]+ \*\/\n\s*amount: number/)
    expect(types).to.match(/\/\*\* Places an order: [^\n]+ \*\/\n\s*'order:place':/)
    expect(types).to.match(/\/\*\* An order was placed, [^\n]+ \*\/\n\s*'order:status_changed':/)
  })

  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    it(`has types that find mistakes, with moduleResolution ${moduleResolution}`, async () => {
      for (const file of ['src/main.ts', 'App.tsx']) expect(exampleOf(file), file).to.include('customerbackend/client')
      const options = { module, moduleResolution, exactOptionalPropertyTypes: true, jsx: 'react-native' }
      expect(await compile(program, options, true)).to.equal('')
    })
  }

  it('has the types of the contract', async () => {
    const strict = { module: 'nodenext', moduleResolution: 'nodenext', allowImportingTsExtensions: true, skipLibCheck: true }
    // the schemas, unlike the types, use Node's functions
    const withNode = { ...strict, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
    expect(await compile(sameTypes(join(folder, 'node_modules/customerbackend/contract/index.d.ts')), withNode)).to.equal('')
  })

  it('is bundled for browsers without a warning', async () => {
    const said: string[] = []
    await writeFile(join(folder, 'page.js'), "import { connect } from 'customerbackend/client'\nconnect({ namespace: '/guest' })")
    const bundle = await build({
      root: folder,
      configFile: false,
      logLevel: 'warn',
      customLogger: {
        info: () => {},
        warn: (message) => void said.push(message),
        warnOnce: (message) => void said.push(message),
        error: (message) => void said.push(message),
        clearScreen: () => {},
        hasErrorLogged: () => false,
        hasWarned: false,
      },
      build: { write: false, lib: { entry: 'page.js', formats: ['es'] } },
    })
    const code = (Array.isArray(bundle) ? bundle : []).flatMap(({ output }) => output.map((part) => ('code' in part ? part.code : '')))
    expect(code.join('')).to.include('server:draining')
    expect(said).to.deep.equal([])
  })

  describe('with the examples of docs/clients.md', () => {
    let pages: Server
    let gateway: TestGateway
    const at = (host: string) => `http://${host}:${portOf(pages)}`
    const textFor = (file: string) => exampleOf(file).replace('http://localhost:3000', gateway.url)

    before(async () => {
      pages = createServer(({ url = '/' }, response) => {
        const name = url === '/' ? 'index.html' : url
        response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html')
        readFile(join(folder, 'dist', name)).then(
          (text) => response.end(text),
          () => response.writeHead(404).end(),
        )
      })
      await once(pages.listen(0), 'listening')
      gateway = await startTestGateway({ env: { ALLOWED_ORIGINS: at('127.0.0.1') } })
      await ensureDemoAccounts(gateway.database, createPasswordHasher())
    })
    after(async () => {
      pages.close()
      await gateway.stop()
    })

    it('runs in Node', async () => {
      const { output, code } = await runModule(textFor('order.mjs'), folder)
      expect(code, output).to.equal(0)
      const [, number] = /^ordered: (\d+)$/m.exec(output) ?? []
      expect(output.trim().split('\n')).to.have.members(['ready', 'under way: 0', `1 ${number} placed`, `ordered: ${number}`, 'ended'])
    })

    describeWith('chromium')('built by Vite', () => {
      it('orders from another port, and says why a page whose origin is not allowed cannot', async () => {
        await writeFile(join(folder, 'index.html'), '<div id="app"></div><script type="module" src="/main.ts"></script>')
        await writeFile(join(folder, 'main.ts'), textFor('src/main.ts'))
        await build({ root: folder, configFile: false, logLevel: 'silent' })
        const browser = await openBrowser()
        const page = await browser.newPage()
        const said: string[] = []
        page.on('console', (message) => void (message.type() === 'warning' && said.push(message.text())))
        await page.goto(at('localhost'))
        await page.getByText('This origin is not allowed to connect.').waitFor()
        await until(() => expect(said).to.have.length(1), 'the console says what to do')
        expect(said[0]).to.include(`ALLOWED_ORIGINS=${at('localhost')}`)
        await page.goto(at('127.0.0.1'))
        await page.getByRole('button').first().click()
        await page.getByText(/^Order \d+: placed$/).waitFor()
        await browser.close()
      })
    })
  })
})
