import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { libpq } from '../../src/backups/programs.ts'
import { clientConfig, unusedParts } from '../../src/database/address.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import { explain } from '../../src/database/failures.ts'
import { reachDatabase } from '../../src/database/reach.ts'
import { createLogger } from '../../src/logger.ts'
import { type Authority, createAuthority } from '../support/certificates.ts'
import { describeWith } from '../support/install.ts'
import { findServer } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

const log = createLogger('silent')

/** What a session of the gateway's pool says of itself. */
const ask = async <Row extends object>(url: string, sql: string): Promise<Row | undefined> => {
  const database = connectDatabase(url, { log })
  const [row] = await database.query<Row>(sql).finally(() => database.close())
  return row
}

describe('DATABASE_URL', () => {
  it('may have the forms that providers give', () => {
    const forms: [url: string, config: object][] = [
      ['postgres://u:p@h:6543/d', { host: 'h', port: 6543, user: 'u', password: 'p', database: 'd' }],
      ['postgresql://u:p@h/d?sslmode=disable', { host: 'h', user: 'u', password: 'p', database: 'd', ssl: false }],
      ['postgres://u:p%40%2Fw%3F@h/d', { host: 'h', user: 'u', password: 'p@/w?', database: 'd' }],
      ['postgres://u:p@[::1]:5433/d', { host: '::1', port: 5433, user: 'u', password: 'p', database: 'd' }],
      ['postgres://u:p@/d?host=/cloudsql/a:b:c', { host: '/cloudsql/a:b:c', user: 'u', password: 'p', database: 'd' }],
      ['postgres://u:p@/d?host=%2Frun%2Fpg&sslmode=require', { host: '/run/pg', user: 'u', password: 'p', database: 'd', ssl: false }],
      ['postgres://u:p@%2Fcloudsql%2Fa%3Ab%3Ac/d', { host: '/cloudsql/a:b:c', user: 'u', password: 'p', database: 'd' }],
      [
        'postgresql:///d?host=/run/pg&port=5433&user=u&password=p',
        { host: '/run/pg', port: 5433, user: 'u', password: 'p', database: 'd' },
      ],
      ['postgres://h?dbname=d&user=u', { host: 'h', user: 'u', database: 'd' }],
      [
        'postgresql://u:p@h/d?sslmode=require&channel_binding=require&options=endpoint%3Dep-1&application_name=x&pgbouncer=true',
        {
          host: 'h',
          user: 'u',
          password: 'p',
          database: 'd',
          ssl: { rejectUnauthorized: false },
          options: 'endpoint=ep-1',
          enableChannelBinding: true,
        },
      ],
      ['postgres://u:p@h/d?sslmode=no-verify', { host: 'h', user: 'u', password: 'p', database: 'd', ssl: { rejectUnauthorized: false } }],
      ['postgres://u:p@h/d?sslmode=verify-full&sslrootcert=system', { host: 'h', user: 'u', password: 'p', database: 'd', ssl: {} }],
      ['postgres://u:p@h/d?ssl=true', { host: 'h', user: 'u', password: 'p', database: 'd', ssl: true }],
    ]
    for (const [url, config] of forms) expect(clientConfig(url), url).to.deep.equal(config)
    const { ignored, isUnverified } = unusedParts('postgres://u:p@h/d?sslmode=require&pgbouncer=true&connection_limit=1&pgbouncer=false')
    expect({ ignored, isUnverified }).to.deep.equal({ ignored: ['pgbouncer', 'connection_limit'], isUnverified: true })
    expect(unusedParts('postgres://u:p@h/d?sslmode=verify-full')).to.deep.equal({ ignored: [], isUnverified: false })
  })

  it('does not change the settings that a session of the gateway needs, nor its name', async () => {
    const { url } = await findServer()
    const more =
      'statement_timeout=1&application_name=other&options=-c%20work_mem%3D5MB%20-c%20TimeZone%3DAsia/Tokyo%20-c%20statement_timeout%3D1'
    const settings = ['TimeZone', 'statement_timeout', 'idle_in_transaction_session_timeout', 'jit', 'work_mem', 'application_name']
    const row = await ask(`${url}?${more}`, `select ${settings.map((name) => `current_setting('${name}') as "${name}"`).join()}`)
    expect(row).to.deep.equal({
      TimeZone: 'UTC',
      statement_timeout: '10s',
      idle_in_transaction_session_timeout: '2s',
      jit: 'off',
      work_mem: '5MB',
      application_name: 'customerbackend',
    })
  })

  it('may name a socket of this machine', async () => {
    const { url } = await findServer()
    const { port, username, password, pathname } = new URL(url)
    const folder = await mkdtemp(join(tmpdir(), 'socket-'))
    const server = createServer((socket) => {
      const inner = connect(Number(port), '127.0.0.1')
      socket.pipe(inner).pipe(socket)
      for (const each of [socket, inner]) each.on('error', () => inner.destroy())
    }).listen(join(folder, '.s.PGSQL.5432'))
    await once(server, 'listening')
    for (const form of [
      `postgres://${username}:${password}@${pathname}?host=${folder}`,
      `postgresql://${username}:${password}@${encodeURIComponent(folder)}${pathname}?sslmode=require`,
    ])
      expect(await ask(form, 'select 1 as one')).to.deep.equal({ one: 1 })
    server.close()
    await rm(folder, { recursive: true })
  })
})

