/** Mails, maps, pictures and pushes: the services beside the gateway. */
import { z } from 'zod'
import { bucketUrl, isOrigin, isUrl, keyLike, list, mailbox, secret, tileUrl, variable, webUrl } from '../kinds.ts'

export const reaching = {
  SMTP_URL: secret(
    'The server that takes e-mail. If unset, mails are files in DATA_DIR/mail. With a user name, the connection must be encrypted.',
    'smtp://user:password@host:587, or smtps://; with the options of nodemailer as parameters',
    z.string().refine(isUrl('smtp:', 'smtps:')).optional(),
  ),
  MAIL_FROM: variable(
    'Whom the mails are from. Without a name, the name of the shop.',
    'orders@example.com, or Name <orders@example.com>',
    mailbox.optional(),
  ),
  TILES_URL: variable(
    'The tiles of the street map that the pages show. If unset, their maps have a plain ground.',
    'https://tiles.example.com/{z}/{x}/{y}.png, or with {s} as the first label of the host',
    z.string().regex(tileUrl).optional(),
  ),
  TILES_ATTRIBUTION: variable(
    'Whom the street map credits, as its provider requires. If unset, OpenStreetMap.',
    'a text of at most 200 characters',
    z.string().trim().max(200).optional(),
  ),
  GEOCODER_URL: secret(
    'The service that finds addresses: any that speaks the HTTP protocol of Nominatim. If unset, the pages have no address search. It gets the words that customers search for, at most once a second.',
    'https://nominatim.example.com, with the parameters that it requires, such as a key',
    webUrl,
  ),
  PICTURES_URL: variable(
    'The bucket for the pictures that managers upload, with the protocol of Amazon S3. If unset, they are files in DATA_DIR/pictures.',
    's3://bucket or s3://bucket/folder',
    z.string().regex(bucketUrl).optional(),
  ),
  AWS_ENDPOINT_URL_S3: variable(
    "The service that has the bucket. If unset, Amazon's.",
    'https://s3.example.com',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
  AWS_REGION: variable(
    'The region of the bucket.',
    'a name',
    z
      .string()
      .regex(/^[\w-]+$/)
      .prefault('us-east-1'),
  ),
  AWS_ACCESS_KEY_ID: secret('The access key for the bucket.', 'an access key id', keyLike(/^\S+$/)),
  AWS_SECRET_ACCESS_KEY: secret('The secret of that key.', 'a secret access key', keyLike(/^\S+$/)),
  VAPID_PUBLIC_KEY: variable(
    'The public key that identifies this shop to the push services of the browsers; `npx web-push generate-vapid-keys` makes a pair. If unset, a gateway with the embedded database makes its own pair in DATA_DIR, and any other gateway sends no pushes.',
    '65 bytes in base64url',
    keyLike(/^B[\w-]{86}$/),
  ),
  VAPID_PRIVATE_KEY: secret('The private key of that pair.', '32 bytes in base64url', keyLike(/^[\w-]{43}$/)),
  VAPID_SUBJECT: variable(
    'Where the operators of a push service can reach you.',
    'mailto:push@example.com or https://example.com',
    z
      .string()
      .refine((value) => /^mailto:[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) || isUrl('https:')(value))
      .optional(),
  ),
  PUSH_SERVICES: variable(
    'Push services to send to, in addition to those of Chrome, Edge, Firefox and Safari.',
    'origins, comma-separated: https://push.example.com',
    list(isOrigin),
  ),
}
