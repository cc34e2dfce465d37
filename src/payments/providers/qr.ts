import QRCode from 'qrcode'
import type { NextAction } from '../../contract/index.ts'

/** Error correction M, as the EPC asks for, at most version 13 (EPC069-12, 2.2). */
const options = { type: 'svg', errorCorrectionLevel: 'M', margin: 4 } as const
const maxVersion = 13

/** The next action of a payment by QR code. Throws if the text is too long for a code that phones read easily. */
export const displayQr = async (payload: string, expiresAt: string): Promise<NextAction> => {
  const { version } = QRCode.create(payload, options)
  if (version > maxVersion) throw new Error(`a QR code of version ${version} is too dense`)
  return { type: 'display_qr', payload, svg: await QRCode.toString(payload, options), expiresAt }
}
