"""A Style as Qt sees it: palette, style sheet, icons."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explorer.figure.colors import mix
from explorer.figure.style import Style, Tokens
from explorer.files.resources import resource_bytes
from explorer.paint.embedded import offer
from explorer.paint.labels import blank

ICON: Final = 16
"""Logical pixels across an icon."""


def palette(style: Style) -> QPalette:
    """Colour roles for everything the style sheet does not reach."""
    t = style.tokens
    made = QPalette()
    role = QPalette.ColorRole
    pairs = (
        (role.Window, t.panel),
        (role.WindowText, t.text),
        (role.Base, t.panel),
        (role.AlternateBase, t.panel2),
        (role.Text, t.text),
        (role.Button, t.panel),
        (role.ButtonText, t.text),
        (role.BrightText, t.error),
        (role.ToolTipBase, t.panel),
        (role.ToolTipText, t.text),
        (role.PlaceholderText, t.text3),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Accent, t.accent),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.Light, t.panel2),
        (role.Midlight, t.line),
        (role.Mid, t.line2),
        (role.Dark, t.ctl),
        (role.Shadow, t.line2),
    )
    for key, color in pairs:
        made.setColor(key, QColor(color))
    faint = QColor(mix(t.text3, t.panel, 0.6))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, faint)
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(t.line2))
    return made


def _accent_dark(t: Tokens, share: float) -> str:
    return mix(t.accent, t.text, share)


_SHEET: Final = """
* {{ font-family: "Inter", "Noto Sans SC"; font-size: 13px; outline: none; }}
QWidget {{ color: {text}; }}
QMainWindow, QDialog {{ background: {panel}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QLabel {{ background: transparent; }}
QLabel[role="count"] {{ font-size: 32px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: 18px; font-weight: 600; }}
QLabel[role="title2"] {{ font-size: 14px; color: {text2}; }}
QLabel[role="dialog-head"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: 13px; font-weight: 600; }}
QLabel[role="help"] {{ font-size: 12px; color: {text2}; }}
QLabel[role="faint"] {{ font-size: 12px; color: {text3}; }}
QLabel[role="axis"] {{ font-size: 11px; color: {text3}; }}
QLabel[role="error"] {{ color: {error}; }}
QLabel[role="filters"] {{ font-size: 12px; font-weight: 600; color: {text2}; }}
QLabel[role="card-title"] {{ font-size: 14px; font-weight: 600; }}
QLabel[role="card-help"] {{ font-size: 12px; color: {text2}; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="field"] {{ color: {text2}; }}
QLabel[role="status"] {{ font-size: 12px; color: {text2}; padding: 0 6px; }}
QLabel[role="address"] {{ font-size: 12px; color: {text3}; }}
QLabel[role="letter"] {{ background: {bg}; border-radius: 5px; font-size: 11px; font-weight: 600;
  color: {text2}; }}
QLabel[role="link"] {{ font-size: 12px; color: {accent}; }}
QLabel[role="group"] {{ font-size: 12px; font-weight: 600; color: {text2}; }}
QLabel[role="key"] {{ background: {bg}; border: 1px solid {line2}; border-radius: 4px;
  font-size: 11px; color: {text2}; padding: 1px 5px; }}
QLabel[role="round"] {{ background: {bg}; border-radius: 20px; }}
QLabel[role="warning-head"] {{ color: {warning}; font-weight: 600; }}
QLabel[role="note"] {{ background: {panel}; border: 1px solid {line}; border-radius: 13px;
  padding: 5px 12px; font-size: 12px; color: {text2}; min-height: 16px; }}

QMenuBar {{ background: {panel}; padding: 1px 0; border: none; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 6px; background: transparent; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {hover}; }}
QMenu {{ background: {panel}; border: 1px solid {line2}; border-radius: 8px; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 5px; }}
QMenu::item:selected {{ background: {accent_weak}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
QMenu::indicator:checked {{ image: url(:/{theme}-tick.svg); }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 6px; }}
QToolBar {{ background: {panel}; border: none; border-bottom: 1px solid {line}; spacing: 0;
  padding: 0; }}
QToolBar[banner="true"] {{ padding: 0; border: none; }}
QToolBar::separator {{ width: 1px; background: {line}; margin: 5px 6px; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {line}; color: {text2}; }}
QStatusBar QLabel {{ font-size: 12px; color: {text2}; padding: 0 6px; }}
QStatusBar::item {{ border: none; }}

QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton {{ background: {panel}; border: 1px solid {line2}; border-radius: 6px;
  padding: 0 12px; min-height: 28px; font-weight: 500; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {line}; }}
QPushButton:disabled {{ color: {faint}; border-color: {line}; }}
QPushButton:checked {{ background: {accent_weak}; border-color: {accent}; color: {accent}; }}
QPushButton[small="true"] {{ min-height: 24px; padding: 0 10px; font-size: 12px; }}
QPushButton[tight="true"] {{ padding: 0 8px; }}
QPushButton[main="true"] {{ background: {accent}; border-color: {accent}; color: {on_accent};
  font-weight: 600; }}
QPushButton[main="true"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[main="true"]:disabled {{ background: {line}; border-color: {line}; color: {text3}; }}
QPushButton[pill="true"] {{ background: {panel}; border: 1px solid {line}; border-radius: 14px;
  padding: 0 12px; min-height: 26px; font-size: 12px; color: {text2}; }}
QPushButton[pill="low"] {{ background: {panel}; border: 1px solid {line}; border-radius: 12px;
  padding: 0 7px; min-height: 22px; font-size: 12px; color: {text2}; }}
QPushButton[pill="low"]:hover {{ border-color: {line2}; color: {text}; }}
QPushButton[pill="true"]:hover {{ border-color: {line2}; color: {text}; }}
QPushButton[row="true"] {{ background: transparent; border: none; border-radius: 6px; padding: 0;
  min-height: 28px; }}
QPushButton[row="true"]:hover {{ background: {hover}; }}
QPushButton[row="line"] {{ background: transparent; border: none; border-radius: 4px; padding: 0;
  min-height: 18px; }}
QPushButton[row="line"]:hover {{ background: {hover}; }}
QToolButton[section="true"] {{ font-weight: 600; padding: 3px 4px; min-height: 16px; }}
QPushButton[range="true"] {{ background: transparent; border: 1px solid transparent;
  font-size: 12px; font-weight: 400; color: {text2}; padding: 0 5px; min-height: 24px;
  text-align: left; }}
QPushButton[range="true"]:hover {{ background: {hover}; color: {text}; }}
QPushButton[link="true"] {{ background: transparent; border: none; color: {accent};
  padding: 0 2px; min-height: 22px; text-align: left; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[address="true"] {{ font-size: 12px; min-height: 20px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 5px; min-height: 18px; font-weight: 500; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {line}; }}
QToolButton:checked {{ background: {accent_weak}; color: {accent}; }}
QToolButton[tall="true"] {{ padding: 3px 5px 7px 5px; }}
QToolButton[switch="true"]:checked {{ background: {hover}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton[inside="true"] {{ padding: 0; min-height: 0; }}
QToolButton[on="map"] {{ padding: 5px; min-height: 16px; min-width: 16px; }}
QToolButton[fold="true"] {{ padding: 0 4px; min-height: 16px; font-size: 12px;
  color: {text2}; }}
QToolButton[fold="true"]:checked {{ background: transparent; }}
QToolButton[fold="true"]:checked:hover {{ background: {hover}; }}
QToolButton[tight="true"] {{ padding: 5px 4px; }}
QToolButton[play="true"] {{ background: {accent}; border: none; border-radius: 16px; padding: 0;
  min-width: 32px; min-height: 32px; }}
QToolButton[play="true"]:hover {{ background: {accent_hover}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton[chip="true"], QToolButton[chip="true"], QLabel[chip="true"] {{
  background: {accent_weak}; color: {accent}; border: 1px solid {accent_weak};
  border-radius: 12px; padding: 0 10px; min-height: 22px; font-size: 12px; font-weight: 500; }}
QPushButton[chip="true"]:hover, QToolButton[chip="true"]:hover {{ border: 1px solid {accent}; }}
QLabel[chip="warning"] {{ background: {warning_ground}; color: {warning};
  border: 1px solid {warning_edge}; border-radius: 11px; padding: 2px 10px; font-size: 12px; }}
QToolButton[handle="filters"], QToolButton[handle="inspector"] {{ background: {panel};
  border: 1px solid {line2}; padding: 0; }}
QToolButton[handle="filters"] {{ border-left: none; border-top-left-radius: 0;
  border-bottom-left-radius: 0; }}
QToolButton[handle="inspector"] {{ border-right: none; border-top-right-radius: 0;
  border-bottom-right-radius: 0; }}
QToolButton[handle="filters"]:hover, QToolButton[handle="inspector"]:hover {{
  background: {hover}; }}
QFrame[segments="true"] {{ background: {bg}; border: 1px solid {line}; border-radius: 8px; }}
QPushButton[segment="true"], QToolButton[segment="true"] {{ background: transparent;
  border: 1px solid transparent; border-radius: 6px; padding: 0 14px; min-height: 26px; }}
QPushButton[segment="true"]:hover, QToolButton[segment="true"]:hover {{ background: {hover}; }}
QPushButton[segment="true"]:checked, QToolButton[segment="true"]:checked {{
  background: {panel}; border-color: {line2}; color: {text}; font-weight: 600; }}
QPushButton[slim="true"] {{ padding: 0 4px; min-height: 20px; font-size: 12px; }}

QFrame[card="true"], QWidget[card="true"] {{ background: {panel}; border: 1px solid {line};
  border-radius: 8px; }}
QFrame[card="float"] {{ background: {panel}; border: 1px solid {line2}; border-radius: 12px; }}
QFrame[popover="true"] {{ background: {panel}; border: 1px solid {line2}; border-radius: 8px; }}
QFrame[card="warning"] {{ background: {warning_ground}; border: 1px solid {warning_edge};
  border-radius: 8px; }}
QFrame[card="banner"] {{ background: {warning_ground}; border: none; border-radius: 0;
  border-bottom: 1px solid {warning_edge}; }}
QFrame[card="note"] {{ background: {panel2}; border: none; border-bottom: 1px solid {line};
  border-radius: 0; }}
QFrame[card="error"] {{ background: {error_ground}; border: 1px solid {error};
  border-radius: 8px; }}
QFrame[panel="true"], QWidget[panel="true"] {{ background: {panel}; border: none; }}
QFrame[rule="upright"] {{ background: {line}; border: none; max-width: 1px; min-width: 1px;
  min-height: 20px; max-height: 20px; }}
QFrame[rule="status"] {{ background: {line2}; border: none; max-width: 1px; min-width: 1px;
  min-height: 12px; max-height: 12px; }}
QFrame[rule="true"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}
QGroupBox {{ border: 1px solid {line}; border-radius: 8px; margin-top: 10px; padding: 10px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 10px; padding: 0 4px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox {{
  background: {panel}; border: 1px solid {ctl}; border-radius: 6px; padding: 0 8px;
  min-height: 28px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {text3}; }}
QLineEdit[small="true"] {{ min-height: 24px; font-size: 12px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus, QComboBox:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QComboBox:disabled {{ border-color: {line2};
  color: {faint}; }}
QComboBox[small="true"] {{ min-height: 24px; padding: 0 0 0 8px; font-size: 12px;
  border-color: {line2}; font-weight: 500; }}
QComboBox[small="true"]:hover {{ background: {hover}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox[small="true"]::drop-down {{ width: 19px; }}
QComboBox::down-arrow {{ image: url(:/{theme}-down.svg); width: 14px; height: 14px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QDateEdit::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button, QDateEdit::down-button {{
  border: none; width: 20px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateEdit::up-arrow {{
  image: url(:/{theme}-up.svg); width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QDateEdit::down-arrow {{
  image: url(:/{theme}-down.svg); width: 12px; height: 12px; }}
QLineEdit[error="true"] {{ border-color: {error}; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {line2};
  border-radius: 6px; padding: 4px; selection-background-color: {accent_weak};
  selection-color: {text}; }}
QComboBox QAbstractItemView:focus {{ border: 1px solid {line2}; }}

QAbstractScrollArea {{ background: {panel}; border: none; }}
QPlainTextEdit[field="true"] {{ border: 1px solid {ctl}; }}
QAbstractScrollArea::corner {{ background: {panel}; border: none; }}
QTreeView, QListView, QTableView {{ background: {panel}; alternate-background-color: {panel2};
  border: none; selection-background-color: {accent_weak}; selection-color: {text};
  gridline-color: {line}; show-decoration-selected: 1; }}
QTreeView::item, QListView::item {{ min-height: 22px; padding: 0 4px; border: none; }}
QTableView::item {{ padding: 0 6px; border: none; }}
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover {{ background: {hover}; }}
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {{
  background: {accent_weak}; color: {text}; }}
QTreeView:focus, QListView:focus, QTableView:focus {{ border: 2px solid {accent}; }}
QTableView[rows="true"]:focus {{ border: none; }}
QListView[bare="true"], QListView[bare="true"]:focus {{ border: none; }}
QHeaderView {{ background: {panel2}; border: none; }}
QHeaderView::section {{ background: {panel2}; color: {text2}; border: none;
  border-bottom: 1px solid {line}; border-right: 1px solid {line};
  padding: 5px 17px 5px 8px; font-size: 12px; font-weight: 500; }}
QHeaderView::section:first {{ padding-left: 14px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 12px; height: 12px;
  subcontrol-origin: padding; subcontrol-position: center right; right: 2px; }}
QHeaderView::up-arrow {{ image: url(:/{theme}-up.svg); }}
QHeaderView::down-arrow {{ image: url(:/{theme}-down.svg); }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line2}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {ctl}; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter::handle:hover {{ background: {accent}; }}
QTabBar::tab {{ background: transparent; color: {text2}; padding: 6px 12px;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabWidget::pane {{ border: none; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {line2}; border-radius: 6px;
  padding: 5px 8px; font-size: 12px; }}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QSlider::groove:horizontal {{ background: {line2}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {panel}; border: 2px solid {accent}; width: 12px;
  height: 12px; margin: -6px 0; border-radius: 8px; }}
QTableCornerButton::section {{ background: {panel2}; border: none;
  border-bottom: 1px solid {line}; border-right: 1px solid {line}; }}
QCheckBox, QRadioButton {{ spacing: 8px; min-height: 24px; background: transparent; }}
QCheckBox::indicator, QTreeView::indicator, QListView::indicator, QTableView::indicator {{
  width: 12px; height: 12px; border: 1px solid {ctl}; border-radius: 4px; background: {panel}; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {{ border-color: {accent}; background: {accent};
  image: url(:/{theme}-check.svg); }}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {{
  border-color: {accent}; background: {accent}; image: url(:/{theme}-minus.svg); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {line2}; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border: 1px solid {ctl};
  border-radius: 7px; background: {panel}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid {accent};
  background: {on_accent}; }}
QTreeView::branch {{ background: transparent; }}
QTreeView::branch:has-children:closed {{ image: url(:/{theme}-right.svg); }}
QTreeView::branch:has-children:open {{ image: url(:/{theme}-down.svg); }}
QCheckBox {{ border-radius: 4px; }}
"""


def stylesheet(style: Style) -> str:
    """The style sheet of the whole program, over the Fusion style.

    Widgets choose by property: buttons ``main``, ``small``, ``link``, ``chip``, ``segment``
    ("true"); frames ``card`` ("true", "warning", "error"), ``panel``, ``segments``, ``rule``;
    labels ``role`` (count, title, title2, section, help, faint, axis, error) and ``chip``.
    """
    t = style.tokens
    colours = {name: getattr(t, name) for name in Tokens.__slots__}
    colours["hover"] = mix(t.text, t.panel, 0.06)
    colours["faint"] = mix(t.text3, t.panel, 0.6)
    colours["accent_hover"] = _accent_dark(t, 0.86)
    offer(f"theme {style.theme}", _pictures(style))
    return _SHEET.format(theme=style.theme, **colours)


def _pictures(style: Style) -> dict[str, bytes]:
    """Ticks and arrows of the style sheet, by the names it uses."""
    t, theme = style.tokens, style.theme
    found = {
        f"{theme}-check.svg": _colored("check", t.on_accent).replace(b'"1.75"', b'"3.5"'),
        f"{theme}-tick.svg": _colored("check", t.accent).replace(b'"1.75"', b'"2.5"'),
        f"{theme}-minus.svg": _colored("minus", t.on_accent).replace(b'"1.75"', b'"3.5"'),
    }
    turned = {"down": b"", "up": b"rotate(180 12 12)", "right": b"rotate(-90 12 12)"}
    for name, turn in turned.items():
        drawn = _colored("chevron-down", t.text3).replace(b'"1.75"', b'"2.25"')
        found[f"{theme}-{name}.svg"] = drawn.replace(b"<path ", b'<path transform="%s" ' % turn)
    return found


def _colored(name: str, color: str) -> bytes:
    """An icon as SVG in one colour."""
    return resource_bytes(f"icons/{name}.svg").replace(b"currentColor", color.encode())


@lru_cache(maxsize=512)
def _drawn(name: str, ratio: float) -> QImage:
    """An icon in black."""
    image = blank(ICON * ratio, ICON * ratio)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer = QSvgRenderer(QByteArray(_colored(name, "#000000")))
        renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    return image


def _inked(name: str, color: str, ratio: float) -> QPixmap:
    image = _drawn(name, ratio).copy()
    with QPainter(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), QColor(color))
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


def icon(name: str, style: Style, token: str = "text2") -> QIcon:
    """``resources/icons/<name>.svg`` in the colour of ``token``, 16 px in the device pixels of
    each screen; greyed when disabled. Raises ChuhaiError when there is no such icon."""
    t = style.tokens
    color: str = getattr(t, token)
    screens = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    return _icon(name, color, mix(t.text3, t.panel, 0.5), tuple(sorted({1.0, *screens})))


@lru_cache(maxsize=512)
def _icon(name: str, color: str, faint: str, ratios: tuple[float, ...]) -> QIcon:
    made = QIcon()
    for ratio in ratios:
        made.addPixmap(_inked(name, color, ratio))
        made.addPixmap(_inked(name, faint, ratio), QIcon.Mode.Disabled)
    return made
