// What axe-core does not look at. Each function gives back a list of what is wrong, in words.
({
  visible(element) {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      getComputedStyle(element).clipPath === "none";
  },

  name(element) {
    const classes = [...element.classList].map((c) => "." + c).join("");
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `${element.localName}${element.id ? "#" + element.id : ""}${classes} "${text}"`;
  },

  // --- colours -------------------------------------------------------------------------------
  rgba(colour) {
    const canvas = this.canvas ||= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  },

  luminance([r, g, b]) {
    const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  },

  contrast(one, other) {
    const [a, b] = [this.luminance(this.rgba(one)), this.luminance(this.rgba(other))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  },

  background(element) {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (this.rgba(colour)[3] > 250) return colour;
    }
    return "white";
  },

  // --- checks --------------------------------------------------------------------------------
  horizontal_scroll(inner) {
    const root = document.documentElement;
    const wrong = [];
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.querySelectorAll("body *")].filter(
        (e) => this.visible(e) && e.getBoundingClientRect().right > root.clientWidth + 1);
      wrong.push(`the page is ${root.scrollWidth} px wide: ${wide.slice(0, 3).map(this.name)}`);
    }
    if (inner) for (const e of document.querySelectorAll("body *")) {
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
      if (scrolls && this.visible(e) && e.scrollWidth > e.clientWidth + 1 && e.localName !== "textarea") {
        wrong.push(`${this.name(e)} scrolls sideways`);
      }
    }
    return wrong;
  },

  small_targets() {
    const wrong = [];
    for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
      if (e.type === "hidden") continue;
      const target = ["radio", "checkbox"].includes(e.type) ? e.closest("label") || e : e;
      if (!this.visible(target)) continue;
      const inSentence = getComputedStyle(target).display === "inline" &&
        target.parentElement.textContent.trim() !== target.textContent.trim();
      const box = target.getBoundingClientRect();
      if (!inSentence && (box.width < 23.99 || box.height < 23.99)) {
        wrong.push(`${this.name(e)} is ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`);
      }
    }
    return wrong;
  },

  radios_without_legend() {
    return [...document.querySelectorAll("input[type=radio]")].filter((radio) => {
      const group = radio.closest("fieldset");
      return !group?.querySelector(":scope > legend")?.textContent.trim();
    }).map(this.name);
  },

  faint_borders() {
    const wrong = [];
    const controls = "input:not([type=hidden]), textarea, select, label:has(> input[type=radio])";
    for (const e of document.querySelectorAll(controls)) {
      const style = getComputedStyle(e);
      // a label is a box only where it stands for a radio that cannot be seen
      const button = e.matches("label") ? e.querySelector(":scope > input") : e;
      const seen = getComputedStyle(button);
      const native =
        ["radio", "checkbox"].includes(button.type) && seen.appearance !== "none" && parseFloat(seen.opacity) > 0;
      if (!this.visible(e) || native || parseFloat(style.opacity) === 0) continue;
      const around = this.background(e.parentElement);
      const border = parseFloat(style.borderBottomWidth) ? this.contrast(style.borderBottomColor, around) : 1;
      const field = this.contrast(this.background(e), around);
      if (Math.max(border, field) < 3) {
        wrong.push(`${this.name(e)}: border ${border.toFixed(2)}, field ${field.toFixed(2)}`);
      }
    }
    return wrong;
  },

  faint_text(within) {
    const wrong = [];
    for (const e of document.querySelectorAll(`${within}, ${within} *`)) {
      const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
      const contrast = this.contrast(getComputedStyle(e).color, this.background(e));
      if (own && this.visible(e) && contrast < 4.5) wrong.push(`${this.name(e)}: ${contrast.toFixed(2)}`);
    }
    return wrong;
  },

  clipped_text() {
    const wrong = [];
    for (const e of document.querySelectorAll("body *")) {
      const style = getComputedStyle(e);
      if (!this.visible(e) || !e.textContent.trim() || e.closest("svg, textarea")) continue;
      if (parseFloat(style.textIndent) < -100) continue; // words for screen readers alone
      const hides = (way) => ["hidden", "clip"].includes(way);
      if ((hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1) ||
          (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1)) {
        wrong.push(this.name(e));
      }
    }
    return wrong;
  },

  symbols() { // one visible symbol of each kind in each sort of place, marked to be found again
    const kinds = new Map();
    const add = (kind, e) => kinds.has(kind) || !this.visible(e) || kinds.set(kind, e);
    for (const e of document.querySelectorAll("svg.sym")) {
      add(`${e.querySelector("use")?.getAttribute("href")} in ${e.parentElement.className}`, e);
    }
    for (const e of document.querySelectorAll("td[data-value] > *:first-child")) { // drawn by the sheet
      add(`${e.localName} of "${e.parentElement.dataset.value}"`, e);
    }
    [...kinds.values()].forEach((e, index) => e.setAttribute("data-symbol", index));
    return [...kinds.keys()].map((kind, index) => [`[data-symbol="${index}"]`, kind]);
  },

  space_text() { // WCAG 1.4.12, by way of the CSSOM, which the policy of the page lets be
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
  },

  focused() { // what is wrong with how the focus shows, and which element has it
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const shown = [e, e.closest("label"), e.closest("fieldset")].find((part) => {
      const style = part && getComputedStyle(part);
      return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 &&
        this.contrast(style.outlineColor, this.background(part.parentElement)) >= 3;
    });
    const box = (e.closest("label") || e).getBoundingClientRect();
    const points = [[.5, .5], [.1, .1], [.9, .9], [.1, .9], [.9, .1]];
    const uncovered = points.some(([x, y]) => {
      const on = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return on && (e.contains(on) || on.contains(e) || on.closest("label")?.contains(e));
    });
    this.stops ||= new Map();
    if (!this.stops.has(e)) this.stops.set(e, this.stops.size);
    return {
      stop: this.stops.get(e),
      wrong: !shown ? `focus does not show on ${this.name(e)}`
        : !uncovered ? `${this.name(e)} has focus behind something` : "",
    };
  },
})
