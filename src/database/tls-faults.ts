/** What to set where the certificate of PostgreSQL is refused. */

const unknownCa = 'name the file with the certificate of its CA in sslrootcert'

const remedies: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: unknownCa,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownCa,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownCa,
  CERT_SIGNATURE_FAILURE: unknownCa,
  ERR_TLS_CERT_ALTNAME_INVALID: 'use a host that the certificate names, or sslmode=verify-ca',
  CERT_HAS_EXPIRED: 'give PostgreSQL a new certificate',
}

export const tlsRemedy = (error: Error): string | undefined => {
  if (error.message === 'The server does not support SSL connections') return 'set sslmode=disable if the network to it is private'
  return 'code' in error ? remedies[String(error.code)] : undefined
}
