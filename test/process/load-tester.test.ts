import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { overTimeFile } from '../../bench/loadtest/csv.ts'
import { defaultMix } from '../../bench/loadtest/mix.ts'
import { outcomeSchema } from '../../bench/loadtest/outcome.ts'
import { mintCustomers } from '../../src/accounts/mint.ts'
import { makePerson } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { startTamperingProxy, type Tamper } from '../support/tampering-proxy.ts'
import { until } from '../support/until.ts'

/** The fields of the JSON that the tests read. */
const result = z.object({
  passed: z.boolean(),
  counts: z.record(z.string(), z.number()),
  checks: z.array(z.object({ name: z.string(), checked: z.number(), failed: z.number(), examples: z.array(z.string()) })),
  rows: z.array(z.object({ kind: z.string(), ok: z.number(), p99: z.number() })),
})

const argsOf = (options: Record<string, string | number>) =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])

const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'bench/loadtest/main.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })

const ended = async ({ stdout, stderr, ...child }: ReturnType<typeof start>, exit: Promise<unknown[]>) => {
  const [said, complained, [code]] = await Promise.all([text(stdout), text(stderr), exit])
  return { said, complained, code, child }
}

const load = (...args: string[]) => {
  const child = start(...args)
  return ended(child, once(child, 'exit'))
}

