/** `npm run rooms`: prints the graph of the folders of src and what breaks its rules; with `--write` it brings the table up to date. */
import { parseArgs } from 'node:util'
import { helpOption, printsHelp, runTool } from '../src/bin/command-line.ts'
import { faults, tableFrom } from './generator/house-rules.ts'
import { graphOf, layersOf, readImports } from './generator/imports.ts'
import { readRooms, rootFiles, writeRooms } from './generator/rooms.ts'

const help = `npm run rooms [-- --write]

Prints the graph of the folders of src, and what breaks its rules. With --write it first allows the imports that there are.`

runTool(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, ...helpOption } })
  if (printsHelp(values, help)) return
  const imports = readImports()
  if (values.write) writeRooms(tableFrom(readRooms(), imports))

  const graph = graphOf(imports)
  const wrong = faults()
  if (!wrong.some((fault) => fault.startsWith('a cycle'))) {
    const layers = layersOf(graph)
    for (const [height, rooms] of [...layers.entries()].reverse()) {
      console.log(`layer ${height}`)
      for (const room of rooms) console.log(`  ${room.padEnd(16)} → ${[...(graph.get(room) ?? [])].sort().join(', ') || 'nothing'}`)
    }
    console.log(`\n${graph.size - rootFiles.length} folders in ${layers.length} layers, no cycle at any depth`)
  }
  for (const fault of wrong) console.error(fault)
  if (wrong.length > 0) {
    console.error('\nIf the new import is right, npm run rooms -- --write allows it.')
    process.exitCode = 1
  }
})
