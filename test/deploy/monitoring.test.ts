/** The files of deploy/ for Prometheus and Grafana, without starting either: alerts-fire.test.ts starts a Prometheus. */
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { startCertificateServer } from '../support/certificate-server.ts'
import { readSeries, type Series } from '../support/exposition.ts'
import { connectGuest, startTestGateway } from '../support/gateway.ts'
import { describeWith, itWith } from '../support/install.ts'
import { chartsOf, pathOfAlerts, pathOfConfig, readAlerts, readDashboard } from '../support/monitoring.ts'
import { readQuery, type Selector } from '../support/promql.ts'
import { startRedis } from '../support/redis.ts'
import { root } from '../support/root.ts'
import { until } from '../support/until.ts'

/** Prometheus adds them to each series, or makes them itself. */
const labelsOfTargets = ['instance', 'job', 'le']
const metricsOfPrometheus = ['up', 'ALERTS']
/** Only a supervisor has it, and not the gateway of these tests: workers.test.ts reads it. */
const metricsOfWorkers = ['customerbackend_worker_ends_total']

const casesOfPromtool = z.object({
  tests: z.array(z.object({ promql_expr_test: z.array(z.object({ expr: z.string(), exp_samples: z.array(z.unknown()).optional() })) })),
})

/** A query of the dashboard or of an alert, and where it is. */
const allQueries = async (): Promise<{ at: string; text: string }[]> => {
  const dashboard = await readDashboard()
  return [
    ...(await readAlerts()).map(({ alert, expr }) => ({ at: alert, text: expr })),
    ...chartsOf(dashboard).flatMap(({ title, targets }) => targets.map(({ expr }) => ({ at: title, text: expr }))),
    ...dashboard.annotations.list.map(({ expr }) => ({ at: 'annotations', text: expr })),
  ]
}

const takes = ({ operator, value }: Selector['matchers'][number], given = ''): boolean =>
  ({ '=': given === value, '!=': given !== value, '=~': new RegExp(`^(?:${value})$`).test(given) })[operator] ??
  expect.fail(`the operator ${operator} is not known here`)

/** Whether a series of the gateway, or each word of a regular expression, is one that the selector takes. */
const finds = ({ matchers }: Selector, series: readonly Series[]) => {
  const own = matchers.filter(({ label }) => !labelsOfTargets.includes(label))
  return series.some((labels) => own.every((matcher) => matcher.label in labels && takes(matcher, labels[matcher.label])))
}

const describeWithAll = (['redis-server', 'openssl'] as const).map(describeWith).find((each) => each === describe.skip) ?? describe

