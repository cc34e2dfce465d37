/** Keys that do not belong together would look right, and no browser would get a push. */
import { createECDH } from 'node:crypto'

/** Whether the public key is that of the private key, both in base64url. */
export const isKeyPair = (publicKey: string, privateKey: string): boolean => {
  const pair = createECDH('prime256v1')
  try {
    pair.setPrivateKey(privateKey, 'base64url')
  } catch {
    return false
  }
  return pair.getPublicKey('base64url') === publicKey
}
