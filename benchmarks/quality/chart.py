"""Small charts beside one another as one SVG that reads in light and in dark.

Drawn by hand, so that the tests need no plotting library for three pictures; the reader's colour
scheme is followed by a media query inside the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_COLUMNS = 3
_PANEL_WIDTH, _PANEL_HEIGHT = 300, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 32, 42
_HEADER, _MARGIN = 64, 8
_TICKS_ACROSS = 5

_STYLE = """
svg { color-scheme: light dark; font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif }
.paper { fill: #ffffff } .ink { fill: #1d2329 } .faint { fill: #5b6570 }
.title { font-size: 17px; font-weight: 600 } .name { font-weight: 600 }
.grid { stroke: #e3e7eb; stroke-width: 1 } .axis { stroke: #9aa4ae; stroke-width: 1 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
.ours { stroke: #0b7a5f } .baseline { stroke: #b4552d; stroke-dasharray: 6 4 }
.wanted { stroke: #5b6570; stroke-width: 1.2; stroke-dasharray: 2 3 }
.dot { fill: #0b7a5f; stroke: #ffffff; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
.paper { fill: #14181d } .ink { fill: #e8ecf0 } .faint { fill: #a3aeb9 }
.grid { stroke: #2a323a } .axis { stroke: #66717c }
.ours { stroke: #45d3a8 } .baseline { stroke: #f09a6c } .wanted { stroke: #a3aeb9 }
.dot { fill: #45d3a8; stroke: #14181d }
}
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve; `kind` is "ours", "baseline" or "wanted". Points are shares of one."""

    points: Sequence[tuple[float, float]]
    kind: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One small chart: its name, its curves, and dots that stand out."""

    name: str
    lines: Sequence[Line]
    dots: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Panels with the same axes; `legend` says what each kind of line (and "dot") is.

    Across it goes from 0 to 1, upwards from 0 to `highest`, in percent at so many ticks; what
    lies above is cut off.
    """

    title: str
    across: str
    upwards: str
    panels: Sequence[Panel]
    legend: Sequence[tuple[str, str]]
    highest: float = 1.0
    ticks_upwards: int = 5

    def __str__(self) -> str:
        """The SVG."""
        columns = min(_COLUMNS, max(len(self.panels), 1))
        rows = -(-len(self.panels) // columns)
        width = 2 * _MARGIN + columns * _PANEL_WIDTH
        height = _HEADER + rows * _PANEL_HEIGHT + _MARGIN
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label="{escape(self.title)}">',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{width}" height="{height}" rx="8"/>',
            f'<text class="ink title" x="{_MARGIN + 12}" y="26">{escape(self.title)}</text>',
            *self._legend_row(),
        ]
        for number, panel in enumerate(self.panels):
            left = _MARGIN + number % columns * _PANEL_WIDTH
            top = _HEADER + number // columns * _PANEL_HEIGHT
            parts.append(f'<g transform="translate({left} {top})">')
            parts += self._panel(panel, number)
            parts.append("</g>")
        return "\n".join([*parts, "</svg>"]) + "\n"

    def _legend_row(self) -> list[str]:
        parts, x = [], _MARGIN + 12.0
        for kind, text in self.legend:
            if kind == "dot":
                parts.append(f'<circle class="dot" cx="{x + 12:.0f}" cy="44" r="4.5"/>')
            else:
                parts.append(f'<path class="line {kind}" d="M{x:.0f} 44h24"/>')
            parts.append(f'<text class="faint" x="{x + 30:.0f}" y="48">{escape(text)}</text>')
            x += 30 + 6.6 * len(text) + 22
        return parts

    def _panel(self, panel: Panel, number: int) -> list[str]:
        bottom, right = _PANEL_HEIGHT - _BOTTOM, _PANEL_WIDTH - _RIGHT
        parts = [f'<text class="ink name" x="{_LEFT}" y="{_TOP - 12}">{escape(panel.name)}</text>']
        for tick in _ticks(_TICKS_ACROSS):
            x = _LEFT + tick * (right - _LEFT)
            parts.append(f'<path class="grid" d="M{x:.1f} {_TOP}V{bottom}"/>')
            parts.append(
                f'<text class="faint" x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">'
                f"{100 * tick:.0f}</text>"
            )
        for tick in _ticks(self.ticks_upwards):
            y = bottom - tick * (bottom - _TOP)
            parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{right}"/>')
            parts.append(
                f'<text class="faint" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
                f"{100 * tick * self.highest:.0f}</text>"
            )
        middle = (_LEFT + right) / 2
        parts += [
            f'<path class="axis" d="M{_LEFT} {bottom}H{right}M{_LEFT} {_TOP}V{bottom}"/>',
            f'<text class="faint" x="{middle}" y="{bottom + 33}" text-anchor="middle">'
            f"{escape(self.across)}</text>",
            f'<text class="faint" transform="translate(13 {(_TOP + bottom) / 2}) rotate(-90)" '
            f'text-anchor="middle">{escape(self.upwards)}</text>',
            f'<clipPath id="inside-{number}"><rect x="{_LEFT}" y="{_TOP - 2}" '
            f'width="{right - _LEFT + 2}" height="{bottom - _TOP + 2}"/></clipPath>',
            f'<g clip-path="url(#inside-{number})">',
            *(self._path(line) for line in panel.lines if line.points),
            "</g>",
        ]
        for dot in panel.dots:
            if dot[1] <= self.highest:
                x, y = self._place(dot)
                parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
        return parts

    def _path(self, line: Line) -> str:
        places = [self._place(point) for point in line.points]
        steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        return f'<path class="line {line.kind}" d="M{steps}"/>'

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        bottom, right = _PANEL_HEIGHT - _BOTTOM, _PANEL_WIDTH - _RIGHT
        x = _LEFT + point[0] * (right - _LEFT)
        return x, bottom - point[1] / self.highest * (bottom - _TOP)


def _ticks(count: int) -> list[float]:
    return [number / (count - 1) for number in range(count)]
