/** Pictures as phones and attackers send them. */
import sharp from 'sharp'

type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff'

/** Red on the left, blue on the right. */
export const picture = async (width = 1600, height = 1200, format: Format = 'jpeg'): Promise<Buffer> => {
  const left = await sharp({ create: { width: Math.floor(width / 2), height, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const both = sharp({ create: { width, height, channels: 3, background: 'blue' }, limitInputPixels: false })
  return both
    .composite([{ input: left, left: 0, top: 0 }])
    .toFormat(format)
    .toBuffer()
}

/** As a telephone saves it that was held upright: lying pixels, the way to turn them, and where it was taken. */
export const fromTelephone = async (): Promise<Buffer> =>
  sharp(await picture(1200, 900))
    .withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Ján Novák' }, IFD3: { GPSLatitude: '48/1 8/1 0/1', GPSLatitudeRef: 'N' } } })
    .jpeg()
    .toBuffer()

/** Less than a megabyte, and 256 megapixels. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' }, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer()

/** One pixel of a rendition. */
export const colourAt = async (bytes: Buffer, x: number, y: number): Promise<'red' | 'blue'> => {
  const { data } = await sharp(bytes)
    .extract({ left: x, top: y, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return (data[0] ?? 0) > (data[2] ?? 0) ? 'red' : 'blue'
}
