/** Makes a picture smaller before it is sent: telephones take many more pixels than a page shows, and their line is slow. */

/** The gateway makes it narrower still. */
const enoughPixels = 2560
const enoughBytes = 1024 * 1024
const accepted = ['image/jpeg', 'image/png', 'image/webp', 'image/avif']

const draw = (bitmap: ImageBitmap, most: number): HTMLCanvasElement => {
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas
}

const toBlob = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, type, 0.92)
  })

/** The picture to send, and one to look at meanwhile. What this browser cannot read goes to the gateway as it is, which says why it cannot. */
export const shrinkPicture = async (file: Blob): Promise<{ picture: Blob; preview?: string }> => {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return { picture: file }
  const preview = draw(bitmap, 640).toDataURL('image/jpeg', 0.8)
  const isSmall = file.size <= enoughBytes && Math.max(bitmap.width, bitmap.height) <= enoughPixels
  if (isSmall && accepted.includes(file.type)) return { picture: file, preview }
  // a JPEG has no transparent background
  const smaller = await toBlob(draw(bitmap, enoughPixels), file.type === 'image/jpeg' ? 'image/jpeg' : 'image/webp')
  bitmap.close()
  return { picture: smaller ?? file, preview }
}
