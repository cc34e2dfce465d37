/** Who may connect, and for how long. */
import { z } from 'zod'
import { integer, isOrigin, list, secret, variable, webUrl } from '../kinds.ts'

export const access = {
  ALLOWED_ORIGINS: variable(
    "The web origins whose pages may connect, in addition to the gateway's own origin.",
    'origins, comma-separated: https://app.example.com,capacitor://localhost',
    list(isOrigin),
  ),
  SESSION_TTL_DAYS: variable('How long a session stays valid after its last use.', 'days, 1 to 3650', integer(30, 1, 3650)),
  STAFF_SESSION_HOURS: variable(
    'How long a session of the staff lasts at most, used or not. Ending a shift ends the sessions of the courier.',
    'hours, 1 to 168',
    integer(12, 1, 168),
  ),
  STAFF_SECOND_FACTOR: variable(
    'Who of the staff needs a second factor, the code of an authenticator app: optional lets each person decide. Those who need one and have none can only set it up after signing in.',
    'optional, managers or required',
    z.enum(['optional', 'managers', 'required']).prefault('optional'),
  ),
  STAFF_SECOND_FACTOR_KEY: secret(
    'Encrypts the secrets of second factors in the database; list two while you rotate it: the first encrypts. If unset, a key is generated and stored in the database, and protects less.',
    'at least 32 characters each, comma-separated',
    list((entry) => entry.length >= 32),
  ),
  PUBLIC_URL: variable(
    'The public URL of the gateway, used in links sent to customers. If unset, the address of this machine. Required with SMTP_URL.',
    'https://orders.example.com',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
}
