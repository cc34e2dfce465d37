import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { pageRoutes } from '../../src/http/pages.ts'
import { referenceRoutes } from '../../src/http/reference.ts'
import { engineNames, exchange, startTestEngine, type TestEngine } from '../support/engine.ts'
import { connectCustomer, connectStaff, makePerson, startTestGateway } from '../support/gateway.ts'

const built = new URL('../../dist/web/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, built), 'utf8')

const assetsOf = (html: string) => [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = '']) => path)

for (const name of engineNames) {
  describe(`the pages on ${name}`, () => {
    let server: TestEngine

    before(async () => {
      server = await startTestEngine({ name, routes: [...pageRoutes(), ...referenceRoutes()] })
    })
    after(() => server.engine.close())

    const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers })

    for (const [path, file] of [
      ['/', 'index.html'],
      ['/staff', 'staff.html'],
    ] as const) {
      it(`serves ${path}, and lets it load nothing from other origins`, async () => {
        const answer = await get(path)
        expect(await answer.text()).to.equal(read(file))
        const policy = answer.headers.get('content-security-policy') ?? ''
        expect(policy).to.include("default-src 'none'").and.include("script-src 'self'").and.include("style-src 'self'")
        expect(policy).not.to.match(/unsafe|https?:|\*/)
        expect(read(file)).not.to.match(/<style|style=|<script>|\son\w+=|https?:/)
      })

      it(`makes the browser revalidate ${path} each time, and sends it only when it has changed`, async () => {
        const { headers } = await get(path)
        expect(headers.get('cache-control')).to.equal('no-cache')
        const again = await get(path, { 'if-none-match': headers.get('etag') ?? '' })
        expect([again.status, await again.text()]).to.deep.equal([304, ''])
      })
    }

    it('lets browsers cache assets for ever, because their names change with their content', async () => {
      const paths = assetsOf(read('index.html'))
      expect(paths.some((path) => path.endsWith('.js')) && paths.some((path) => path.endsWith('.css'))).to.equal(true)
      for (const path of paths) {
        const answer = await get(`/${path}`)
        expect(answer.status).to.equal(200)
        expect(answer.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
        expect(answer.headers.get('content-type')).to.match(/^(text\/(javascript|css)|font\/woff2)/)
      }
    })

    const exchangeWith = (headers: string, method = 'GET', path = '/') =>
      exchange(server.port, `${method} ${path} HTTP/1.1\r\nHost: gateway.test\r\n${headers}\r\nConnection: close\r\n\r\n`)

    it('compresses only for clients that accept it, in the encoding that they prefer', async () => {
      const encodingOf = async (accept: string, path?: string) =>
        /content-encoding: (\w+)/i.exec(await exchangeWith(`Accept-Encoding: ${accept}`, 'GET', path))?.[1]
      const icon = '/apple-touch-icon.png'
      const answers: [accept: string, encoding: string | undefined][] = [
        ['gzip, deflate, br', 'br'],
        ['gzip, br;q=0', 'gzip'],
        ['gzip;q=1.0, br; q=0.5', 'gzip'],
        ['br;q=0.001', 'br'],
        ['X-GZIP', 'gzip'],
        ['*', 'br'],
        ['*, br;q=0', 'gzip'],
        ['identity;q=0, *;q=0.5', 'br'],
        ['gzip;q=0', undefined],
        ['gzip;q=0.000, br ; q=0.0', undefined],
        ['gzip;q=0, deflate', undefined],
        ['gzip;q=0.5, identity', undefined],
        ['*;q=0', undefined],
        ['my-gzip, br-1', undefined],
        ['gzip;level=9, br;q=2', undefined],
        ['identity', undefined],
        ['', undefined],
      ]
      for (const [accept, encoding] of answers) expect(await encodingOf(accept), accept).to.equal(encoding)
      expect(await encodingOf('gzip, br', icon), 'a picture is compressed already').to.equal(undefined)
      expect(await encodingOf('gzip, identity;q=0', icon), 'a client that refuses the plain one').to.equal('gzip')
      expect(await exchangeWith('Accept-Encoding: gzip\r\nAccept-Encoding: br;q=0.1'), 'two lines').to.match(/content-encoding: gzip/i)
      expect(await exchangeWith('Range: bytes=0-9'), 'a range of a plain file')
        .to.include('200 OK')
        .and.include(read('index.html'))
      const [script = ''] = assetsOf(read('index.html'))
      expect(await (await get(`/${script}`)).text()).to.equal(read(script))
    })

    it('sends a file again only to clients that do not have it, however they name it', async () => {
      const { headers } = await get('/staff')
      const etag = headers.get('etag') ?? ''
      expect(etag, 'one for all encodings').to.match(/^W\/"[\w-]+"$/)
      const strong = etag.slice(2)
      const statusOf = async (known: string, method?: string) =>
        / (\d+) /.exec(await exchangeWith(`If-None-Match: ${known}\r\nAccept-Encoding: br`, method, '/staff'))?.[1]
      for (const known of [etag, strong, `"a,b", ${etag}`, `W/"a",${strong} , "c"`, '*', `"x"\r\nIf-None-Match: ${etag}`])
        for (const method of ['GET', 'HEAD']) expect(await statusOf(known, method), known).to.equal('304')
      for (const known of ['"a"', strong.slice(1, -1), `"${strong.slice(1, -1)}x"`, '"*"', ''])
        expect(await statusOf(known), known).to.equal('200')
      const answer = await exchangeWith(`If-None-Match: ${etag}`, 'GET', '/staff')
      expect(answer)
        .to.match(/vary: accept-encoding/i)
        .and.to.include(etag)
      expect(answer.slice(answer.indexOf('\r\n\r\n')), 'no body').to.equal('\r\n\r\n')
      const head = await exchangeWith('Accept-Encoding: br', 'HEAD', '/staff')
      const whole = await exchangeWith('Accept-Encoding: br', 'GET', '/staff')
      const lengthOf = (text: string) => /content-length: (\d+)/i.exec(text)?.[1]
      expect(lengthOf(head)).to.equal(lengthOf(whole))
    })

    it('serves what makes the page installable: a manifest, and icons of the sizes that it names', async () => {
      const answer = await get('/manifest.webmanifest')
      expect(answer.headers.get('content-type')).to.equal('application/manifest+json')
      const { icons } = JSON.parse(await answer.text())
      expect(icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).to.equal(true)
      for (const { src, type, sizes } of [...icons, { src: '/apple-touch-icon.png', type: 'image/png', sizes: '180x180' }]) {
        const icon = await get(src)
        expect([icon.status, icon.headers.get('content-type')], src).to.deep.equal([200, type])
        const bytes = Buffer.from(await icon.arrayBuffer())
        // the width and height in the header of a PNG
        if (type === 'image/png') expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).to.equal(sizes)
      }
    })

    it('serves the service worker and the offline page anew each time; the worker may ask only the gateway', async () => {
      const [worker, offline] = [await get('/worker.js'), await get('/offline')]
      for (const { headers } of [worker, offline]) expect(headers.get('cache-control')).to.equal('no-cache')
      expect(worker.headers.get('content-type')).to.match(/^text\/javascript/)
      expect(worker.headers.get('content-security-policy')).to.equal("default-src 'none'; connect-src 'self'")
      expect(await worker.text(), 'what it keeps is named by its content').to.match(/"version":"[\w-]{12}","files":\["\/assets\/offline-/)
      expect(offline.headers.get('content-security-policy')).to.include("script-src 'self'").and.include("worker-src 'self'")
    })

    for (const path of ['/staff', '/reference']) {
      it(`redirects ${path}/ to ${path}, also behind a proxy that adds a prefix`, async () => {
        const answer = await fetch(`${server.url}${path}/?tab=stock&x=a%20b`, { redirect: 'manual' })
        expect(answer.status).to.equal(308)
        const location = answer.headers.get('location') ?? ''
        expect(new URL(location, `http://shop.test/app${path}/`).href).to.equal(`http://shop.test/app${path}?tab=stock&x=a+b`)
        expect((await get(`${path}/`)).url).to.equal(`${server.url}${path}`)
        expect((await get(`${path}//`)).status).to.equal(404)
      })
    }

    it('answers a browser that asks for an unknown page with a page, and a program with an error', async () => {
      for (const path of ['/nowhere', '/assets/nothing.js', '/staff/x']) {
        const page = await get(path, { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' })
        expect([page.status, page.headers.get('content-type')], path).to.deep.equal([404, 'text/html; charset=utf-8'])
        expect(await page.text())
          .to.include('<h1>Page not found</h1>')
          .and.not.include('nowhere')
        const slovak = await get(path, { accept: 'text/html', 'accept-language': 'sk-SK,sk;q=0.9' })
        expect(await slovak.text())
          .to.include('<html lang="sk">')
          .and.include('<h1>Stránka sa nenašla</h1>')
        for (const accept of ['*/*', 'application/json']) {
          const error = await get(path, { accept })
          expect(error.status, path).to.equal(404)
          expect(await error.json()).to.have.nested.property('error.code', 'not_found')
        }
      }
    })

    for (const path of [
      '/assets/../index.html',
      '/assets/%2e%2e/%2e%2e/main.js',
      '/assets/..%2f..%2fmain.js',
      '/assets/..\\..\\main.js',
      '/assets//etc/passwd',
      '/assets/%00',
      '/assets/constructor',
      '/staff.html',
      '/assets/',
    ]) {
      it(`answers 404 for ${path}`, async () => {
        const answer = await exchange(server.port, `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n\r\n`)
        expect(answer).to.match(/^HTTP\/1.1 40[04] /)
        expect(answer).to.not.include('root:')
      })
    }
  })
}

describe('the pages', () => {
  it('load less than 100 kB of compressed script at first', () => {
    for (const page of ['index.html', 'staff.html']) {
      const scripts = new Set(assetsOf(read(page)).filter((path) => path.endsWith('.js')))
      const size = [...scripts].reduce((sum, path) => sum + gzipSync(read(path)).byteLength, 0)
      expect(size, page).to.be.within(10_000, 100_000)
      // the page names everything that is loaded at first
      for (const path of scripts) {
        for (const [, imported = ''] of read(path).matchAll(/\bfrom"\.\/([\w-]+\.js)"/g))
          expect([...scripts]).to.include(`assets/${imported}`)
      }
    }
  })

  it('are 404 if they were not built', async () => {
    const server = await startTestEngine({ routes: pageRoutes({ folder: '/nowhere' }) })
    expect((await fetch(server.url)).status).to.equal(404)
    await server.engine.close()
  })

  it('say how to sign in to the demo', async () => {
    const server = await startTestEngine({ routes: pageRoutes({ demo: true }) })
    expect(await (await fetch(server.url)).text()).to.equal(read('index.html').replace('<body>', '<body data-demo>'))
    await server.engine.close()
  })

  it('carry the name of the shop, in the language of the browser, until it changes', async () => {
    let names: Record<string, string> = { en: 'O\'Brien & "Sons"', sk: 'U Briana' }
    const server = await startTestEngine({ routes: pageRoutes({ shopName: async (locale) => names[locale.slice(0, 2)] }) })
    const get = async (path: string, locale: string, etag = '') =>
      fetch(server.url + path, { headers: { 'accept-language': locale, 'if-none-match': etag } })
    const english = await get('/', 'en-GB,sk;q=0.5')
    expect(english.headers.get('vary')).to.equal('accept-encoding, accept-language')
    const name = 'O&#39;Brien &#38; &#34;Sons&#34;'
    expect(await english.text())
      .to.include(`<title>${name}</title>`)
      .and.include(`<body data-shop="${name}">`)
    expect(await (await get('/staff', 'sk')).text()).to.include('<title>Staff · U Briana</title>')
    const manifest = await get('/manifest.webmanifest', 'sk')
    expect(await manifest.json()).to.include({ name: 'U Briana', short_name: 'U Briana', start_url: '/' })
    // without the database there is no name
    const nameless = await get('/', 'xx')
    expect(await nameless.text()).to.include('<body>')
    const etag = english.headers.get('etag') ?? ''
    expect((await get('/', 'en', etag)).status).to.equal(304)
    names = { en: 'Another' }
    expect(await (await get('/', 'en', etag)).text()).to.include('<title>Another</title>')
    await server.engine.close()
  })

  it('may load the tiles of the street map that is configured, and learn where these are', async () => {
    const url = 'https://{s}.tiles.example.com:8443/{z}/{x}/{y}.png?key=a&style=b'
    const server = await startTestEngine({ routes: pageRoutes({ tiles: { url, attribution: 'Maps & "more"' } }) })
    const answer = await fetch(server.url)
    expect(answer.headers.get('content-security-policy')).to.include("img-src 'self' data: https://*.tiles.example.com:8443;")
    expect(await answer.text()).to.equal(
      read('index.html').replace(
        '<body>',
        '<body data-tiles="https://{s}.tiles.example.com:8443/{z}/{x}/{y}.png?key=a&#38;style=b" data-tiles-attribution="Maps &#38; &#34;more&#34;">',
      ),
    )
    await server.engine.close()
  })

  it('let only the page of the customer show a card form, and only that of the configured service', async () => {
    const policies = async (cards?: 'stripe' | 'sandbox') => {
      const server = await startTestEngine({ routes: pageRoutes({ cards }) })
      const read = async (path: string) => (await fetch(server.url + path)).headers.get('content-security-policy')?.split('; ') ?? []
      const found = { customer: await read('/'), staff: await read('/staff'), form: await read('/sandbox/card/sbx_1') }
      await server.engine.close()
      return found
    }
    const none = await policies()
    const added = ({ customer }: typeof none) => customer.filter((directive) => !none.customer.includes(directive))
    expect(none.customer.join()).not.to.match(/frame-src|https/)
    const stripe = await policies('stripe')
    expect(added(stripe)).to.deep.equal([
      "script-src 'self' https://js.stripe.com https://*.js.stripe.com",
      "connect-src 'self' https://api.stripe.com",
      'frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
    ])
    const sandbox = await policies('sandbox')
    expect(added(sandbox)).to.deep.equal(["frame-src 'self'"])
    expect(sandbox.form).to.include("frame-ancestors 'self'").and.include("default-src 'none'")
    for (const { form } of [none, stripe]) expect(form, 'no such page').not.to.include("script-src 'self'")
    for (const { staff } of [stripe, sandbox]) expect(staff).to.deep.equal(none.staff)
  })

  it('share the name /staff with a namespace of the sockets, and both work', async () => {
    const gateway = await startTestGateway()
    expect(await (await fetch(`${gateway.url}/staff`)).text()).to.include('<title>Staff · ')
    const manager = await connectStaff(gateway, (await makePerson(gateway.database, 'manager')).token)
    expect((await manager.request('queue:list', {})).orders).to.deep.equal([])
    const customer = await connectCustomer(gateway, (await makePerson(gateway.database)).token)
    expect((await customer.request('order:pending', {})).orders).to.deep.equal([])
    await gateway.stop()
  })
})
