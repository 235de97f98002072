'use client'

/** What differs in the code of two variants: marked by sign and weight, never by colour alone. */
import { diffLines } from 'diff'
import { useId, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import type { LabDefinition, LabSources, VariantDefinition } from '@/simulations/kernel/lab'
import styles from './code-changes.module.css'

export type CodeChangesProps = {
  lab: LabDefinition
  variant: VariantDefinition
  sources: LabSources
  open: boolean
  onClose: () => void
}

export function CodeChanges({ lab, variant, sources, open, onClose }: CodeChangesProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="What differs in the code"
    >
      {open ? <Comparison lab={lab} variant={variant} sources={sources} /> : null}
    </Dialog>
  )
}

function Comparison({
  lab,
  variant,
  sources,
}: Pick<CodeChangesProps, 'lab' | 'variant' | 'sources'>) {
  const remedy = lab.remedy[variant.id]
  const other =
    lab.variants.find((one) => one.id === remedy) ??
    lab.variants.find((one) => one.id !== variant.id) ??
    variant
  const [from, setFrom] = useState(variant)
  const [to, setTo] = useState(other)
  return (
    <>
      <div className={styles.choice}>
        <VariantSelect label="From" lab={lab} value={from} onChange={setFrom} />
        <VariantSelect label="To" lab={lab} value={to} onChange={setTo} />
      </div>
      <ChangedFiles from={from} to={to} sources={sources} />
    </>
  )
}

export type ChangedFilesProps = {
  from: VariantDefinition
  to: VariantDefinition
  sources: LabSources
}

/** What differs between the services of two variants, file by file. */
export function ChangedFiles({ from, to, sources }: ChangedFilesProps) {
  const files = changedFiles(from, to, sources)
  return (
    <>
      {files.length === 0 ? <p>The services run the same code in both.</p> : null}
      {files.map((file) => (
        <section key={file.title} aria-label={file.title} className={styles.file}>
          <h3>
            {file.title} <small>{file.summary}</small>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it */}
          <pre tabIndex={0}>
            {file.lines.map((line) => (
              <span key={line.place} className={styles[line.kind]}>
                <span className={styles.sign}>{signs[line.kind]}</span>
                {line.kind === 'same' ? line.text : <Changed kind={line.kind} text={line.text} />}
                {'\n'}
              </span>
            ))}
          </pre>
        </section>
      ))}
    </>
  )
}

type LineKind = 'same' | 'added' | 'removed' | 'folded'

const signs: Record<LineKind, string> = { same: ' ', added: '+', removed: '−', folded: ' ' }

function Changed({ kind, text }: { kind: Exclude<LineKind, 'same'>; text: string }) {
  switch (kind) {
    case 'added':
      return <ins>{text}</ins>
    case 'removed':
      return <del>{text}</del>
    case 'folded':
      return <i>{text}</i>
  }
}

function VariantSelect({
  label,
  lab,
  value,
  onChange,
}: {
  label: string
  lab: LabDefinition
  value: VariantDefinition
  onChange: (variant: VariantDefinition) => void
}) {
  const id = useId()
  return (
    <span className={styles.select}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value.id}
        onChange={({ target }) => {
          const chosen = lab.variants.find((one) => one.id === target.value)
          if (chosen) onChange(chosen)
        }}
      >
        {lab.variants.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
    </span>
  )
}

interface ChangedFile {
  title: string
  summary: string
  lines: { place: number; kind: LineKind; text: string }[]
}

const contextLines = 2

/** Services whose code differs, in the lab's order; one that only one variant has is all new or all gone. */
function changedFiles(
  from: VariantDefinition,
  to: VariantDefinition,
  sources: LabSources,
): ChangedFile[] {
  const nodes = [...new Set([...from.services, ...to.services].map((service) => service.node))]
  return nodes.flatMap((node) => {
    const [before, after] = [from, to].map((variant) => {
      const path = variant.services.find((service) => service.node === node)?.files[0]
      return path === undefined ? '' : (sources[path] ?? '')
    })
    if (before === undefined || after === undefined || before === after) return []
    const lines = diffLines(before, after).flatMap((part) =>
      part.value
        .replace(/\n$/, '')
        .split('\n')
        .map((text): { kind: LineKind; text: string } => ({
          kind: part.added ? 'added' : part.removed ? 'removed' : 'same',
          text,
        })),
    )
    const count = (kind: LineKind) => lines.filter((line) => line.kind === kind).length
    return [
      {
        title: node,
        summary: `+${count('added')} −${count('removed')} lines`,
        lines: folded(lines),
      },
    ]
  })
}

/** Leaves out what is far from any change. */
function folded(lines: readonly { kind: LineKind; text: string }[]): ChangedFile['lines'] {
  const near = (index: number) =>
    lines
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some((line) => line.kind !== 'same')
  const shown: ChangedFile['lines'] = []
  lines.forEach((line, place) => {
    if (near(place)) shown.push({ ...line, place })
    else if (shown.at(-1)?.kind !== 'folded') shown.push({ place, kind: 'folded', text: '…' })
  })
  return shown
}
