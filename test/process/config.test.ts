import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import webPush from 'web-push'
import { ConfigError, configHelp, configTable, readConfig } from '../../src/config.ts'

const faultsOf = (env: Record<string, string>) => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

describe('the configuration', () => {
  it('requires no variable', () => {
    expect(readConfig({})).to.deep.equal({
      NODE_ENV: 'development',
      OTEL_SERVICE_NAME: 'customerbackend',
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
      OTEL_TRACES_SAMPLER_ARG: 1,
      PORT: 3000,
      HOST: '0.0.0.0',
      DATA_DIR: '.data',
      REDIS_SENTINELS: [],
      REDIS_SENTINEL_NAME: 'mymaster',
      REDIS_CLUSTER_NODES: [],
      WEB_CONCURRENCY: 1,
      DRAIN_DELAY_SECONDS: 5,
      ENGINE: 'auto',
      ALLOWED_ORIGINS: [],
      SESSION_TTL_DAYS: 30,
      STAFF_SESSION_HOURS: 12,
      STAFF_SECOND_FACTOR: 'optional',
      STAFF_SECOND_FACTOR_KEY: [],
      PAYMENT_PROVIDER: 'sandbox',
      PAYMENT_TIMEOUT_MINUTES: 15,
      STRIPE_WEBHOOK_SECRET: [],
      SANDBOX_WEBHOOK_SECRET: [],
      PUSH_SERVICES: [],
      BANK_WEBHOOK_SECRET: [],
      RATE_LIMITS: 'on',
      MAX_CONNECTIONS_PER_ADDRESS: 200,
      TRUSTED_PROXIES: [],
      AWS_REGION: 'us-east-1',
      AUDIT_DAYS: 365,
      LOG_LEVEL: 'info',
      DEMO: false,
      AUTOPILOT: false,
    })
  })

  it('takes a bucket with its keys', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'a/secret+key' }
    for (const url of ['s3://pictures', 's3://my.pictures-2/shop', 's3://pictures/shop/menu/'])
      expect(readConfig({ PICTURES_URL: url, ...keys }).PICTURES_URL).to.equal(url)
    for (const url of [
      'pictures',
      's3://',
      's3://A',
      'https://pictures',
      's3://pictures/../other',
      's3://pictures?x',
      's3://user:password@pictures',
    ])
      expect(faultsOf({ PICTURES_URL: url, ...keys }), url).to.deep.equal(['PICTURES_URL takes s3://bucket or s3://bucket/folder'])
    expect(faultsOf({ PICTURES_URL: 's3://pictures' })).to.deep.equal([
      'AWS_ACCESS_KEY_ID is required with PICTURES_URL',
      'AWS_SECRET_ACCESS_KEY is required with PICTURES_URL',
    ])
    expect(readConfig({ AWS_ENDPOINT_URL_S3: 'https://s3.example.com/' }).AWS_ENDPOINT_URL_S3).to.equal('https://s3.example.com')
  })

  it('takes keys for web push only whole, and of one pair', () => {
    const [{ publicKey, privateKey }, other] = [webPush.generateVAPIDKeys(), webPush.generateVAPIDKeys()]
    const whole = { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: 'mailto:push@shop.test' }
    for (const VAPID_SUBJECT of [whole.VAPID_SUBJECT, 'https://shop.test/contact'])
      expect(readConfig({ ...whole, VAPID_SUBJECT })).to.include({ ...whole, VAPID_SUBJECT })
    expect(faultsOf({ VAPID_PUBLIC_KEY: publicKey })).to.deep.equal([
      'VAPID_PRIVATE_KEY is required with VAPID_PUBLIC_KEY',
      'VAPID_SUBJECT is required with VAPID_PUBLIC_KEY',
    ])
    expect(faultsOf({ VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: whole.VAPID_SUBJECT })).to.deep.equal([
      'VAPID_PUBLIC_KEY is required with VAPID_PRIVATE_KEY',
    ])
    const mixed = ['VAPID_PUBLIC_KEY is not the public key of VAPID_PRIVATE_KEY']
    for (const wrong of [other.privateKey, 'A'.repeat(43)]) expect(faultsOf({ ...whole, VAPID_PRIVATE_KEY: wrong })).to.deep.equal(mixed)
    for (const subject of ['push@shop.test', 'mailto:push', 'http://shop.test'])
      expect(faultsOf({ ...whole, VAPID_SUBJECT: subject }), subject).to.have.length(1)
    const services = { NODE_ENV: 'production', PAYMENT_PROVIDER: 'none', PUSH_SERVICES: 'https://push.shop.test,http://127.0.0.1:3300' }
    expect(faultsOf(services).join()).to.include('PUSH_SERVICES with http: is refused with NODE_ENV=production')
  })

  it('takes the address of a street map only if it has the parts of a tile, and a host that a Content-Security-Policy can name', () => {
    const tiles = '{z}/{x}/{y}.png'
    for (const url of [
      `https://tiles.example.com/${tiles}`,
      `https://{s}.tiles.example.com/${tiles}?key=1`,
      `http://127.0.0.1:8080/${tiles}`,
    ])
      expect(readConfig({ TILES_URL: url }).TILES_URL).to.equal(url)
    for (const url of [
      `ftp://tiles.example.com/${tiles}`,
      'https://tiles.example.com/{z}/{x}.png',
      `https://a{s}.example.com/${tiles}`,
      `https://*/${tiles}`,
      `https://a;script-src */${tiles}`,
      `https://a.example.com/${tiles} x`,
    ])
      expect(faultsOf({ TILES_URL: url }), url).to.have.length(1)
  })

  it('reads the variables that are set', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgres://me:secret@db.example.com:5433/gateway?sslmode=require',
      REDIS_URL: 'rediss://cache.example.com:6380',
      ENGINE: 'ws',
      ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:5173,capacitor://localhost, ionic://localhost,http://localhost',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
      RATE_LIMITS: 'off',
      DEMO: '1',
    }
    expect(readConfig(env)).to.include({ PORT: 0, HOST: '::1', DATABASE_URL: env.DATABASE_URL, REDIS_URL: env.REDIS_URL, DEMO: true })
    expect(readConfig(env).ALLOWED_ORIGINS).to.deep.equal([
      'https://app.example.com',
      'http://localhost:5173',
      'capacitor://localhost',
      'ionic://localhost',
      'http://localhost',
    ])
    expect(readConfig(env).TRUSTED_PROXIES).to.deep.equal(['10.0.0.0/8', '::1'])
  })

  describe('reads secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'))
    const file = (content: string) => {
      const path = join(folder, randomUUID())
      writeFileSync(path, content)
      return path
    }
    after(() => rmSync(folder, { recursive: true }))

    const url = 'postgres://me:secret@db.example.com/gateway'
    const secrets = [
      'DATABASE_URL',
      'REDIS_URL',
      'REDIS_SENTINELS',
      'REDIS_CLUSTER_NODES',
      'STAFF_SECOND_FACTOR_KEY',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
      'SANDBOX_WEBHOOK_SECRET',
      'BANK_WEBHOOK_SECRET',
      'SMTP_URL',
      'GEOCODER_URL',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'VAPID_PRIVATE_KEY',
      'METRICS_TOKEN',
      'OTEL_EXPORTER_OTLP_HEADERS',
    ]

    it('without the line break at the end', () => {
      for (const content of [url, `${url}\n`, `${url}\r\n`])
        expect(readConfig({ DATABASE_URL_FILE: file(content) }).DATABASE_URL).to.equal(url)
    })

    it('each secret variable, and no other', () => {
      expect(configTable().flatMap(({ name, file: other }) => (other ? [name] : []))).to.have.members(secrets)
      for (const name of secrets) expect(configHelp(), name).to.include(`or ${name}_FILE`)
      expect(readConfig({ PORT_FILE: file('80') }).PORT).to.equal(3000)
    })

    it('and validates what is in them, with the variables that depend on them', () => {
      const stripe = {
        PAYMENT_PROVIDER: 'stripe',
        STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
        STRIPE_WEBHOOK_SECRET_FILE: file('whsec_1,whsec_2'),
      }
      const config = readConfig({ ...stripe, STRIPE_SECRET_KEY_FILE: file('sk_live_1') })
      expect([config.STRIPE_SECRET_KEY, config.STRIPE_WEBHOOK_SECRET]).to.deep.equal(['sk_live_1', ['whsec_1', 'whsec_2']])
      expect(faultsOf({ ...stripe, STRIPE_SECRET_KEY_FILE: file('hunter2') })).to.deep.equal(['STRIPE_SECRET_KEY takes sk_… or rk_…'])
      expect(faultsOf({ ...stripe, NODE_ENV: 'production', STRIPE_SECRET_KEY_FILE: file('sk_test_1') })[0]).to.include('with a test key')
    })

    it('and names every file that it cannot use, without its path', () => {
      expect(
        faultsOf({
          DATABASE_URL_FILE: '/nowhere/secret',
          REDIS_URL_FILE: folder,
          METRICS_TOKEN_FILE: file('\n'),
          PAYMENT_PROVIDER: 'stripe',
        }),
      ).to.include.members([
        'DATABASE_URL_FILE names a file that cannot be read (ENOENT)',
        'REDIS_URL_FILE names a file that cannot be read (EISDIR)',
        'METRICS_TOKEN_FILE names a file that is empty',
      ])
      expect(faultsOf({ DATABASE_URL: url, DATABASE_URL_FILE: file(url) })).to.deep.equal([
        'set either DATABASE_URL or DATABASE_URL_FILE, not both',
      ])
    })
  })

  it('names certificates that cannot be read, without their paths', () => {
    const env = {
      DATABASE_URL: 'postgres://u:p@db.example.com/x?sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
      NODE_EXTRA_CA_CERTS: '/nowhere/redis.pem',
    }
    expect(faultsOf(env)).to.deep.equal([
      'sslrootcert of DATABASE_URL names a file that cannot be read (ENOENT)',
      'NODE_EXTRA_CA_CERTS names a file that cannot be read (ENOENT)',
    ])
    const ca = join(import.meta.dirname, 'config.test.ts')
    expect(faultsOf({ DATABASE_URL: `postgres://u:p@db.example.com/x?sslrootcert=${ca}`, NODE_EXTRA_CA_CERTS: ca })).to.deep.equal([])
  })

  it('treats an empty variable as unset', () => {
    expect(readConfig({ PORT: '', REDIS_URL: ' ' })).to.deep.equal(readConfig({}))
  })

  const wrong: Record<string, string[]> = {
    PORT: ['x', '-1', '65536', '3000.5', '1e3'],
    HOST: ['http://localhost', 'a b'],
    DATABASE_URL: ['mysql://localhost/x', 'localhost'],
    REDIS_URL: ['localhost:6379', 'http://localhost', 'redis:localhost:6379', 'redis://'],
    REDIS_SENTINELS: ['10.0.0.1:26379', 'redis://10.0.0.1,'],
    REDIS_CLUSTER_NODES: ['http://10.0.0.1:6379'],
    WEB_CONCURRENCY: ['0', '65', 'auto'],
    ENGINE: ['uWS', 'http'],
    ALLOWED_ORIGINS: [
      '*',
      'https://a.example.com/',
      'a.example.com',
      'https://a.example.com,',
      'https://A.example.com',
      'null',
      'file://',
      'file://localhost',
      'capacitor://',
      'capacitor://localhost/',
      'data:,x',
    ],
    SESSION_TTL_DAYS: ['0', '3651', 'month'],
    STAFF_SESSION_HOURS: ['0', '169', '12h'],
    STAFF_SECOND_FACTOR: ['on', 'manager'],
    STAFF_SECOND_FACTOR_KEY: ['short', `${'k'.repeat(32)},short`],
    RATE_LIMITS: ['0', 'true'],
    TRUSTED_PROXIES: ['proxy.example.com', '10.0.0.0/33', '::ffff:10.0.0.0/95', '10', '127.1/16'],
    PUBLIC_URL: ['orders.example.com', 'ftp://orders.example.com'],
    PAYMENT_PROVIDER: ['paypal'],
    PAYMENT_TIMEOUT_MINUTES: ['0', '1441'],
    STRIPE_SECRET_KEY: ['pk_test_1', 'sk_test 1'],
    STRIPE_PUBLISHABLE_KEY: ['sk_test_1'],
    STRIPE_WEBHOOK_SECRET: ['secret', 'whsec_1,secret'],
    STRIPE_API_BASE: ['localhost:12111'],
    SANDBOX_WEBHOOK_SECRET: ['short', 'long-enough-for-this,short'],
    BANK_WEBHOOK_SECRET: ['short'],
    PAYEE_BIC: ['TATR', 'not a bic'],
    METRICS_TOKEN: ['short'],
    OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318', 'grpc://collector'],
    OTEL_EXPORTER_OTLP_HEADERS: ['a key', 'a=b,,'],
    OTEL_TRACES_SAMPLER: ['sometimes', 'parentbased_'],
    OTEL_TRACES_SAMPLER_ARG: ['1.1', '-1', 'half'],
    METRICS_PORT: ['0', '65536', 'metrics'],
    LOG_LEVEL: ['loud'],
    DEMO: ['yes', 'true', '2'],
    AUTOPILOT: ['on'],
  }

  for (const [name, values] of Object.entries(wrong)) {
    it(`refuses ${name}=${values.join(', ')}`, () => {
      for (const value of values) {
        const faults = faultsOf({ [name]: value })
        expect(faults, value).to.have.length(1)
        expect(faults[0], value).to.match(new RegExp(`^${name} takes .`))
      }
    })
  }

  it('refuses a variable without the variables that it requires', () => {
    expect(faultsOf({ PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_test_1' })).to.deep.equal([
      'STRIPE_PUBLISHABLE_KEY is required with PAYMENT_PROVIDER=stripe',
      'STRIPE_WEBHOOK_SECRET is required with PAYMENT_PROVIDER=stripe',
    ])
    const mail = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'orders@example.com' }
    expect(faultsOf(mail), 'links to the address of this machine').to.deep.equal(['PUBLIC_URL is required with SMTP_URL'])
    expect(readConfig({ ...mail, PUBLIC_URL: 'https://orders.example.com' }).SMTP_URL).to.equal(mail.SMTP_URL)
    const payee = { PAYEE_NAME: 'Bistro', PAYEE_IBAN: 'SK31 1200 0000 1987 4263 7541' }
    expect(faultsOf(payee)).to.deep.equal(['BANK_WEBHOOK_SECRET is required with PAYEE_IBAN'])
    const bank = { BANK_WEBHOOK_SECRET: 'sixteen-characters-at-least' }
    expect(readConfig({ ...payee, ...bank }).PAYEE_IBAN).to.equal('SK3112000000198742637541')
    expect(faultsOf({ ...payee, ...bank, PAYEE_IBAN: 'SK3112000000198742637542' })).to.deep.equal(['PAYEE_IBAN takes an IBAN'])
  })

  it('refuses all settings that are only for tests in production, in one message', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).to.deep.equal(['PAYMENT_PROVIDER is required with NODE_ENV=production'])
    const forTests = {
      DEMO: '1',
      AUTOPILOT: '1',
      RATE_LIMITS: 'off',
      PAYMENT_PROVIDER: 'sandbox',
      STRIPE_API_BASE: 'http://127.0.0.1:12111',
      STRIPE_SECRET_KEY: 'rk_test_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
    }
    const faults = faultsOf({ ...forTests, NODE_ENV: 'production', PORT: 'x' })
    expect(faults.map((fault) => fault.split(/[ =]/)[0])).to.have.members(['PORT', ...Object.keys(forTests)])
    expect(
      faults
        .slice(1)
        .join('\n')
        .match(/ is refused with NODE_ENV=production: \w/g),
    ).to.have.length(7)
    expect(readConfig(forTests), 'elsewhere').to.include({ PAYMENT_PROVIDER: 'sandbox', RATE_LIMITS: 'off' })
  })

  it('accepts real settings in production', () => {
    const stripe = { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_PUBLISHABLE_KEY: 'pk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
    expect(readConfig({ NODE_ENV: 'production', PAYMENT_PROVIDER: 'stripe', ...stripe })).to.include({ PAYMENT_PROVIDER: 'stripe' })
    expect(readConfig({ NODE_ENV: 'production', PAYMENT_PROVIDER: 'none' })).to.include({ PAYMENT_PROVIDER: 'none' })
  })

  it('refuses a test key together with a live one in every environment', () => {
    const pairs = [
      ['sk_test_1', 'pk_live_1'],
      ['rk_test_1', 'pk_live_1'],
      ['sk_live_1', 'pk_test_1'],
    ]
    for (const [STRIPE_SECRET_KEY = '', STRIPE_PUBLISHABLE_KEY = ''] of pairs)
      expect(faultsOf({ STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY })).to.deep.equal([
        'STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY: one is a test key, the other a live key',
      ])
  })

  it('says what is wrong with a DATABASE_URL, in one sentence without its values', () => {
    const form = 'DATABASE_URL takes postgres://user:password@host:port/database; in the user'
    const hosts = 'DATABASE_URL names several hosts, and the gateway connects to one: give a name that always leads to the primary'
    const mode = 'sslmode of DATABASE_URL takes disable, require, verify-ca or verify-full'
    const faults: [url: string, fault: string][] = [
      ['postgres://u:hunter2@a:5432,b:5432/d', hosts],
      ['postgres://u:hunter2@a,b/d', hosts],
      ['postgresql:///d?host=a,b&password=hunter2', hosts],
      ['postgres://u:hunter2#x@h/d', form],
      ['postgres://u:hunter2/x@h/d', form],
      ['postgres://u:hunter2?x@h/d', form],
      ['postgres://u:hunter2@h:port/d', form],
      ['postgres:u:hunter2@h/d', form],
      ['http://u:hunter2@h/d', form],
      ['host=h password=hunter2', form],
      ['postgres://u:hunter2@h/d?sslmode=prefer', mode],
      ['postgres://u:hunter2@h/d?sslmode=on', mode],
      ['postgres://u:hunter2@h/d?sslmode=verify-ca', 'sslmode=verify-ca of DATABASE_URL requires sslrootcert'],
    ]
    for (const [DATABASE_URL, fault] of faults) {
      const said = faultsOf({ DATABASE_URL })
      expect(said, DATABASE_URL).to.have.length(1)
      expect(said[0])
        .to.satisfy((text: string) => text.startsWith(fault), DATABASE_URL)
        .and.not.include('hunter2')
    }
    for (const DATABASE_URL of [
      'postgres://u:p@/d?host=/cloudsql/project:region:instance',
      'postgres://u:p@%2Fcloudsql%2Fproject%3Aregion%3Ainstance/d',
      'postgresql:///d?host=/run/postgresql',
      'postgres://u:p@[2001:db8::1]:5432/d',
      'postgresql://u:p@h/d?sslmode=require&channel_binding=require&application_name=x&pgbouncer=true',
      'postgres://u:p@h/d?sslmode=verify-full&sslrootcert=system',
    ])
      expect(readConfig({ DATABASE_URL }).DATABASE_URL).to.equal(DATABASE_URL)
  })

  it('refuses settings that are harmful together, each with what to change', () => {
    const live = {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_live_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
    }
    const production = { NODE_ENV: 'production', PAYMENT_PROVIDER: 'none' }
    const redis = { REDIS_URL: 'redis://cache' }
    const pairs: [env: Record<string, string>, says: string][] = [
      [{ WEB_CONCURRENCY: '2' }, 'WEB_CONCURRENCY above 1 needs REDIS_URL'],
      [{ ...production, ...redis }, 'Redis connects nodes that share a database: with NODE_ENV=production, set DATABASE_URL too'],
      [{ TRUSTED_PROXIES: '10.0.0.1,0.0.0.0/0' }, 'TRUSTED_PROXIES with a range of all addresses'],
      [{ TRUSTED_PROXIES: '::/0' }, 'TRUSTED_PROXIES with a range of all addresses'],
      [{ MAIL_FROM: 'orders@example.com' }, 'SMTP_URL is required with MAIL_FROM'],
      [{ ...live, PAYMENT_PROVIDER: 'sandbox' }, 'a live key of Stripe with PAYMENT_PROVIDER=sandbox'],
      [{ ...live, DEMO: '1' }, 'DEMO=1 with a live key of Stripe'],
      [{ ...live, AUTOPILOT: '1' }, 'AUTOPILOT=1 with a live key of Stripe'],
      [{ ...live, RATE_LIMITS: 'off' }, 'RATE_LIMITS=off with a live key of Stripe'],
      [{ SHOP: 'shop/flowers.yaml' }, 'SHOP has an effect only with DEMO=1'],
      [{ AUTOPILOT: '1', STAFF_SECOND_FACTOR: 'required' }, 'AUTOPILOT=1 with STAFF_SECOND_FACTOR=required'],
      [{ ...production, PUBLIC_URL: 'http://orders.example.com' }, 'PUBLIC_URL with http: is refused with NODE_ENV=production'],
      [{ ...production, ALLOWED_ORIGINS: 'https://a.example.com, http://b.example.com' }, 'ALLOWED_ORIGINS with http: is refused'],
    ]
    for (const [env, says] of pairs) {
      const faults = faultsOf(env)
      expect(faults, JSON.stringify(env)).to.have.length(1)
      expect(faults[0]).to.satisfy((text: string) => text.startsWith(says), says)
    }
    const harmless: Record<string, string>[] = [
      { WEB_CONCURRENCY: '2', ...redis },
      { ...production, ...redis, WEB_CONCURRENCY: '2' },
      { ...production, ...redis, DATABASE_URL: 'postgres://u:p@h/d' },
      redis,
      { TRUSTED_PROXIES: '10.0.0.0/8,::1/128' },
      live,
      { DEMO: '1', SHOP: 'shop/flowers.yaml', AUTOPILOT: '1', STAFF_SECOND_FACTOR: 'managers' },
      {
        ...production,
        PUBLIC_URL: 'http://localhost:3000',
        ALLOWED_ORIGINS: 'http://localhost,http://127.0.0.1:5173,capacitor://localhost',
      },
      { PUBLIC_URL: 'http://orders.example.com' },
    ]
    for (const env of harmless) expect(faultsOf(env), JSON.stringify(env)).to.deep.equal([])
    // a command takes no customers, so what harms them does not stop it
    expect(readConfig({ WEB_CONCURRENCY: '2', MAIL_FROM: 'orders@example.com' }, { command: true })).to.include({ WEB_CONCURRENCY: 2 })
  })

  it('refuses a metrics port that equals the public port', () => {
    expect(faultsOf({ METRICS_PORT: '3000' })).to.deep.equal(['METRICS_PORT must be another port than PORT'])
    expect(readConfig({ METRICS_PORT: '9090' }).METRICS_PORT).to.equal(9090)
  })

  it('lists every fault in one message, and repeats no value', () => {
    const env = Object.fromEntries(Object.entries(wrong).map(([name, [value = '']]) => [name, value]))
    const faults = faultsOf({ ...env, DATABASE_URL: 'mysql://me:secret@localhost/x' })
    expect(faults.map((fault) => fault.split(' ')[0])).to.have.members(Object.keys(wrong))
    expect(faults.join()).not.to.include('secret')
  })

  it('refuses Sentinels together with a Cluster', () => {
    const url = 'redis://10.0.0.1:6379'
    expect(faultsOf({ REDIS_SENTINELS: url, REDIS_CLUSTER_NODES: url })).to.have.length(1)
  })

  it('prints a table with the purpose and the values of every variable', () => {
    expect(configTable().map(({ name }) => name)).to.include.members(Object.keys(wrong))
    for (const row of configTable()) {
      expect(row.description, row.name).to.match(/^[A-Z].*\.$/)
      expect(configHelp()).to.include(row.name).and.to.include(row.description).and.to.include(row.takes)
    }
  })
})
