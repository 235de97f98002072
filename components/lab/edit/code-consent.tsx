'use client'

/** A link that carries code: what it changes, what it can and cannot do, and nothing runs before the reader says so. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Tabs } from '@/components/ui/tabs'
import { fileName } from '@/simulations/kernel/lab'
import { boundsInWords } from './bounds-in-words'
import type { ChangeCount } from './change-signs'
import { EditorOnDemand } from './editor-on-demand'
import { editsOf, filesOf } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabParts } from '../session/lab-parts'
import type { CodeLink } from '../session/session-state'
import styles from './code-consent.module.css'

export interface CodeConsentProps {
  link: CodeLink
  recipe: LabRecipe
  parts: LabParts
  onAnswer: (run: boolean) => Promise<void>
}

export function CodeConsent({ link, recipe, parts, onAnswer }: CodeConsentProps) {
  const { definition, content } = parts
  const paths = Object.keys(link.edits)
  const [chosen, setChosen] = useState(paths[0] ?? '')
  const [counts, setCounts] = useState<Record<string, ChangeCount>>({})
  const [whole, setWhole] = useState(false)
  const [answered, setAnswered] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  const variant = definition.variants.find((one) => one.id === recipe.variant)
  const files = variant ? filesOf(variant) : []
  const unused = variant ? paths.filter((path) => !(path in editsOf(link.edits, variant))) : []
  const answer = (run: boolean) => {
    setAnswered(true)
    void onAnswer(run)
  }
  return (
    <div className={styles.consent}>
      <Tabs
        label="Changed files"
        fill
        className={styles.files}
        value={chosen}
        onChange={setChosen}
        tabs={paths.map((path) => ({
          value: path,
          label: fileName(path),
          panel:
            path === chosen ? (
              <>
                <p className={styles.fold}>
                  <Button kind="plain" size="small" onClick={() => setWhole(!whole)}>
                    {whole ? 'Fold what is unchanged' : 'Show the whole file'}
                  </Button>
                </p>
                <EditorOnDemand
                  key={path}
                  waiting="Loading the listing"
                  name={fileName(path)}
                  language={path.endsWith('.sql') ? 'sql' : 'typescript'}
                  original={content.sources[path] ?? ''}
                  text={link.edits[path] ?? ''}
                  readOnly
                  folded={!whole}
                  showRemoved
                  mistake={null}
                  marks={null}
                  onCount={(count) => setCounts((before) => ({ ...before, [path]: count }))}
                />
              </>
            ) : null,
        }))}
      />
      <div className={styles.words}>
        <p className={styles.state}>Nothing has run yet</p>
        <h3 ref={title} tabIndex={-1} className={styles.title}>
          This link carries code
        </h3>
        <p className={styles.text}>
          Whoever made it changed <b>{paths.map(fileName).join(', ')}</b>. The code is part of the
          address, so nobody has reviewed it. Read it before you run it.
        </p>
        <dl className={styles.facts}>
          {paths.map((path) => (
            <Fact key={path} term="Changed" text={`${fileName(path)}${words(counts[path])}`} />
          ))}
          {unused.length > 0 ? (
            <Fact term="Not used" text={`${unused.map(fileName).join(', ')} by this variant`} />
          ) : null}
          <Fact
            term="Unchanged"
            text={files
              .filter((path) => !paths.includes(path))
              .map(fileName)
              .join(', ')}
          />
          <Fact term="It can" text="use the lab’s own databases and broker" />
          <Fact term="It cannot" text="reach the network, this page or your progress" />
          <Fact term="It stops" text={boundsInWords} />
          <Fact term="Schedule" text={recipe.schedule || 'no fault'} />
        </dl>
        <div className={styles.acts}>
          <Button kind="do" size="big" disabled={answered} onClick={() => answer(true)}>
            Run this code
          </Button>
          <Button size="big" disabled={answered} onClick={() => answer(false)}>
            Open the original instead
          </Button>
        </div>
        <p className={styles.fine}>
          Asked once for this text. Change one character and it asks again.
        </p>
      </div>
    </div>
  )
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  )
}

function words(count: ChangeCount | undefined): string {
  return count ? `, +${count.added} ±${count.changed} −${count.removed} lines` : ''
}
