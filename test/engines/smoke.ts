/** Starts an engine, connects, pushes once and sends a head that is too long. Prints what happened. */
import { chosenEngine, connectByHand, engineName, exchange, startTestEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'

const { io, engine, port } = await startTestEngine()
const client = await connectByHand(port)
io.emit('pushed', 1)
await until(() => client.heard.length > 0, 'the push has come')
const refusal = await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'x'.repeat(10_000)}\r\n\r\n`)
client.socket.terminate()
await engine.close()
const { build } = chosenEngine(engineName)
console.log(JSON.stringify({ engine: engine.name, build, pushes: client.heard, refusal: refusal.split('\r\n')[0] }))
