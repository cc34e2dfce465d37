/** The picture of a dish: chosen, dropped or pasted, sent at once, and shown. */
import { signal, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { RequestError } from '#client'
import { explain } from '../../language/failure.ts'
import { o } from '../../language/office.ts'
import { Problem } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { limits } from '../../ui/limits.ts'
import { shrinkPicture } from './shrink-picture.ts'
import { uploadPicture } from './upload-picture.ts'

interface Props {
  label: string
  /** What the dish has as its `image`: the hash of an uploaded picture, or an address. */
  value: unknown
  set: (image: string | undefined) => void
}

/** How many pictures are on their way. An entry that is saved meanwhile would lose its picture. */
export const uploading = signal(0)

const isHash = (image: string) => /^[0-9a-f]{32}$/.test(image)
const addressOf = (image: string) => (isHash(image) ? `/pictures/${image}-320.webp` : image)

const pictureIn = (files: FileList | undefined): File | undefined => [...(files ?? [])].find(({ type }) => type.startsWith('image/'))

/** An upload that was interrupted has had no effect. */
const explainUpload = (error: unknown): string =>
  error instanceof RequestError && error.failure.reason === 'no_answer' ? o().picture.interrupted : explain(error)

interface Upload {
  share: number
  preview: string | undefined
  cancel: () => void
}

const useUpload = (set: Props['set']) => {
  const upload = useSignal<Upload | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const stop = useRef<AbortController | undefined>(undefined)

  const send = async (file: File) => {
    stop.current?.abort()
    const mine = new AbortController()
    stop.current = mine
    const isMine = () => stop.current === mine && !mine.signal.aborted
    const show = (changed: Partial<Upload>) => {
      if (isMine()) upload.value = { share: 0, preview: undefined, ...upload.value, cancel: () => mine.abort(), ...changed }
    }
    problem.value = undefined
    show({ share: 0, preview: undefined })
    uploading.value += 1
    try {
      const { picture, preview } = await shrinkPicture(file)
      show({ preview })
      if (picture.size > limits.picture) problem.value = o().picture.tooLarge(limits.picture / 1024 / 1024)
      else if (isMine()) {
        const { image } = await uploadPicture(picture, { onProgress: (share) => show({ share }), signal: mine.signal })
        if (isMine()) {
          set(image)
          announce(o().picture.uploaded)
        }
      }
    } catch (error) {
      if (isMine()) problem.value = explainUpload(error)
    } finally {
      uploading.value -= 1
    }
    if (stop.current === mine) upload.value = undefined
  }

  useEffect(() => () => stop.current?.abort(), [])
  return { upload, problem, send }
}

/** Takes pictures that are pasted anywhere on the page, and keeps the browser from leaving it for a picture that is dropped beside the field. */
const usePage = (send: (file: File) => void) => {
  const newest = useRef(send)
  newest.current = send
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData?.files)
      if (!file) return
      event.preventDefault()
      newest.current(file)
    }
    const stay = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    document.addEventListener('paste', paste)
    for (const kind of ['dragover', 'drop'] as const) document.addEventListener(kind, stay)
    return () => {
      document.removeEventListener('paste', paste)
      for (const kind of ['dragover', 'drop'] as const) document.removeEventListener(kind, stay)
    }
  }, [])
}

const Progress = ({ share, cancel }: Upload) => (
  <div class="progress">
    {/* without a value while the gateway works on it */}
    <progress max={1} value={share < 1 ? share : undefined} aria-label={o().picture.uploading} />
    <button type="button" class="secondary outline small" onClick={cancel}>
      {o().picture.cancel}
    </button>
  </div>
)

const Shown = ({ image, preview }: { image: string; preview: string | undefined }) => {
  const failed = useSignal('')
  const address = preview ?? (image && addressOf(image))
  if (!address) return <p class="hint">{o().picture.none}</p>
  if (failed.value === address) return <p class="hint">{isHash(image) ? o().picture.gone : image}</p>
  return <img src={address} alt={o().picture.alt} width="400" height="300" onError={() => (failed.value = address)} />
}

export const PictureField = ({ label, value, set }: Props) => {
  const id = useId()
  const isOver = useSignal(false)
  const chooser = useRef<HTMLInputElement>(null)
  const { upload, problem, send } = useUpload(set)
  usePage((file) => void send(file))
  const image = typeof value === 'string' ? value : ''
  const take = (files: FileList | null | undefined) => {
    const file = pictureIn(files ?? undefined)
    if (file) void send(file)
    else if (files && files.length > 0) problem.value = o().picture.noPicture
  }
  return (
    <fieldset
      class="picture-field"
      data-over={isOver.value}
      onDragOver={() => (isOver.value = true)}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) isOver.value = false
      }}
      onDrop={({ dataTransfer }) => {
        isOver.value = false
        take(dataTransfer?.files)
      }}
    >
      <legend>{label}</legend>
      <div class="frame" aria-busy={upload.value ? 'true' : undefined}>
        <Shown image={image} preview={upload.value?.preview} />
      </div>
      <div class="controls">
        {upload.value ? (
          <Progress {...upload.value} />
        ) : (
          <div class="choices">
            <button type="button" class="secondary outline small" aria-describedby={`${id}-hint`} onClick={() => chooser.current?.click()}>
              {image ? o().picture.replace : o().picture.choose}
            </button>
            {image !== '' && (
              <button type="button" class="secondary outline small" onClick={() => set(undefined)}>
                {o().picture.remove}
              </button>
            )}
          </div>
        )}
        <small id={`${id}-hint`}>{o().picture.hint}</small>
        <Problem>{problem.value}</Problem>
      </div>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        hidden
        onChange={({ currentTarget }) => {
          take(currentTarget.files)
          // the same file may be chosen again
          currentTarget.value = ''
        }}
      />
    </fieldset>
  )
}
