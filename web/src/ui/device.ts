import { storedId } from './stored-id.ts'

/** The id of this browser, from which the gateway tells a known device from a new one. */
export const deviceId = (): string => storedId('device')
