// The explorer's chart: drag over days to see them alone. Without it the days are typed under the period.

const chart = document.querySelector("[data-zoom]");
const svg = chart?.querySelector("svg");
const starts = chart?.dataset.zoom.split(" ") ?? [];
const [left, right] = (chart?.dataset.zoomEdges ?? "0 1").split(" ").map(Number);
const points = starts.length - 1;
let from = null;
let band = null;

const along = (event) => {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return Math.min(1, Math.max(0, (at.x - left) / (right - left)));
};

const draw = (to) => {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  band.setAttribute("x", left + (right - left) * low);
  band.setAttribute("width", (right - left) * (high - low));
};

const dayBefore = (day) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

const show = (to) => {
  const [first, last] = [from, to].map((each) => Math.round(each * (points - 1))).sort((a, b) => a - b);
  if (Math.abs(to - from) < 0.02 || (first === 0 && last === points - 1)) return;
  const url = new URL(location.href);
  url.searchParams.set("period", "dates");
  url.searchParams.set("from", starts[first]);
  url.searchParams.set("to", dayBefore(starts[last + 1]));
  if (last - first < 3 && url.searchParams.get("by") !== "day") url.searchParams.set("by", "day");
  location.assign(url);
};

if (svg && points > 1) {
  chart.hidden = false;
  chart.parentElement.querySelector("[data-zoom-hint]")?.removeAttribute("hidden");
  svg.style.cursor = "crosshair";
  svg.style.touchAction = "pan-y";
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is marked meanwhile
    from = along(event);
    band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    band.setAttribute("class", "brush");
    band.setAttribute("y", 0);
    band.setAttribute("height", "100%");
    svg.append(band);
    draw(from);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => band && draw(along(event)));
  const done = (event, chosen) => {
    if (!band) return;
    band.remove();
    band = null;
    if (chosen) show(along(event));
  };
  svg.addEventListener("pointerup", (event) => done(event, true));
  svg.addEventListener("pointercancel", (event) => done(event, false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && done(event, false));
}
