"""A TCP proxy between browser and web process that a test can cut and restore."""

from __future__ import annotations

import contextlib
import socket
import threading


class CuttableProxy:
    """Forwards a loopback port to another; while cut, it drops everything and accepts nothing."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._is_cut = False
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """What a browser opens instead of the web process."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Drop every connection now and each new one until `restore`."""
        with self._lock:
            self._is_cut = True
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Forward again."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """Stop for good."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._is_cut:
                    browser.close()
                    continue
            try:
                server = socket.create_connection(("127.0.0.1", self._target_port), timeout=5)
            except OSError:
                browser.close()
                continue
            server.settimeout(None)
            with self._lock:
                self._pairs.append((browser, server))
            for source, sink in ((browser, server), (server, browser)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
