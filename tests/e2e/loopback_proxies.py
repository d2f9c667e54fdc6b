"""Proxies on loopback that note what they are asked for: HTTP CONNECT and SOCKS5 (RFC 1928)."""

import socket
import socketserver
import threading


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Proxy(socketserver.ThreadingTCPServer):
    """A context manager. Every name it is asked for is on 127.0.0.1."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.asked = []  # "host:port", as the client named it
        self.heads = []  # what an HTTP client sent besides

    @property
    def address(self):
        return "127.0.0.1:%d" % self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *reason):
        self.shutdown()
        self.server_close()

    def tunnel(self, client, host, port):
        self.asked.append(f"{host}:{port}")
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            threading.Thread(target=pump, args=(upstream, client), daemon=True).start()
            pump(client, upstream)


class HttpHandler(socketserver.StreamRequestHandler):
    def handle(self):
        method, target, _ = self.rfile.readline().decode().split()
        head = ""
        while (line := self.rfile.readline().decode()) not in ("\r\n", ""):
            head += line
        self.server.heads.append(head)
        if method != "CONNECT":
            self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
        elif self.server.answer != 200:
            self.wfile.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.server.answer)
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            host, _, port = target.rpartition(":")
            self.server.tunnel(self.connection, host, int(port))


class Socks5Handler(socketserver.StreamRequestHandler):
    def handle(self):
        _, methods = self.rfile.read(2)
        self.rfile.read(methods)
        self.wfile.write(b"\x05\x00")
        _, _, _, kind = self.rfile.read(4)
        if kind == 3:
            host = self.rfile.read(self.rfile.read(1)[0]).decode()
        else:
            host = socket.inet_ntop(
                *((socket.AF_INET, self.rfile.read(4)) if kind == 1 else (socket.AF_INET6, self.rfile.read(16)))
            )
        port = int.from_bytes(self.rfile.read(2), "big")
        self.wfile.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        self.server.tunnel(self.connection, host, port)


def http_proxy(answer=200):
    proxy = Proxy(HttpHandler)
    proxy.answer = answer
    return proxy


def socks5_proxy():
    return Proxy(Socks5Handler)
