import { MAX_FLOW_BYTES } from '../../../../shared/api/flows.ts'

/** A file that somebody has chosen or dropped. */
export type ChosenFile = { readonly file: string; readonly content: string }

/** Why a file is not even sent, or undefined. `sizeBytes` is its size. */
export function refusalOf({
  name,
  sizeBytes,
}: {
  readonly name: string
  readonly sizeBytes: number
}): string | undefined {
  if (!/\.(json|zip)$/i.test(name)) {
    return `${name} is neither .json nor .zip. Export the flow in Langflow and choose the file that this gives.`
  }
  if (sizeBytes === 0) return `${name} is empty. Export the flow from Langflow again.`
  if (sizeBytes <= MAX_FLOW_BYTES) return undefined
  const size = (sizeBytes / 1024 / 1024).toFixed(1)
  return `${name} has ${size} MB; flows of at most ${MAX_FLOW_BYTES / 1024 / 1024} MB are taken. The largest starters of Langflow have a third of one. Export fewer flows at a time, or take data that somebody has put into the flow out of it.`
}

/** The bytes of a file in base64, as the services take them. */
export async function contentOf(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} cannot be read`))
    reader.readAsDataURL(file)
  })
  return url.slice(url.indexOf(',') + 1)
}