// a server that the tests did not start keeps its settings
;(process.env.TEST_DATABASE_URL ? describe.skip : describeWith('openssl'))('a PostgreSQL with TLS', () => {
  let [authority, other]: Authority[] = []
  let at: URL

  const isEncrypted = async (host: string, parameters: string) => {
    const url = Object.assign(new URL(at), { hostname: host, search: parameters }).href
    const row = await ask<{ ssl: boolean }>(url, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    return row?.ssl
  }

  before(async () => {
    ;[authority, other] = [createAuthority(), createAuthority()]
    const { url, admin } = await findServer()
    at = new URL(url)
    const { certificate, key } = authority.issue('localhost')
    // PostgreSQL accepts only a key that no other account can read, so it writes the files itself
    for (const [file, content] of [
      ['test.pem', certificate],
      ['test.key', key],
    ] as const)
      await admin.query(`copy (select '${Buffer.from(content).toString('base64')}') to program 'umask 077; base64 -d > ${file}'`)
    await admin.query("alter system set ssl_cert_file = 'test.pem'")
    await admin.query("alter system set ssl_key_file = 'test.key'")
    await admin.query('alter system set ssl = on')
    await admin.query('select pg_reload_conf()')
    const encrypts = async () => {
      const client = new pg.Client({ connectionString: url, ssl: { rejectUnauthorized: false } })
      await client.connect()
      await client.end()
      return true
    }
    await until(() => encrypts().catch(() => false), 'it offers TLS')
  })
  after(async () => {
    const { admin } = await findServer()
    for (const name of ['ssl', 'ssl_cert_file', 'ssl_key_file']) await admin.query(`alter system reset ${name}`)
    await admin.query('select pg_reload_conf()')
    authority?.remove()
    other?.remove()
  })

  it('may be silent for a while when the file of its CA is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'customerbackend-ca-'))
    const file = join(folder, 'ca.pem')
    await copyFile(authority?.file ?? '', file)
    const database = connectDatabase(Object.assign(new URL(at), { search: `sslmode=verify-ca&sslrootcert=${file}` }).href, { log })
    await database.query('select 1')
    await rm(folder, { recursive: true })
    expect(await database.query('select pg_sleep(3)')).to.have.length(1)
    await database.close()
  })

  it('is verified as sslmode says', async () => {
    const [ca, wrong] = [`sslrootcert=${authority?.file}`, `sslrootcert=${other?.file}`]
    for (const [host, parameters, encrypted] of [
      ['localhost', `sslmode=verify-full&${ca}`, true],
      ['localhost', ca, true],
      ['127.0.0.1', `sslmode=verify-ca&${ca}`, true],
      ['127.0.0.1', `sslmode=require&${ca}`, true],
      ['127.0.0.1', 'sslmode=require&channel_binding=require', true],
      ['127.0.0.1', 'sslmode=no-verify', true],
      ['127.0.0.1', 'sslmode=disable', false],
      ['127.0.0.1', '', false],
    ] as const)
      expect(await isEncrypted(host, parameters), `${host} ${parameters}`).to.equal(encrypted)
    const refusals = [
      ['127.0.0.1', `sslmode=verify-full&${ca}`, 'use a host that the certificate names, or sslmode=verify-ca'],
      ['127.0.0.1', ca, 'use a host that the certificate names'],
      ['localhost', 'sslmode=verify-full', 'name the file with the certificate of its CA in sslrootcert'],
      ['localhost', 'sslmode=verify-full&sslrootcert=system', 'name the file with the certificate of its CA in sslrootcert'],
      ['localhost', `sslmode=verify-full&${wrong}`, 'sslrootcert'],
      ['localhost', `sslmode=verify-ca&${wrong}`, 'sslrootcert'],
      ['localhost', `sslmode=require&${wrong}`, 'sslrootcert'],
    ] as const
    for (const [host, parameters, says] of refusals) {
      const url = Object.assign(new URL(at), { hostname: host, search: parameters }).href
      // at once: waiting does not change a certificate
      expect(explain(await rejection(reachDatabase(url))), `${host} ${parameters}`)
        .to.match(/^The database that DATABASE_URL names cannot be used: /)
        .and.include(says)
    }
  })

  it('goes to the programs of PostgreSQL without what only other clients know, and without its password', () => {
    const { url, env } = libpq('postgres://u:p%40@h:6543/d?sslmode=no-verify&pgbouncer=true&connection_limit=1&options=-c%20geqo%3Doff')
    expect(url).to.equal('postgres://u@h:6543/d?sslmode=require&options=-c%20geqo%3Doff')
    expect(env.PGPASSWORD).to.equal('p@')
    expect(libpq('postgres://h/d?ssl=1').url).to.equal('postgres://h/d?ssl=true')
    expect(libpq('postgres://h/d?ssl=0').url).to.equal('postgres://h/d')
  })
})
