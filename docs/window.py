"""Make the picture of the window in the README: ``python docs/window.py OUT.png``.

The bundled package on the day it was made, one event picked; settings of the person who runs it
are left alone.
"""

import sys
import tempfile
from datetime import UTC, datetime

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.app import Program
from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.paint.fonts import register
from explorer.session.look import Look

EVENT = "alibaba-dc-plan-2024-05"


def main() -> None:
    """Show, wait until all rests, grab."""
    with tempfile.TemporaryDirectory() as empty:
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, empty)
        application = QApplication(sys.argv[:1])
        application.setStyle("Fusion")
        register()
        dataset = load(bundled_package())
        made = datetime.fromisoformat(dataset.package.created).replace(tzinfo=UTC)
        window = Program(Look("en", "light", int(made.timestamp()))).show(dataset)
        window.resize(1600, 1000)
        QTest.qWait(500)
        window.session.focus.pick((EVENT,))
        QTest.qWait(1500)
        image = window.grab().toImage()
        image.setText("chuhai:fingerprint", dataset.package.fingerprint)
        image.save(sys.argv[1])


if __name__ == "__main__":
    main()
