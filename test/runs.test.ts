import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { z } from 'zod'

const root = new URL('../', import.meta.url)
const run = z.object({ spec: z.array(z.string()).default([]) })

describe('the test runs', () => {
  // mocha only warns of a pattern without a file, and takes braces for a part of the name
  it('find a file for every pattern', async () => {
    const runs = (await readdir(root)).filter((name) => name.startsWith('.mocharc'))
    expect(runs).to.include('.mocharc.ws.json')
    const files = (await readdir(new URL('test', root))).map((name) => `test/${name}`)
    for (const name of runs) {
      const { spec } = run.parse(JSON.parse(await readFile(new URL(name, root), 'utf8')))
      for (const pattern of spec) {
        const [start = '', end] = pattern.split('*')
        const found = files.filter((file) => (end === undefined ? file === start : file.startsWith(start) && file.endsWith(end)))
        expect(found, `${pattern} of ${name}`).not.to.deep.equal([])
      }
    }
  })
})
