"""A real socket server that speaks clamd's INSTREAM, and finds the word VIRUS."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Scanner(socketserver.StreamRequestHandler):
    verdicts: tuple[bytes, bytes] = (b"stream: OK\0", b"stream: Test.Virus FOUND\0")

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        self.wfile.write(self.verdicts[b"VIRUS" in body])


class Confused(Scanner):
    verdicts = (b"INSTREAM size limit exceeded. ERROR\0",) * 2


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class TcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def on_tcp(handler: type[Scanner] = Scanner) -> Iterator[str]:
    server = TcpServer(("127.0.0.1", 0), handler)
    with running(server):
        yield f"127.0.0.1:{server.server_address[1]}"


@contextmanager
def on_socket(folder: Path) -> Iterator[str]:
    path = str(folder / "clamd")
    with running(UnixServer(path, Scanner)):
        yield path