const statusChanged = '42["order:status_changed",'
/** 0 for messages outside the feed. */
const seqOf = (message: string) => Number(/^42\["[a-z_:]+",\{"seq":(\d+)/.exec(message)?.[1] ?? 0)
const isPlacement = (message: string) => message.startsWith(statusChanged) && !message.includes('"previous"')

const faults: { does: string; tamper: () => Tamper; fails: string; says: RegExp }[] = [
  {
    does: 'swallows an event',
    tamper: () => (message) => (isPlacement(message) && seqOf(message) === 1 ? [] : [message]),
    fails: 'gap',
    says: /^load-\w+: event 1 did not arrive: 2 \(order:\w+\) arrived after 0$/,
  },
  {
    does: 'swallows everything from an event on',
    tamper: () => (message) => (seqOf(message) >= 3 ? [] : [message]),
    fails: 'gap',
    says: /^load-\w+: the feed has event \d+, but nothing arrived after event 2$/,
  },
  {
    does: 'swaps two events',
    tamper: () => {
      let held: string[] = []
      return (message) => {
        if (isPlacement(message) && seqOf(message) === 1) {
          held = [message]
          return []
        }
        if (seqOf(message) === 0) return [message]
        const both = [message, ...held]
        held = []
        return both
      }
    },
    fails: 'early',
    says: /^load-\w+: event 2 arrived before event 1$/,
  },
  {
    does: 'repeats an event with another status',
    tamper: () => (message) => (isPlacement(message) ? [message, message.replace('"status":"placed"', '"status":"rejected"')] : [message]),
    fails: 'altered',
    says: /^load-\w+: event \d+ arrived twice with different content: .*"rejected"/,
  },
  {
    does: 'changes the status in an event',
    tamper: () => (message) => [
      message.startsWith(statusChanged) ? message.replace('"status":"confirmed"', '"status":"rejected"') : message,
    ],
    fails: 'follows',
    says: /^load-\w+: order \S+ was rejected \(version \d+\), then in_preparation \(\d+\) after confirmed$/,
  },
  {
    does: 'swallows the answer to an order',
    tamper: () => (message) => (/^43\d+\[\{"ok":true,"data":\{"order":/.test(message) ? [] : [message]),
    fails: 'answered',
    says: /^order:place: no answer within 3 s$/,
  },
]

describe('npm run load', () => {
  let target: TestDatabase
  let gateway: GatewayProcess
  let directory: string
  let staff: string[]
  let port: string

  before(async () => {
    target = await createTestDatabase()
    // not an ephemeral port: a client that keeps retrying on one may connect to itself
    port = String(await stablePort())
    gateway = await startProcess({ DATABASE_URL: target.url, PORT: port })
    directory = await mkdtemp(join(tmpdir(), 'customerbackend-load-'))
    const people = await Promise.all((['warehouse', 'kitchen', 'courier'] as const).map((role) => makePerson(target.database, role)))
    staff = people.flatMap(({ token }) => [`--staff-token=${token}`])
  })
  after(async () => {
    await gateway.kill('SIGTERM')
    await target.drop()
    await rm(directory, { recursive: true })
  })

  const countOrders = async () => {
    const [row] = await target.database.query<{ count: number }>('select count(*) as count from orders')
    return row?.count ?? 0
  }

  const mint = async (accounts: number) => {
    const file = join(directory, `tokens-${accounts}`)
    for await (const people of mintCustomers(target.database, accounts))
      await writeFile(file, people.map((person) => JSON.stringify(person)).join('\n'))
    return file
  }

  /** A short run with customers who already have a session. */
  const few = async (url: string, more: Record<string, string | number> = {}) => {
    const options = { url, clients: 10, ramp: 0, duration: 2, pace: 0.5, ...more }
    return [...argsOf({ ...options, tokens: await mint(options.clients) }), ...staff, '--json', '-']
  }

  it('simulates customers and staff, finds no fault in the gateway, and writes a report', async () => {
    const report = join(directory, 'report.html')
    // so often that no run is without one
    const shares = { ...defaultMix, repeat: 10 }
    const mix = Object.entries(shares).map(([name, share]) => `${name}=${share}`)
    const { said, complained, code } = await load(
      ...argsOf({ url: gateway.url, clients: 50, ramp: 2, duration: 5, pace: 0.5, report, 'max-refused': 50, mix: mix.join() }),
      ...staff,
      '--json',
      '-',
    )
    expect(code, said + complained).to.equal(0)
    const { passed, checks, counts, rows } = result.parse(JSON.parse(said))
    expect(passed).to.equal(true)
    expect(checks.filter(({ failed }) => failed > 0)).to.deep.equal([])
    const idle = checks.filter(({ checked }) => checked === 0).map(({ name }) => name)
    expect(
      idle.filter((name) => name !== 'altered'),
      'a healthy gateway may send nothing twice, and without --rate there is no arrival rate; everything else must have been checked',
    ).to.deep.equal(['offered'])
    expect(checks.find(({ name }) => name === 'arrived')?.checked).to.equal(50)
    expect(await countOrders()).to.equal(counts.orders)
    const signUps = rows.find(({ kind }) => kind === 'account:sign_up')
    expect(signUps?.ok).to.equal(50)
    const [delivered] = await target.database.query<{ count: number }>(`select count(*) as count from orders where status = 'delivered'`)
    expect(delivered?.count).to.be.greaterThan(0)

    const page = await readFile(report, 'utf8')
    expect(page.match(/<svg/g)).to.have.length(8)
    expect(page)
      .to.include('Every check passed')
      .and.not.to.match(/NaN|undefined|\b(src|href)=|@import|url\(/)
  })

  for (const { does, tamper, fails, says } of faults) {
    it(`reports the fault when a proxy in between ${does}`, async () => {
      const proxy = await startTamperingProxy(gateway.url, tamper)
      try {
        const { said, complained, code } = await load(...(await few(proxy.url)), ...argsOf({ mix: 'cash=1', timeout: 3 }))
        expect(code, said + complained).to.equal(1)
        const failed = result.parse(JSON.parse(said)).checks.filter((check) => check.failed > 0)
        expect(
          failed.map(({ name }) => name),
          JSON.stringify(failed),
        ).to.include(fails)
        expect(failed.find(({ name }) => name === fails)?.examples.filter((example) => says.test(example))).not.to.deep.equal([])
      } finally {
        proxy.close()
      }
    })
  }

  it('accepts an event that arrives twice', async () => {
    const proxy = await startTamperingProxy(
      gateway.url,
      () => (message) => (message.startsWith(statusChanged) ? [message, message] : [message]),
    )
    try {
      const { said, complained, code } = await load(...(await few(proxy.url)), ...argsOf({ mix: 'cash=1' }))
      expect(code, said + complained).to.equal(0)
      expect(result.parse(JSON.parse(said)).counts.duplicates).to.be.greaterThan(0)
    } finally {
      proxy.close()
    }
  })

  it('finds no loss when the gateway is killed under load and restarted', async () => {
    const before = await countOrders()
    const child = start(...(await few(gateway.url, { clients: 30, duration: 8, 'max-refused': 50 })))
    const end = ended(child, once(child, 'exit'))
    await until(async () => (await countOrders()) > before + 20, 'the load is under way')
    await gateway.kill('SIGKILL')
    gateway = await startProcess({ DATABASE_URL: target.url, PORT: port })
    const { said, complained, code } = await end
    expect(code, said + complained).to.equal(0)
    const { counts } = result.parse(JSON.parse(said))
    expect(counts.lost).to.be.greaterThan(0)
    expect(await countOrders()).to.equal(before + (counts.orders ?? 0))
  })

  for (const generators of [1, 2]) {
    it(`stops early when interrupted, and prints a result, with ${generators} generators`, async () => {
      const before = await countOrders()
      const options = { url: gateway.url, clients: 5, ramp: 0, duration: 600, pace: 0.2, generators, tokens: await mint(5) }
      const child = start(...argsOf(options))
      const end = ended(child, once(child, 'exit'))
      await until(async () => (await countOrders()) > before, 'an order is placed')
      child.kill('SIGINT')
      const { said, complained, code } = await end
      expect(code, said + complained).to.equal(0)
      expect(said)
        .to.include('Every check passed.')
        .and.to.match(/order:place +\d+/)
    })
  }

  it('with several generators, thresholds and stages has one result, which can be compared', async () => {
    const before = await countOrders()
    const [file, csv, junit] = ['several.json', 'several.csv', 'several.xml'].map((name) => join(directory, name))
    const options = { url: gateway.url, generators: 2, stages: '1s:12,3s:12,1s:0', pace: 0.3, tokens: await mint(12) }
    const { said, complained, code } = await load(
      ...argsOf({ ...options, json: file ?? '', csv: csv ?? '', junit: junit ?? '' }),
      ...staff,
      ...['--threshold', 'order:place:p99<0.001', '--threshold', 'any request:failed<=0'],
    )
    expect(code, said + complained).to.equal(1)
    expect(said).to.match(/Every check passed\. Crossed: order:place:p99<0\.001: [\d.,]+ ms\./)
    const { counts, clients, generators, thresholds, rows, parameters } = outcomeSchema.parse(
      JSON.parse(await readFile(file ?? '', 'utf8')),
    )
    expect(clients).to.equal(12)
    expect(generators).to.have.length(2)
    expect(thresholds.map(({ passed }) => passed)).to.deep.equal([false, true])
    expect(parameters).to.include({ stages: '1s:12,3s:12,1s:0', staff: '3', generators: '2' })
    expect(await countOrders(), 'orders of both generators').to.equal(before + counts.orders)
    const logins = (await readFile(options.tokens, 'utf8'))
      .split('\n')
      .map((line) => z.object({ login: z.string() }).parse(JSON.parse(line)).login)
    const ofSecond = logins.filter((_, n) => n % 2 === 1)
    const moved = await target.database.query(
      `select from orders o join accounts a on a.id = o.account_id where a.login = any ($1) and o.status not in ('placed', 'cancelled')`,
      [ofSecond],
    )
    expect(moved.length, 'the first generator plays the staff for the second').to.be.greaterThan(0)

    const table = parse(await readFile(csv ?? '', 'utf8'), { columns: true, cast: true })
    expect(table).to.have.length(rows.length)
    expect(await readFile(overTimeFile(csv ?? ''), 'utf8')).to.match(/^at_s,/)
    expect(await readFile(junit ?? '', 'utf8')).to.include('<failure message="order:place:p99&#60;0.001')

    const compared = await load('compare', file ?? '', file ?? '')
    expect(compared.code, compared.complained).to.equal(0)
    expect(compared.said).to.include('Nothing is worse.')
    const merged = await load('merge', file ?? '', file ?? '', '--json', '-')
    expect(merged.code, merged.complained).to.equal(1)
    expect(outcomeSchema.parse(JSON.parse(merged.said))).to.deep.include({ clients: 24, generators: [...generators, ...generators] })
  })

  it('brings in customers at a rate that does not depend on the gateway, and counts the time that they wait', async () => {
    const before = await countOrders()
    const options = {
      url: gateway.url,
      rate: 2,
      duration: 15,
      actions: 20,
      pace: 0.25,
      mix: 'quote=9,cash=1',
      'max-refused': 50,
      tokens: await mint(100),
    }
    const child = start(...argsOf(options), '--json', '-')
    const end = ended(child, once(child, 'exit'))
    await until(async () => (await countOrders()) > before, 'the load is under way')
    gateway.child.kill('SIGSTOP')
    await delay(5000)
    gateway.child.kill('SIGCONT')
    const { said, complained, code } = await end
    expect(code, said + complained).to.equal(0)
    const { clients, rows } = outcomeSchema.parse(JSON.parse(said))
    expect(clients, 'a customer comes every half second, although the gateway stood still').to.equal(30)
    const quote = rows.find(({ kind }) => kind === 'order:quote')
    expect(quote?.p90, 'each customer who was there had many actions that were due, not only the one that waited').to.be.greaterThan(1000)
  })

  it('checks customers who came many times, without their taking each other’s connections', async () => {
    const options = {
      url: gateway.url,
      rate: 10,
      duration: 8,
      actions: 2,
      pace: 0.1,
      mix: 'cash=1',
      'max-refused': 50,
      tokens: await mint(5),
    }
    const { said, complained } = await load(...argsOf(options), '--json', '-')
    const { clients, counts, checks } = outcomeSchema.parse(JSON.parse(said))
    expect(clients, complained).to.be.greaterThan(5 * 5)
    expect(counts).to.include({ lost: 0, resumed: clients - 5 })
    // there are too few of them at times
    expect(checks.filter(({ name, failed }) => failed > 0 && name !== 'offered')).to.deep.equal([])
  })

  const unusable: [what: string, args: () => string[], says: string][] = [
    ['an option that does not exist', () => ['--client', '5'], 'There is no option --client. Do you mean --clients?'],
    ['a command that does not exist', () => ['mrege'], 'There is no command mrege. The commands are compare and merge.'],
    ['options that exclude each other', () => ['--stages', '5s:1', '--ramp', '3'], '--ramp has no effect with --stages'],
    ['an option of another kind of run', () => ['--actions', '3'], '--actions is for --rate only'],
    ['the same with stages', () => ['--stages', '5s:1', '--max-clients', '3'], '--max-clients is for --rate only'],
    ['a threshold of no request', () => ['--threshold', 'order:plac:p99<5'], 'Do you mean order:place?'],
    ['two results for standard output', () => ['--json', '-', '--csv', '-'], 'Only one result can go to standard output'],
    ['nothing to compare', () => ['compare', 'a.json'], 'compare needs two files'],
    ['a file that is no result', () => ['merge', 'package.json', 'package.json'], 'package.json is not a result of npm run load'],
    ['another file to compare', () => ['compare', 'package.json', 'package.json'], 'it is not a report of this load tester'],
    ['several bad values', () => ['--clients', 'many', '--mix', 'sleep=1', '--url', 'ftp://x'], '--clients must be a whole number'],
    [
      'too few tokens',
      () => ['--url', gateway.url, '--clients', '2', '--tokens', '/dev/null'],
      '2 customers are needed, but the file has 0',
    ],
    ['a gateway that does not answer', () => ['--url', 'http://127.0.0.1:1'], 'There is no gateway at http://127.0.0.1:1'],
    ['an invalid staff token', () => ['--url', gateway.url, '--staff-token', 'x'], 'Staff: staff 1: The token is not valid'],
    ['a report that cannot be written', () => ['--url', gateway.url, '--report', '/nowhere/report.html'], '--report: ENOENT'],
  ]
  for (const [what, args, says] of unusable) {
    it(`does not start with ${what}`, async () => {
      const { complained, code } = await load(...args())
      expect(complained).to.include(says)
      expect(code).to.equal(2)
    })
  }
})
