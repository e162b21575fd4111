import { useCallback, useEffect, useRef, useState } from 'react'
import { failureOf } from '../../../hosts/failure.ts'
import { dropDraft, readDraft, saveDraft } from '../../../workbench/drafts.ts'
import { keyOf } from '../../../workbench/memory.ts'
import { getSession } from '../../../workbench/session.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { type Edge, edgeKey } from '../edge.ts'
import { useDraftFacts } from '../new/draft-facts.ts'
import { forgetMigrations } from '../queries.ts'

/** The file as the editor read it, and where that is no longer true. */
type Base = { readonly source: string; readonly etag: string }

/** What stands between the editor and its file. */
export type Conflict = { readonly state: 'changed'; readonly theirs: Base } | { readonly state: 'gone' }

export type MigrationFile = {
  readonly text: string
  readonly base: Base
  readonly dirty: boolean
  readonly saving: boolean
  readonly conflict: Conflict | undefined
  /** When a draft was kept that this text was restored from. */
  readonly restoredFrom: string | undefined
}

const DRAFT_AFTER_MS = 200

/**
 * A migration's text between the disk and the editor. Every change is kept as a draft until it is saved or let go, and
 * nothing is written over a file that is another one than the editor read.
 */
export function useMigrationFile(edge: Edge) {
  const [file, setFile] = useState<MigrationFile>()
  const [failure, setFailure] = useState<unknown>()
  const latest = useRef(file)
  latest.current = file
  const key = useRef<string>(undefined)
  // What the editor shows, which may be a letter ahead of what is drawn: a save takes this.
  const typed = useRef('')
  /** Etag of the file that this text goes over. */
  const onDisk = useRef<string>(undefined)
  const saves = useRef(Promise.resolve())

  const load = useCallback(async () => {
    setFailure(undefined)
    try {
      const { workspace } = await getSession()
      key.current = keyOf(workspace.folder, `migration:${edgeKey(edge)}`)
      const [{ source, etag }, draft] = await Promise.all([
        workbench().host.api.authoring.open(edge),
        readDraft(key.current).catch(() => undefined),
      ])
      const isDraft = draft !== undefined && draft.text !== source
      typed.current = isDraft ? draft.text : source
      onDisk.current = etag
      setFile({
        text: isDraft ? draft.text : source,
        base: { source, etag },
        dirty: isDraft,
        saving: false,
        conflict: undefined,
        restoredFrom: isDraft ? draft.savedAt : undefined,
      })
    } catch (error) {
      setFailure(error)
    }
  }, [edge])

  useEffect(() => void load(), [load])
  useDrafts(file, key)
  useDiskWatch(edge, { latest, typed, onDisk, setFile })

  const change = useCallback((text: string) => {
    typed.current = text
    setFile((now) => now && { ...now, text, dirty: text !== now.base.source })
  }, [])

  const save = useCallback(
    ({ over }: { readonly over?: string } = {}) => {
      const run = async () => {
        if (onDisk.current === undefined) return
        const source = typed.current
        setFile((now) => now && { ...now, saving: true })
        try {
          const etag = over ?? onDisk.current
          const saved = await workbench().host.api.authoring.save({ ...edge, source, etag })
          if (saved.state !== 'saved') {
            const conflict: Conflict = saved.state === 'gone' ? saved : { state: 'changed', theirs: saved }
            setFile((now) => now && { ...now, conflict })
            return
          }
          onDisk.current = saved.etag
          const base = { source, etag: saved.etag }
          // What was typed while it was written is not on the disk yet.
          const dirty = typed.current !== source
          setFile((now) => now && { ...now, base, dirty, conflict: undefined, restoredFrom: undefined })
          void forgetMigrations()
        } catch (error) {
          workbench().notifyFailure(error)
        } finally {
          setFile((now) => now && { ...now, saving: false })
        }
      }
      // One after the other: what is asked for while a save is under way is a save of a newer text.
      saves.current = saves.current.then(run)
      return saves.current
    },
    [edge],
  )

  /** Takes a text in the place of the editor's: what the disk has, what was there before a draft. It can be undone. */
  const take = useCallback((base: Base) => {
    typed.current = base.source
    onDisk.current = base.etag
    setFile(
      (now) =>
        now && {
          ...now,
          text: base.source,
          base,
          dirty: false,
          conflict: undefined,
          restoredFrom: undefined,
        },
    )
  }, [])

  const settle = useCallback(() => setFile((now) => now && { ...now, restoredFrom: undefined }), [])

  return { file, failure, load, change, save, take, settle }
}

/** Keeps a text that is not saved, and forgets it once it is. */
function useDrafts(file: MigrationFile | undefined, key: { readonly current: string | undefined }): void {
  const text = file?.text
  const dirty = file?.dirty
  useEffect(() => {
    const at = key.current
    if (at === undefined || text === undefined) return
    if (!dirty) {
      void dropDraft(at).catch(() => {})
      return
    }
    const timer = setTimeout(() => {
      saveDraft(at, text).catch(() => workbench().log('The browser did not keep the draft of a migration.'))
    }, DRAFT_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, dirty, key])
}

/** When the window comes to the front, the file may be another one: an unchanged text follows it, a changed one is told. */
function useDiskWatch(
  edge: Edge,
  about: {
    readonly latest: { readonly current: MigrationFile | undefined }
    readonly typed: { current: string }
    readonly onDisk: { current: string | undefined }
    readonly setFile: (change: (now: MigrationFile | undefined) => MigrationFile | undefined) => void
  },
): void {
  const { latest, typed, onDisk, setFile } = about
  const drafted = useDraftFacts((all) => all.get(edgeKey(edge)))
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (!latest.current || latest.current.saving) return
      try {
        const theirs = await workbench().host.api.authoring.open(edge)
        setFile((now) => {
          if (!now || now.saving || theirs.etag === now.base.etag) return now
          if (typed.current !== now.base.source) return { ...now, conflict: { state: 'changed', theirs } }
          typed.current = theirs.source
          onDisk.current = theirs.etag
          return { ...now, text: theirs.source, base: theirs, conflict: undefined }
        })
      } catch (error) {
        if (failureOf(error)?.code !== 'migration/not-found') return
        setFile((now) => now && { ...now, dirty: true, conflict: { state: 'gone' } })
      }
    }
    const hear = () => void look()
    // A draft that was just written stands on the disk, in the place of a file that had gone, say.
    if (drafted) hear()
    addEventListener('focus', hear)
    return () => removeEventListener('focus', hear)
  }, [edge, drafted, latest, typed, onDisk, setFile])
}
