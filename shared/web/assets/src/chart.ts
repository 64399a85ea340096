// <series-chart>: a figure over time, each figure drawn as what it is. The page's table holds the same for those without script.
import { extent, group } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleLog, scaleUtc, type ScaleContinuousNumeric, type ScaleTime } from "d3-scale";
import { create, type Selection } from "d3-selection";
import { dodged, endLabels } from "./layout";
import { exportButtons } from "./exporting";
import { moment, tick, valueFormat } from "./formats";
import { Tip } from "./tip";

export interface Mark {
  n: number;
  at: string | null;
  low: number | null;
  high: number | null;
  kind: "exact" | "about" | "range" | "above" | "below" | "vague";
  words: string;
  who: string;
  key: string;
  colour: string;
  shape: string;
  voices: number;
  told: string[];
  firmness: string;
  standing: boolean;
  gone: boolean;
  against: number[];
  href: string;
}

export interface Placed extends Mark {
  x: number;
  top: number; // of what is drawn, in pixels
  bottom: number;
  y: number; // where its symbol stands
}

type Svg = Selection<SVGSVGElement, undefined, null, undefined>;
type Y = ScaleContinuousNumeric<number, number>;

const ARROW = 34; // pixels: an open bound has no end to draw to
const STRIP = 30; // the strip for vague words, below the plot
const WIDE = 720; // from this width on, claimants are named at the end of their lines

class SeriesChart extends HTMLElement {
  private marks: Mark[] = [];
  private tip = new Tip(this);
  private drawn = 0;
  private watch = new ResizeObserver(() => {
    if (this.clientWidth !== this.drawn) this.draw();
  });

  connectedCallback(): void {
    this.marks = (JSON.parse(this.dataset.points ?? "[]") as Mark[]).filter((mark) => mark.at !== null);
    this.watch.observe(this);
    this.draw();
    exportButtons(this, document.querySelector("#exports"));
  }

  disconnectedCallback(): void {
    this.watch.disconnect();
  }

  private draw(): void {
    this.drawn = this.clientWidth;
    this.replaceChildren();
    if (!this.marks.length || !this.drawn) return;
    this.append(this.picture(this.drawn), this.tip.element);
  }

  private picture(width: number): SVGSVGElement {
    const vague = this.marks.some((mark) => mark.kind === "vague");
    const named = width >= WIDE && new Set(this.marks.map((mark) => mark.key)).size <= 8;
    const height = Math.round(Math.min(460, Math.max(290, width * 0.46))) + (vague ? STRIP : 0);
    const format = valueFormat(this.marks, this.dataset.unit ?? "count");
    const y = this.valueScale([height - 48 - (vague ? STRIP : 0), 16]);
    const ticks = y.ticks(height > 330 ? 6 : 5).filter((value) => this.dataset.scale !== "log" || Number.isInteger(Math.log10(value)) || y.domain()[1]! / y.domain()[0]! < 300);
    const left = Math.max(vague ? 46 : 0, 14 + 7.2 * Math.max(...ticks.map((value) => format(value).length), 2));
    const right = named ? Math.min(230, 28 + 7.6 * Math.max(...this.marks.map((mark) => shortName(mark).length))) : 4;
    const x = this.timeScale([left + 16, width - right - 14]);
    const svg = create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height).attr("role", "group").attr("aria-label", `Chart of ${this.dataset.title}: ${this.marks.length} figures. The table below has the same content.`);

    svg.append("g").attr("class", "axis values").attr("transform", `translate(${left},0)`).attr("aria-hidden", "true")
      .call(axisLeft(y).tickValues(ticks).tickFormat((value) => format(+value)).tickSize(-(width - left - right)));
    svg.append("g").attr("class", "axis time").attr("transform", `translate(0,${height - 40})`).attr("aria-hidden", "true")
      .call(axisBottom<Date>(x).ticks(Math.max(2, Math.floor((x.range()[1]! - left) / 90))).tickFormat(tick).tickSize(5));
    svg.append("text").attr("class", "note").attr("x", width - right).attr("y", height - 3).attr("text-anchor", "end").attr("aria-hidden", "true")
      .text(this.dataset.scale === "log" ? "times in UTC · logarithmic scale" : "times in UTC");
    if (vague) {
      const line = height - 48 - STRIP + 10;
      svg.append("path").attr("class", "strip").attr("d", `M${left} ${line}H${width - right}`);
      svg.append("text").attr("class", "note").attr("x", left - 8).attr("y", line + 16).attr("text-anchor", "end").attr("aria-hidden", "true").text("vague");
    }
    const placed = dodged(this.marks.map((mark) => place(mark, x, y, height - 48 - STRIP / 2 + 8)), [left + 10, width - right - 10]);
    this.lines(svg, placed);
    const links = this.put(svg, placed);
    if (named) labels(svg, placed, width - right + 14, [16, height - 54]);
    this.tip.serve(svg.node()!, links, placed);
    return svg.node()!;
  }

  private valueScale(range: [number, number]): Y {
    const bounds = this.marks.filter((mark) => mark.kind !== "vague").flatMap((mark) => [mark.low, mark.high]).filter((bound) => bound !== null);
    const [least = 0, most = 1] = bounds.length ? (extent(bounds) as [number, number]) : [0, 1];
    if (this.dataset.scale === "log" && least > 0) return scaleLog([least / 1.6, most * 1.6], range);
    const room = (most - least || Math.abs(most) || 1) * 0.14;
    const floor = least >= 0 && least - room < (most - least) * 0.6 ? 0 : least - room;
    return scaleLinear([floor, most + room], range).nice();
  }

  private timeScale(range: [number, number]): ScaleTime<number, number> {
    const [first, last] = extent(this.marks, (mark) => new Date(mark.at!).getTime()) as [number, number];
    const room = first === last ? 12 * 3600_000 : 0;
    return scaleUtc([new Date(first - room), new Date(last + room)], range);
  }

  /** A thin line through the figures of one claimant: how what he says developed. Denied figures are not his. */
  private lines(svg: Svg, placed: Placed[]): void {
    const by = group(placed.filter((mark) => mark.kind !== "vague" && mark.firmness !== "denied"), (mark) => mark.key);
    for (const [key, marks] of by) {
      const steps = marks.slice(1).map((mark, i) => [marks[i]!, mark] as const).filter(([before, after]) => before.at !== after.at);
      const d = steps.map(([before, after]) => `M${before.x} ${before.y}L${after.x} ${after.y}`).join("");
      if (d) svg.append("path").attr("class", `thread c-${marks[0]!.colour}`).attr("data-key", key).attr("d", d);
    }
  }

  private put(svg: Svg, placed: Placed[]): SVGAElement[] {
    return placed.map((mark) => {
      const faint = mark.standing && !mark.gone ? "" : " faint";
      const link = svg.append<SVGAElement>("a").attr("class", `mark c-${mark.colour} ${mark.firmness.replace(/ .*/, "")}${faint}`)
        .attr("href", mark.href).attr("data-n", mark.n).attr("data-key", mark.key).attr("aria-label", spoken(mark));
      link.append("rect").attr("class", "hit").attr("x", mark.x - 9).attr("width", 18).attr("y", mark.top - 6).attr("height", mark.bottom - mark.top + 12);
      shape(link, mark);
      return link.node()!;
    });
  }
}

