/** Prints the build of uWebSockets.js that loads here, or nothing. */
import { loadNative, NoNativeBuild } from '../../src/engine/uws/native.ts'

try {
  console.log(loadNative().name)
} catch (error) {
  if (!(error instanceof NoNativeBuild)) throw error
}
