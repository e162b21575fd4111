import { readJson } from '../../../shared/json/read.ts'
import { isObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'

/** The detail of an entry on one line: "stage: proposed · preview: 5f2c". Text that is no object stays as it is. */
export function detailWords(text: string): string {
  const detail = readJson(text)
  if (!isObject(detail)) return text
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : writeJson(value)}`)
    .join(' · ')
}
