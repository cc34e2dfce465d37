import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { root } from '../support/root.ts'
import { findNodes } from './nodes.ts'

const nodes = findNodes()

describe('the current build of uWebSockets.js on other versions of Node', () => {
  if (nodes.length === 0) it.skip('was not fetched: run `npm run engines` once to test it here', () => undefined)

  for (const { major, path } of nodes)
    it(`serves, pushes and refuses on Node ${major}`, () => {
      const printed = execFileSync(path, ['--import', 'tsx', 'test/engines/smoke.ts'], { cwd: root, encoding: 'utf8' })
      const isNative = major !== 26
      expect(JSON.parse(printed)).to.deep.include({
        engine: isNative ? 'uws' : 'ws',
        pushes: [['pushed', 1]],
        refusal: 'HTTP/1.1 431 Request Header Fields Too Large',
      })
      if (isNative) expect(JSON.parse(printed).build).to.match(/^(@btc-vision\/uwebsockets\.js|uWebSockets\.js) /)
    })
})
