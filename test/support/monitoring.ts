/** The files of deploy/ for Prometheus and Grafana. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from './root.ts'

const rule = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook: z.string() }),
})
const alerts = z.object({ groups: z.tuple([z.object({ rules: z.array(rule) })]) })

const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.templateLiteral(['$', '{datasource}']) })
const gridPos = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() })
const row = z.looseObject({ id: z.int(), type: z.literal('row'), title: z.string().min(1), gridPos })
const chart = z.looseObject({
  id: z.int(),
  type: z.enum(['stat', 'timeseries']),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource,
  gridPos,
  targets: z.array(z.strictObject({ refId: z.string(), datasource, expr: z.string(), legendFormat: z.string() })).min(1),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string() }) }),
})
const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int(),
  templating: z.strictObject({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  annotations: z.strictObject({ list: z.array(z.looseObject({ expr: z.string() })) }),
  panels: z.array(z.union([row, chart])),
})

export type AlertRule = z.infer<typeof rule>
export type Chart = z.infer<typeof chart>

export const pathOfAlerts = join(root, 'deploy/prometheus/alerts.yml')
export const pathOfConfig = join(root, 'deploy/prometheus/prometheus.yml')
const pathOfDashboard = join(root, 'deploy/grafana/customerbackend.json')

export const readAlerts = async (): Promise<AlertRule[]> => alerts.parse(parse(await readFile(pathOfAlerts, 'utf8'))).groups[0].rules

export const readDashboard = async () => dashboard.parse(JSON.parse(await readFile(pathOfDashboard, 'utf8')))

export const chartsOf = ({ panels }: Awaited<ReturnType<typeof readDashboard>>): Chart[] =>
  panels.filter((panel): panel is Chart => panel.type !== 'row')
