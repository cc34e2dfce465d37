import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Queryable } from '../database/database.ts'
import { picturesInBucket } from './bucket.ts'
import type { PictureFiles } from './files.ts'
import { picturesInFolder } from './folder.ts'
import { Pictures } from './pictures.ts'

type Settings = Pick<
  Config,
  'DATA_DIR' | 'PICTURES_URL' | 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_ENDPOINT_URL_S3'
>

const filesOf = (config: Settings): PictureFiles => {
  const { PICTURES_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config
  if (url === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    return picturesInFolder(join(config.DATA_DIR, 'pictures'))
  return picturesInBucket({ url, region: config.AWS_REGION, accessKeyId, secretAccessKey, endpoint: config.AWS_ENDPOINT_URL_S3 })
}

export const createPictures = (config: Settings, database: Queryable): Pictures => new Pictures(database, filesOf(config))