function place(mark: Mark, x: ScaleTime<number, number>, y: Y, strip: number): Placed {
  const at = x(new Date(mark.at!));
  if (mark.kind === "vague") return { ...mark, x: at, y: strip, top: strip - 8, bottom: strip + 8 };
  const low = mark.low === null ? null : y(mark.low);
  const high = mark.high === null ? null : y(mark.high);
  const top = high ?? low! - ARROW;
  const bottom = low ?? high! + ARROW;
  return { ...mark, x: at, y: mark.kind === "below" ? high! : low!, top: Math.min(top, bottom) - 5, bottom: Math.max(top, bottom) + 5 };
}

/** What one figure looks like; its weight grows with the independent voices behind it. */
function shape(link: Selection<SVGAElement, undefined, null, undefined>, mark: Placed): void {
  const weight = Math.min(2.1, 1 + 0.32 * (mark.voices - 1));
  const stroke = 1.8 * weight;
  const g = link.append("g").attr("transform", `translate(${mark.x},0)`);
  const symbol = (at: number, size = weight) => g.append("path").attr("class", "symbol").attr("transform", `translate(0,${at}) scale(${size})`).attr("d", mark.shape);
  const line = (d: string, name = "line") => g.append("path").attr("class", name).attr("stroke-width", stroke).attr("d", d);
  if (mark.kind === "vague") {
    g.append("text").attr("class", "vague").attr("y", mark.y + 5).attr("text-anchor", "middle").text("?");
  } else if (mark.kind === "range") {
    const [low, high] = [mark.bottom - 5, mark.top + 5];
    g.append("path").attr("class", "bar").attr("stroke-width", 6 * weight).attr("d", `M0 ${low}V${high}`);
    line(`M-7 ${low}H7M-7 ${high}H7`);
    symbol(low, 0.62 * weight);
    symbol(high, 0.62 * weight);
  } else if (mark.kind === "above" || mark.kind === "below") {
    const to = mark.kind === "above" ? -1 : 1;
    line(`M-7 ${mark.y}H7M0 ${mark.y}v${to * (ARROW - 2)}m-5 ${-to * 6}l5 ${to * 6}l5 ${-to * 6}`);
    symbol(mark.y, 0.8 * weight);
  } else {
    symbol(mark.y);
    if (mark.kind === "about") g.append("text").attr("class", "sign").attr("x", 9 + 2 * weight).attr("y", mark.y + 4).text("≈");
  }
  if (mark.firmness === "denied") g.append("path").attr("class", "strike").attr("d", `M-9 ${mark.y + 9}L9 ${mark.y - 9}`);
  if (mark.against.length) g.append("text").attr("class", "against").attr("y", mark.top - 5).attr("text-anchor", "middle").text("≠");
}

const MOST = 26; // letters of a name at the end of a line; the whole name stands in the legend

function shortName(mark: Mark): string {
  const name = mark.who.replace(" (own voice)", "");
  return name.length > MOST ? `${name.slice(0, MOST - 1).trimEnd()}…` : name;
}

function labels(svg: Svg, placed: Placed[], x: number, room: [number, number]): void {
  for (const label of endLabels(placed, shortName, room)) {
    svg.append("path").attr("class", "leader").attr("d", `M${label.from + 8} ${label.y}L${x - 12} ${label.at}H${x - 5}`);
    const text = svg.append("text").attr("class", `name c-${label.colour}`).attr("data-key", label.key).attr("x", x).attr("y", label.at + 4).attr("aria-hidden", "true");
    text.text(label.who);
  }
}

export function spoken(mark: Mark): string {
  const told = [`${mark.who}: ${mark.words}`, mark.firmness, moment(mark.at!), `told by ${mark.told.join(", ")}`, `${mark.voices} independent`];
  if (mark.gone) told.push("edited out");
  else if (!mark.standing) told.push("superseded");
  if (mark.against.length) told.push("contradicted");
  return told.filter(Boolean).join("; ");
}

customElements.define("series-chart", SeriesChart);