describeWithAll('the queries of the alerts and of the dashboard', () => {
  let series: Map<string, Series[]>
  let text: string

  before(async () => {
    const redis = await startRedis()
    const proxy = await startCertificateServer(30)
    const gateway = await startTestGateway({ env: { REDIS_URL: redis.url, PUBLIC_URL: proxy.url, DATA_DIR: tmpdir() } })
    // the histogram of a request begins with the first one
    const guest = await connectGuest(gateway)
    await guest.request('menu:list', {})
    guest.close()
    await until(async () => {
      text = await (await fetch(`${gateway.url}/metrics`)).text()
      return /^customerbackend_certificate_expiry_timestamp_seconds \d/m.test(text) && /connections\{what="limit"\} [1-9]/.test(text)
    }, 'everything was looked at once')
    series = readSeries(text)
    await gateway.stop()
    proxy.stop()
    await redis.stop()
  })

  it('name metrics and labels that a gateway has', async () => {
    for (const { at, text } of await allQueries()) {
      const { selectors, labels } = readQuery(text)
      const read = selectors.filter(({ metric }) => ![...metricsOfPrometheus, ...metricsOfWorkers].includes(metric))
      for (const selector of read)
        expect(finds(selector, series.get(selector.metric) ?? []), `${at}: ${JSON.stringify(selector)}`).to.equal(true)
      const known = new Set([...labelsOfTargets, ...read.flatMap(({ metric }) => Object.keys(series.get(metric)?.[0] ?? {}))])
      for (const label of labels) expect([...known], at).to.include(label)
    }
  })

  it('name codes of errors and outcomes that a gateway counts', async () => {
    for (const { at, text } of await allQueries())
      for (const { metric, matchers } of readQuery(text).selectors)
        for (const { label, operator, value } of matchers.filter(({ operator, label }) => operator === '=~' && label === 'code'))
          for (const word of value.split('|'))
            expect(
              finds({ metric, matchers: [{ label, operator, value: word }], within: [] }, series.get(metric) ?? []),
              `${at}: ${word}`,
            ).to.equal(true)
  })

  it('do not add up facts of the database, which each node counts', async () => {
    const facts = /^customerbackend_(outbox|payments_unsettled|messages_(waiting|oldest)|orders_unconfirmed|database_server|books)/
    expect([...series.keys()].filter((name) => facts.test(name))).to.have.length(9)
    for (const { at, text } of await allQueries())
      for (const { metric, within } of readQuery(text).selectors.filter(({ metric }) => facts.test(metric)))
        expect(within, `${at}: ${metric}`).to.deep.equal(['max'])
  })

  it('include each metric of the gateway in the dashboard', async () => {
    const shown = new Set(
      chartsOf(await readDashboard()).flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => readQuery(expr).selectors.map(({ metric }) => metric)),
      ),
    )
    // the engine of a node; a certificate has an alert; what Redis does in detail is for scaling.md
    const left =
      /^customerbackend_(gateway_info|certificate_expiry_timestamp_seconds|redis_(subscriptions|lost_publishes_total|renewals_total))$/
    const ours = [...text.matchAll(/^# TYPE (customerbackend_\w+) (\w+)$/gm)].map(([, name, kind]) =>
      kind === 'histogram' ? `${name}_bucket` : name,
    )
    expect(ours.filter((name = '') => !left.test(name) && !shown.has(name))).to.deep.equal([])
  })
})

describe('the alerts', () => {
  it('each have a part in operations.md, which the alert links to', async () => {
    const headings = (await readFile(join(root, 'docs/operations.md'), 'utf8')).matchAll(/^### (Customerbackend\w+)$/gm)
    const names = (await readAlerts()).map(({ alert }) => alert)
    expect([...headings].map(([, name]) => name)).to.deep.equal(names)
    for (const { alert, annotations } of await readAlerts()) {
      expect(annotations.runbook).to.equal(`docs/operations.md#${alert.toLowerCase()}`)
      expect(annotations.description, alert).to.match(/^[A-Z].{40,}\.$/s)
    }
  })

  itWith('promtool')('fire when they should, and not otherwise, as promtool sees it', async () => {
    const cases = join(root, 'test/deploy/alerts.cases.yml')
    for (const args of [
      ['check', 'config', pathOfConfig],
      ['check', 'rules', pathOfAlerts],
      ['test', 'rules', cases],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
      expect(status, stdout + stderr).to.equal(0)
    }
    const { tests } = casesOfPromtool.parse(parse(await readFile(cases, 'utf8')))
    const expected = tests.flatMap(({ promql_expr_test }) => promql_expr_test)
    for (const { alert } of await readAlerts())
      for (const fires of [true, false])
        expect(
          expected.some(({ expr, exp_samples = [] }) => expr.includes(`"${alert}"`) && exp_samples.length > 0 === fires),
          `${alert} has a case in which it ${fires ? 'fires' : 'does not fire'}`,
        ).to.equal(true)
  })
})

describe('the dashboard', () => {
  it('has panels that do not overlap, each with an id and variables that exist', async () => {
    const { panels, templating } = await readDashboard()
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length)
    const taken = new Set<string>()
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).to.be.at.most(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} overlaps`).to.equal(false)
          taken.add(`${x} ${y}`)
        }
    }
    const variables = new Set(templating.list.map(({ name }) => name))
    const used = [...JSON.stringify(panels).matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
    expect(used.filter((name) => name !== '__rate_interval' && !variables.has(name))).to.deep.equal([])
  })

  it('has a legend for each query that returns several series', async () => {
    for (const { title, targets } of chartsOf(await readDashboard()).filter(({ type }) => type === 'timeseries'))
      for (const { legendFormat } of targets) expect(legendFormat, title).to.not.equal('')
  })
})
