/** Stores the figures of each scenario's last full run, and writes `RESULTS.md` and its charts from them. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toSvg } from './chart.ts'
import type { Machine } from './machine.ts'
import { root } from './process.ts'
import type { Row, Scenario, Target } from './scenario.ts'
import { cellsOf, targetCellsOf, toMarkdown } from './table.ts'

/** A run of one scenario: the figures of every round, and their medians. */
export interface Result {
  scenario: string
  machine: Machine
  postgres: { version: string; settings: string }
  rounds: readonly (readonly Row[])[]
  medians: readonly Row[]
  targets: readonly Target[]
}

const directory = join(root, 'bench', 'results')
const fileOf = (name: string) => join(directory, `${name}.json`)

const chartName = ({ name }: Scenario, { figure }: { figure: string }) => `${name}-${figure}.svg`

const intro = `# Results

Written by \`npm run bench\`. [README.md](README.md) explains the columns and how to read them.
Every figure is the median over the rounds of one run, in which the columns took turns on one machine. \`results/\` has every round.
`

const section = (scenario: Scenario, { machine, postgres, rounds, medians, targets }: Result): string => `## ${scenario.name}

${scenario.title}. ${machine.date}, ${rounds.length} rounds, ${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB,
${machine.system}, Node ${machine.node}, PostgreSQL ${postgres.version} (${postgres.settings}), flush to disk ${machine.flushMicroseconds} µs.

${toMarkdown(cellsOf(scenario, medians), 2)}

${toMarkdown(targetCellsOf(targets), 1)}

${scenario.charts.map((chart) => `![${chart.title}](results/${chartName(scenario, chart)})`).join('\n')}
`

/** NaN is stored as null. */
const read = async (name: string): Promise<Result> => {
  const revive = (_: string, value: unknown) => (value === null ? Number.NaN : value)
  return JSON.parse(await readFile(fileOf(name), 'utf8'), revive)
}

/** Stores new results, and writes the page of all results. */
export const writeResults = async (scenarios: readonly Scenario[], results: readonly Result[]): Promise<void> => {
  await mkdir(directory, { recursive: true })
  for (const result of results) await writeFile(fileOf(result.scenario), `${JSON.stringify(result, null, 1)}\n`)
  const sections: string[] = []
  for (const scenario of scenarios.filter(({ name }) => existsSync(fileOf(name)))) {
    const result = await read(scenario.name)
    sections.push(section(scenario, result))
    for (const chart of scenario.charts)
      await writeFile(join(directory, chartName(scenario, chart)), toSvg(scenario, chart, result.medians))
  }
  await writeFile(join(root, 'bench', 'RESULTS.md'), [intro, ...sections].join('\n'))
}
