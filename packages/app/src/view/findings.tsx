import {
  CLASSIFIER_LAYERS,
  type ClassifierLayer,
  isUnlike,
  MAP_METHODS,
  MAP_TITLES,
  type MapMethod,
  type MapResult,
  POOLED_LAYER_NOTE,
} from '@leukolens/cad';
import { MEASUREMENT_COLUMNS } from '@leukolens/imaging';
import { counted } from '@leukolens/report';
import { verdict } from '@leukolens/report/verdict';
import { useEffect, useRef } from 'preact/hooks';
import type { ActionContext } from '../actions/action.ts';
import type { Looking } from '../state/board.ts';
import type { Session } from '../state/session.ts';
import { isOutdated } from '../state/session-image.ts';
import { ActionButton } from './action-button.tsx';
import { Scrolled } from './scrolled.tsx';

const LISTED = ['area', 'equivalentDiameter', 'circularity', 'lobes'] as const;
/** Nuclei that the page lists; the export has all. */
const MOST_LISTED = 300;

/** What was found in the selected image: verdict, maps, nuclei. */
export function Findings({ context }: { context: ActionContext }) {
  const { session } = context;
  const image = session.selected.value;
  const record = image?.found.value?.record;
  if (!image) return null;
  if (image.progress.value === 'failed') {
    return (
      <section aria-label="findings">
        <h2>{image.name}</h2>
        <p class="warning">
          {image.photograph.value ? 'Not analysed' : 'Not read'}: {image.error.value}.
        </p>
      </section>
    );
  }
  if (!record) {
    return (
      <section aria-label="findings" aria-busy="true">
        <h2>{image.name}</h2>
        <p class="quiet">{image.progress.value === 'working' ? 'Looking for nuclei …' : 'Waits.'}</p>
        {image.progress.value === 'working' && <ActionButton name="cancel" context={context} />}
      </section>
    );
  }
  const coverage = session.models.value.flatMap((model) =>
    model.kind === 'classifier' && model.conformal ? [model.conformal.coverage] : [],
  )[0];
  // by the same code as the report; names in it are escaped there
  const html = verdict(record, coverage);
  const outdated = isOutdated(image);
  const waits = image.progress.value === 'waiting';
  return (
    <section
      aria-label="findings"
      aria-live="polite"
      aria-busy={outdated && !waits}
      class={outdated ? 'outdated' : ''}
    >
      <h2>{image.name}</h2>
      {outdated && (
        <p class="quiet">
          From before: what follows {waits ? 'waits to be computed anew.' : 'is computed anew …'}
        </p>
      )}
      <p class="quiet" data-testid="facts">
        {record.width} × {record.height} px · {counted(record.nuclei!.count, 'nucleus', 'nuclei')} ·{' '}
        {(100 * record.nuclei!.areaFraction).toFixed(1)} % of the area
      </p>
      {record.warnings.map((warning) => (
        <p class="warning" key={warning}>
          {warning}
        </p>
      ))}
      {html && <div dangerouslySetInnerHTML={{ __html: html }} />}
      {record.maps.length > 0 && <Maps session={session} />}
      {record.nuclei!.count > 0 && <Nuclei session={session} />}
    </section>
  );
}

