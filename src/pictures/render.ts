/** Makes the renditions of an upload: decodes it, turns it upright, and writes it in several widths as WebP, without its metadata. */
import { createHash } from 'node:crypto'
import type Sharp from 'sharp'
import { pictureLimits } from '../contract/index.ts'
import { AppError } from '../errors.ts'

export interface Rendition {
  width: number
  height: number
  bytes: Buffer
}

/** Changes the hash of every picture, so that what caches keep under a name stays true. */
const widths = [320, 640, 1280]
const quality = 80

const maxPixels = pictureLimits.megapixels * 1_000_000

/** The codecs are loaded at the first upload: most processes never need them. Everything that no upload may hold stays switched off. */
const loadSharp = async () => {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}`) })
  sharp.cache(false)
  // the gateway needs the other cores
  sharp.concurrency(1)
  return sharp
}

/** The same for the same upload, as long as the renditions are made in the same way. */
export const hashOf = (upload: Buffer): string =>
  createHash('sha256').update(JSON.stringify({ widths, quality })).update(upload).digest('hex').slice(0, 32)

/** Everything that goes wrong between the bytes and the pixels is a fault of the upload. */
const asFault = (cause: unknown): AppError => {
  const isTooLarge = cause instanceof Error && cause.message.includes('exceeds pixel limit')
  return new AppError(isTooLarge ? 'picture_size_not_possible' : 'picture_not_readable', { cause })
}

const checkSize = ({ width, height }: { width: number; height: number }): void => {
  const { width: narrowest, height: lowest, ratio } = pictureLimits
  const isPossible = width >= narrowest && height >= lowest && width <= ratio * height && height <= ratio * width
  if (!isPossible) throw new AppError('picture_size_not_possible', { details: { width, height } })
}

/** The pixels of the widest rendition. */
const decode = async (sharp: typeof Sharp, upload: Buffer) => {
  try {
    const source = sharp(upload, { limitInputPixels: maxPixels, failOn: 'error' }).timeout({ seconds: 60 })
    const { autoOrient } = await source.metadata()
    checkSize(autoOrient)
    const widest = source
      .autoOrient()
      .resize({ width: widths.at(-1), withoutEnlargement: true })
      .toColourspace('srgb')
    return await widest.raw().toBuffer({ resolveWithObject: true })
  } catch (error) {
    throw error instanceof AppError ? error : asFault(error)
  }
}

/** Throws `picture_not_readable` and `picture_size_not_possible`. The work is done outside the event loop. */
export const render = async (upload: Buffer): Promise<Rendition[]> => {
  const sharp = await loadSharp()
  const { data, info } = await decode(sharp, upload)
  const { width: widest, height, channels } = info
  const renditions: Rendition[] = []
  for (const width of [...widths.filter((each) => each < widest), widest]) {
    const pixels = sharp(data, { raw: { width: widest, height, channels } })
    const made = await pixels.resize({ width }).webp({ quality }).toBuffer({ resolveWithObject: true })
    renditions.push({ width: made.info.width, height: made.info.height, bytes: made.data })
  }
  return renditions
}