function Maps({ session }: { session: Session }) {
  const [{ target }] = session.selected.value!.found.value!.record.maps as [MapResult];
  const layer = session.layer.value;
  const looking = session.looking.value;
  const of = (method: MapMethod): Looking => `map ${method}-${layer}`;
  const picture = session.shown.value;
  const shown = picture && 'map' in picture && looking.startsWith('map ') ? picture.map : undefined;
  const choose = (next: ClassifierLayer) => {
    const method = MAP_METHODS.find((each) => looking === of(each));
    session.layer.value = next;
    if (method) void session.look(`map ${method}-${next}`);
  };
  return (
    <section aria-label="maps of what speaks for the class">
      <h3>What speaks for {target}</h3>
      <div class="choices">
        {MAP_METHODS.map((method) => (
          <button
            type="button"
            key={method}
            class="action"
            aria-pressed={looking === of(method)}
            onClick={() => void session.look(looking === of(method) ? 'photograph' : of(method))}
          >
            {MAP_TITLES[method]}
          </button>
        ))}
        <label>
          of{' '}
          <select
            aria-label="layer"
            value={layer}
            onChange={(event) => choose(event.currentTarget.value as ClassifierLayer)}
          >
            {CLASSIFIER_LAYERS.map((each) => (
              <option key={each} value={each}>
                layer {each.at(-1)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="quiet">
        {shown
          ? shown.supported
            ? `Raw ${shown.least.toPrecision(2)} to ${shown.largest.toPrecision(2)}: yellow is the largest. ${shown.energyInNuclei === null ? '' : `${Math.round(100 * shown.energyInNuclei)} % of it lies on nuclei.`}`
            : `No evidence for the class: raw ${shown.least.toPrecision(2)} to ${shown.largest.toPrecision(2)}.`
          : `Layer 1 is the finest and layer 4 the last before the class; ${POOLED_LAYER_NOTE}.`}
      </p>
    </section>
  );
}

function Nuclei({ session }: { session: Session }) {
  const { objects, count } = session.selected.value!.found.value!.record.nuclei!;
  const micrometres = objects[0]!.areaUm2 !== undefined;
  const columns = LISTED.map((key) => {
    const wanted = micrometres
      ? ({ area: 'areaUm2', equivalentDiameter: 'equivalentDiameterUm' }[key as string] ?? key)
      : key;
    return MEASUREMENT_COLUMNS.find((column) => column.key === wanted)!;
  });
  const ratios = objects.some(({ nucleusToCell }) => nucleusToCell !== undefined);
  const classes = Object.keys(objects[0]!.classes ?? {});
  const unlike = objects.some(isUnlike);
  const chosen = useRef<HTMLTableRowElement>(null);
  const label = session.nucleus.value;
  useEffect(() => {
    if (label !== undefined) chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [label]);
  return (
    <div class="nuclei">
      <h3>Nuclei</h3>
      <Scrolled label="measurements of the nuclei">
        <table>
          <thead>
            <tr>
              <th scope="col">No.</th>
              {columns.map(({ title, unit, key }) => (
                <th scope="col" key={key}>
                  {title}
                  {unit && ` (${unit})`}
                </th>
              ))}
              {ratios && <th scope="col">Nucleus to cell</th>}
              {classes.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              {unlike && <th scope="col">Unlike those learned</th>}
            </tr>
          </thead>
          <tbody>
            {objects.slice(0, MOST_LISTED).map((nucleus) => (
              <tr
                key={nucleus.label}
                ref={label === nucleus.label ? chosen : null}
                class={session.nucleus.value === nucleus.label ? 'chosen' : ''}
                onClick={() => {
                  session.nucleus.value = nucleus.label;
                }}
              >
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    aria-label={`nucleus ${nucleus.label}`}
                    aria-pressed={session.nucleus.value === nucleus.label}
                  >
                    {nucleus.label}
                  </button>
                </th>
                {columns.map(({ key }) => (
                  <td key={key}>{short(nucleus[key])}</td>
                ))}
                {ratios && <td>{nucleus.nucleusToCell?.toFixed(2)}</td>}
                {classes.map((name) => (
                  <td key={name}>{(nucleus.classes?.[name] ?? 0).toFixed(2)}</td>
                ))}
                {unlike && <td>{isUnlike(nucleus) ? 'yes' : ''}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {count > MOST_LISTED && <p class="quiet">{count - MOST_LISTED} more are in the export.</p>}
      {classes.length > 0 && (
        <p class="quiet">
          The number under a class is the network's probability that this nucleus, by itself, is of it.
          {unlike &&
            ' Where a nucleus is unlike those that the network has learned from, do not rely on it: it is counted in no class.'}
        </p>
      )}
    </div>
  );
}

function short(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isInteger(value)) return String(value);
  return value < 1000 ? value.toPrecision(3) : String(Math.round(value));
}
